#include "config/values.h"

#include <algorithm>
#include <charconv>
#include <span>

namespace sage {

void refuse(const SettingValue& value, std::string_view expected) {
  throw Error(ErrorKind::invalid_input, format("{}: expected {}, found {}", value.where, expected,
                                               excerpt(json::serialize(value.value), 80)));
}

std::string text_of(const SettingValue& value, std::string_view expected) {
  if (const auto* text = value.value.if_string()) return std::string(*text);
  refuse(value, expected);
}

int whole_number(const SettingValue& value, int least, int most) {
  const auto expected = format("a whole number from {} to {}", least, most);
  const std::string text =
      value.value.is_number() ? json::serialize(value.value) : text_of(value, expected);
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size() || number < least || number > most)
    refuse(value, expected);
  return number;
}

Milliseconds duration(const SettingValue& value) {
  constexpr auto expected = "a duration such as 90s, 30m, 2h, or 0 for none";
  if (value.value == json::value(0)) return Milliseconds{0};
  const auto parsed = parse_duration(text_of(value, expected));
  if (!parsed) refuse(value, expected);
  return Milliseconds{*parsed};
}

bool truth(const SettingValue& value) {
  if (value.value.is_bool()) return value.value.get_bool();
  const std::string text = text_of(value, "true or false");
  if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
  if (text == "false" || text == "no" || text == "off" || text == "0") return false;
  refuse(value, "true or false");
}

std::string choice(const SettingValue& value, const std::vector<std::string>& words) {
  const std::span but_last(words.data(), words.size() - 1);
  const std::string expected = format("{} or {}", fmt::join(but_last, ", "), words.back());
  std::string word = text_of(value, expected);
  if (std::find(words.begin(), words.end(), word) == words.end()) refuse(value, expected);
  return word;
}

std::vector<std::string> texts(const SettingValue& value) {
  if (value.value.is_string()) return {text_of(value)};
  std::vector<std::string> list;
  if (!value.value.is_array()) refuse(value, "a list of texts");
  for (const auto& item : value.value.get_array())
    list.push_back(text_of({value.name, item, value.where}));
  if (std::any_of(list.begin(), list.end(), [](auto& item) { return item.empty(); }))
    refuse(value, "texts that are not empty");
  return list;
}

std::vector<std::string> command_of(const SettingValue& value) {
  const bool is_line = value.value.is_string();
  auto words = is_line ? std::vector{text_of(value)} : texts(value);
  if (words.empty() || trimmed(words.front()).empty())
    refuse(value, "a command: a text, or a list with at least a program");
  return is_line ? std::vector<std::string>{"sh", "-c", std::move(words.front())} : words;
}

std::vector<std::string> command_line_of(const SettingValue& value) {
  auto words = split_words(text_of(value));
  if (!words) refuse(value, "a command line with its quotes closed");
  if (words->empty() || trimmed(words->front()).empty())
    refuse(value, "a command line with at least a program");
  return std::move(*words);
}

SettingValue part_of(const SettingValue& whole, std::string_view key, const json::value& member) {
  return {whole.name, member, format("{}.{}", whole.where, excerpt(key, 100))};
}

}  // namespace sage
