#include <algorithm>
#include <array>

#include "check/judge.h"
#include "config/values.h"

namespace sage {
namespace {

constexpr std::size_t words_of_a_name = 3, bytes_of_a_name = 40;

/// "make check", "npm run test:unit": what a check without a name is called.
std::string name_of(const std::vector<std::string>& argv) {
  const bool shell = argv.size() == 3 && argv[0] == "sh" && argv[1] == "-c";
  auto words = shell ? split_words(argv[2]).value_or(std::vector{argv[2]}) : argv;
  words.resize(std::min(words.size(), words_of_a_name));
  return excerpt(format("{}", fmt::join(words, " ")), bytes_of_a_name);
}

std::int64_t timeout_of(const SettingValue& value) {
  if (value.value.is_number()) return std::int64_t{1000} * whole_number(value, 0, 1'000'000);
  return duration(value).count();
}

std::string name_member(const SettingValue& value) {
  std::string name = text_of(value);
  if (trimmed(name).empty()) refuse(value, "a name that is not empty");
  return name;
}

std::string pattern(const SettingValue& value) {
  std::string expression = text_of(value);
  if (const auto problem = pattern_problem(expression))
    refuse(value, format("a regular expression ({})", *problem));
  return expression;
}

void assign(Check& check, std::string_view key, const SettingValue& part) {
  static constexpr std::array<std::string_view, 7> members{
      "name", "command", "timeout", "success_pattern", "expects_tests", "flaky", "environment"};
  if (key == "name")
    check.name = name_member(part);
  else if (key == "command")
    check.argv = command_of(part);
  else if (key == "timeout")
    check.timeout_ms = timeout_of(part);
  else if (key == "success_pattern")
    check.success_pattern = pattern(part);
  else if (key == "expects_tests")
    check.expects_tests = truth(part);
  else if (key == "flaky")
    check.flaky = whole_number(part, 0, 100);
  else if (key == "environment")
    check.environment = texts(part);
  else if (const auto near = nearest(key, members); near.empty())
    throw Error(ErrorKind::invalid_input, format("{}: unknown setting", part.where),
                format("a check has {}", fmt::join(members, ", ")));
  else
    throw Error(ErrorKind::invalid_input, format("{}: unknown setting", part.where),
                format("did you mean {}?", near));
}

Check check_of(const SettingValue& value) {
  if (!value.value.is_object()) refuse(value, "a check: an object with `command`");
  Check check;
  for (const auto& [key, member] : value.value.get_object())
    assign(check, key, part_of(value, key, member));
  if (check.argv.empty()) refuse(value, "a check with a `command`");
  if (check.name.empty()) check.name = name_of(check.argv);
  return check;
}

Check check_of_words(const SettingValue& value) {
  Check check;
  check.argv = command_line_of(value);
  check.name = name_of(check.argv);
  return check;
}

}  // namespace

std::vector<Check> checks_of(const SettingValue& value) {
  if (value.value.is_string() && trimmed(text_of(value)).empty()) return {};
  if (value.value.is_string()) return {check_of_words(value)};
  if (!value.value.is_array()) refuse(value, "a list of checks, or a command line");
  std::vector<Check> checks;
  for (const auto& item : value.value.get_array()) {
    const SettingValue place{value.name, item, format("{}[{}]", value.where, checks.size())};
    Check check = check_of(place);
    if (std::any_of(checks.begin(), checks.end(),
                    [&](const Check& other) { return other.name == check.name; }))
      throw Error(ErrorKind::invalid_input,
                  format("{}.name: expected another name than an earlier check's, found {}",
                         place.where, excerpt(check.name, 100)),
                  "give each check of a list a `name` of its own");
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace sage
