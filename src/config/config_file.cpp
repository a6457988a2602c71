#include <algorithm>
#include <array>
#include <set>

#include "config/settings.h"
#include "ticket/json_style.h"

/// .sage/config.json, of which `stream` is ours.
namespace sage {
namespace {

[[noreturn]] void refuse(const std::string& file, std::string_view what, std::string hint = {}) {
  throw Error(ErrorKind::invalid_input, format("{}: {}", file, what), std::move(hint));
}

/// "workspace": {"setup": …} is workspace.setup.
bool is_group(std::string_view name) {
  return name == "workspace" || name == "landing" || name == "check" || name == "hooks";
}

bool is_of_the_stream(std::string_view key) {
  const auto is_it = [&](const SettingName& setting) { return setting.name == key; };
  return is_group(key) || std::ranges::any_of(setting_names(), is_it);
}

bool is_like_stream(std::string_view key) {
  constexpr std::array<std::string_view, 1> meant{"stream"};
  return key.size() >= 5 && !nearest(key, meant).empty();  // a team is something else
}

/// What stands beside `stream` is other tools', but for what was hardly meant for them.
void refuse_misplaced(const json::object& document, const std::string& file) {
  for (const auto& [key, value] : document) {
    if (key == "stream") continue;
    if (is_of_the_stream(key))
      refuse(file, format("{}: found beside `stream`, expected in it", excerpt(key, 100)),
             format(R"(write it as {{"stream": {{"{}": …}}}})", excerpt(key, 100)));
    if (is_like_stream(key))
      refuse(file, format("{}: unknown member", excerpt(key, 100)), "did you mean stream?");
  }
}

/// Readers disagree on which of two members counts: ours would take the last. `text` is valid.
void refuse_repeated(std::string_view text, const std::string& file, const std::string& place) {
  std::set<std::string> names;
  std::size_t number = 0;
  for (const Item& item : items_of(text)) {
    const std::string name = excerpt(item.name, 100);
    const std::string where = text[0] == '['  ? format("{}[{}]", place, number++)
                              : place.empty() ? name
                                              : format("{}.{}", place, name);
    if (text[0] == '{' && !names.insert(item.name).second)
      refuse(file, where + ": is there twice, expected once", "remove one of them");
    const std::string_view value = value_of(text, item);
    if (value[0] == '{' || value[0] == '[') refuse_repeated(value, file, where);
  }
}

std::vector<SettingValue> settings_in(const json::object& stream, const std::string& file) {
  std::vector<SettingValue> values;
  for (const auto& [key, value] : stream) {
    const std::string name(key);
    if (!is_group(name) || !value.is_object()) {
      values.push_back({name, value, format("{}: stream.{}", file, excerpt(name, 100))});
      continue;
    }
    for (const auto& [member, inner] : value.get_object()) {
      const std::string full = name + "." + std::string(member);
      values.push_back({full, inner, format("{}: stream.{}", file, excerpt(full, 100))});
    }
  }
  return values;
}

}  // namespace

std::vector<SettingValue> settings_of_file(const std::string& text, const std::string& file) {
  const json::value document = parse_json(text, file);
  if (!document.is_object()) refuse(file, "expected an object");
  refuse_repeated(trimmed(text), file, "");
  refuse_misplaced(document.get_object(), file);
  const auto* stream = document.get_object().if_contains("stream");
  if (!stream) return {};
  if (!stream->is_object()) refuse(file, "stream: expected an object");
  return settings_in(stream->get_object(), file);
}

}  // namespace sage
