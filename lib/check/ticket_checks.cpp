#include "check/ticket_checks.h"

#include <algorithm>

#include "base/text.h"
#include "check/judge.h"

namespace sage {
namespace {

constexpr int most_rounds = 100, most_repeats = 100, most_seconds = 1'000'000;

/// A value of a ticket and the place that an error names.
struct Field {
  const json::value* value;  ///< null: not there, or JSON's null
  std::string where;

  explicit operator bool() const { return value != nullptr; }

  Field member(std::string_view name) const {
    const json::value* found = value->get_object().if_contains(name);
    return {found && !found->is_null() ? found : nullptr, format("{}.{}", where, name)};
  }
  Field item(std::size_t i) const { return {&value->get_array()[i], format("{}[{}]", where, i)}; }
  std::size_t size() const { return value->get_array().size(); }

  [[noreturn]] void refuse(std::string_view expected) const {
    detail::wrong_type(where, expected, *value);
  }
  const Field& object(std::string_view expected) const {
    if (!value->is_object()) refuse(expected);
    return *this;
  }
  std::string text(std::string_view expected) const {
    if (!value->is_string()) refuse(expected);
    return std::string(value->get_string());
  }
  std::string some_text(std::string_view expected) const {
    std::string given = text(expected);
    if (trimmed(given).empty()) refuse(expected);
    return given;
  }
  bool truth() const {
    if (!value->is_bool()) refuse("true or false");
    return value->get_bool();
  }
  int whole_number(int most) const {
    json::error_code failed;
    const int number = value->to_number<int>(failed);
    if (failed || number < 0 || number > most) refuse(format("a whole number from 0 to {}", most));
    return number;
  }
};

std::vector<std::string> command_of(const Field& field) {
  constexpr const char* expected = "a command: a string for sh -c, or an array of strings";
  if (!field.value->is_array()) return {"sh", "-c", field.some_text(expected)};
  std::vector<std::string> argv;
  for (std::size_t i = 0; i < field.size(); ++i)
    argv.push_back(field.item(i).text("a word of the command, a string"));
  if (argv.empty() || argv.front().empty()) field.refuse(expected);
  return argv;
}

std::int64_t timeout_of(const Field& field) {
  constexpr const char* expected = R"(seconds, or a duration as "90s", "30m", "2h", "0" for none)";
  if (const auto* text = field.value->if_string()) {
    const auto given = parse_duration(*text);
    if (!given) field.refuse(expected);
    return *given;
  }
  json::error_code failed;
  const auto seconds = field.value->to_number<double>(failed);
  if (failed || !(seconds >= 0) || seconds > most_seconds) field.refuse(expected);
  return static_cast<std::int64_t>(seconds * 1000);
}

std::string pattern_of(const Field& field) {
  std::string pattern = field.text("a regular expression");
  if (const auto problem = pattern_problem(pattern))
    field.refuse(format("a regular expression ({})", *problem));
  return pattern;
}

/// `number`: its place in its list, which names it if nothing else does.
Check script_of(const Field& field, std::size_t number) {
  Check check;
  check.name = format("script {}", number);
  if (field.value->is_string()) {
    check.argv = command_of(field);
    return check;
  }
  field.object("a script: a command, or an object with one");
  const auto command = field.member("command");
  if (!command) field.refuse("a script with a command");
  check.argv = command_of(command);
  if (const auto name = field.member("name")) check.name = name.some_text("a name");
  if (const auto pattern = field.member("success_pattern"))
    check.success_pattern = pattern_of(pattern);
  if (const auto timeout = field.member("timeout")) check.timeout_ms = timeout_of(timeout);
  if (const auto expects = field.member("expects_tests")) check.expects_tests = expects.truth();
  if (const auto flaky = field.member("flaky")) check.flaky = flaky.whole_number(most_repeats);
  return check;
}

std::vector<Check> scripts_of(const Field& field) {
  std::vector<Check> checks;
  for (std::size_t i = 0; i < field.size(); ++i) checks.push_back(script_of(field.item(i), i + 1));
  return checks;
}

/// Of `max_retries` and `auto_fix` beside each other.
int fix_rounds_of(const Field& field) {
  const auto most = field.member("max_retries"), mend = field.member("auto_fix");
  const int rounds = most ? most.whole_number(most_rounds) : TicketChecks().fix_rounds;
  return mend && !mend.truth() ? 0 : rounds;
}

std::string id_of(const Field& field) {
  constexpr const char* expected = "an id: a string or a whole number";
  if (field.value->is_string()) return field.some_text(expected);
  if (!field.value->is_int64() && !field.value->is_uint64()) field.refuse(expected);
  return json::serialize(*field.value);
}

bool is_done(std::string_view status) {
  return status == "COMPLETED" || status == "completed" || status == "done";
}

SubTask task_of(const Field& field) {
  SubTask task;
  const auto id = field.object("a sub-task: an object with an id").member("id");
  if (!id) field.refuse("a sub-task with an id");
  task.id = id_of(id);
  if (const auto type = field.member("type")) task.type = type.text("a string");
  if (const auto what = field.member("description")) task.description = what.text("a string");
  if (const auto status = field.member("status")) task.done = is_done(status.text("a string"));
  task.fix_rounds = fix_rounds_of(field);
  const auto script = field.member("validation_script");
  if (script && *script.value != json::value(""))
    task.checks = script.value->is_array() ? scripts_of(script) : std::vector{script_of(script, 1)};
  return task;
}

std::vector<SubTask> tasks_of(const Field& field) {
  if (!field.value->is_array()) field.refuse("an array of sub-tasks");
  std::vector<SubTask> tasks;
  for (std::size_t i = 0; i < field.size(); ++i) {
    SubTask task = task_of(field.item(i));
    if (std::ranges::find(tasks, task.id, &SubTask::id) != tasks.end())
      field.item(i).member("id").refuse("an id that no earlier sub-task has");
    tasks.push_back(std::move(task));
  }
  return tasks;
}

}  // namespace

TicketChecks ticket_checks(std::string_view ticket_json) {
  const json::value ticket = parse_json(ticket_json, "ticket");
  const Field unnamed{&ticket, "ticket"};
  const auto id = unnamed.object("an object").member("id");
  const auto member = [&](std::string_view name) {
    Field field = unnamed.member(name);
    if (id) field.where = format("ticket {}: {}", excerpt(id.text("a string"), 64), name);
    return field;
  };
  TicketChecks wanted;
  if (const auto config = member("validation_config")) {
    wanted.fix_rounds = fix_rounds_of(config.object("an object"));
    if (const auto scripts = config.member("verification_scripts")) {
      if (!scripts.value->is_array()) scripts.refuse("an array of scripts");
      wanted.checks = scripts_of(scripts);
    }
  }
  if (const auto tasks = member("tasks")) wanted.tasks = tasks_of(tasks);
  return wanted;
}

}  // namespace sage
