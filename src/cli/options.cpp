#include "cli/options.h"

#include <algorithm>
#include <set>

#include "cli/advice.h"
#include "cli/command_line.h"
#include "cli/command_table.h"
#include "cli/exit_code.h"
#include "cli/version.h"
#include "git_program.h"

namespace sage {
namespace {

std::string as_typed(int argc, const char* const* argv) {
  std::string line = "sage-stream";
  for (int i = 1; i < argc; ++i) line += " " + shell_word(argv[i]);
  return line;
}

Printed wrong(const std::string& message) {
  return {format("sage-stream: {}\nhint: sage-stream --help\n", message), exit_code::usage};
}

/// A line that the parser refused.
Printed refused(const CLI::App& app, const CLI::ParseError& problem) {
  const bool by_a_word = dynamic_cast<const CLI::ExtrasError*>(&problem) != nullptr ||
                         dynamic_cast<const CLI::RequiredError*>(&problem) != nullptr;
  const auto misspelt = by_a_word ? misspelt_in(app) : std::nullopt;
  if (!misspelt) return wrong(escaped(problem.what()));
  const bool is_flag = misspelt->word.find("--") != misspelt->word.npos;
  return {format("sage-stream: there is no {} \"{}\"\nhint: did you mean {}?\n",
                 is_flag ? "flag" : "command", escaped(misspelt->word), misspelt->meant),
          exit_code::usage};
}

std::optional<Printed> check_document(const Options& options) {
  const bool to_file = !options.output.empty(), as_junit = options.format == Format::junit;
  if (!to_file && !as_junit) return std::nullopt;
  if (options.command || options.selection.dry_run || options.selection.explain)
    return wrong(
        format("{} before a command: it is for a run", to_file ? "--output" : "--format=junit"));
  if (as_junit || options.format == Format::json) return std::nullopt;
  return wrong("--output needs --format=json or --format=junit");
}

bool is_setting(const std::string& flag) {
  return std::ranges::any_of(setting_names(),
                             [&](const SettingName& setting) { return setting.flag == flag; });
}

/// What stands before a command and is not for it: --dry-run would have to be obeyed, say.
std::optional<Printed> check_before_command(const CLI::App& app, const Options& options) {
  static const std::set<std::string> for_all{"-C", "--color", "--format", "--output"};
  if (!options.command) return std::nullopt;
  const std::string command(options.command->name);
  for (const CLI::Option* option : app.get_options()) {
    const std::string flag = option->get_name();
    if (option->count() == 0 || for_all.contains(flag) || is_setting(flag)) continue;
    if (app.get_subcommand(command)->get_option_no_throw(flag))
      return Printed{format("sage-stream: {} before {}: it goes behind\nhint: sage-stream {} {}\n",
                            flag, command, command, flag),
                     exit_code::usage};
    return wrong(format("{} before {}: it is for a run", flag, command));
  }
  return std::nullopt;
}

/// Events are a run's. --format before a command is for that command, which may know less of them.
std::optional<Printed> check_format(const CLI::App& app, const Options& options) {
  if (options.format != Format::ndjson) return std::nullopt;
  if (!options.command && (options.selection.dry_run || options.selection.explain))
    return wrong("--format=ndjson is for a run: expected human or json");
  if (!options.command) return std::nullopt;
  const CLI::App* command = app.get_subcommand(std::string(options.command->name));
  for (const CLI::App* below : command->get_subcommands()) command = below;
  const CLI::Option* own = command->get_option_no_throw("--format");
  if (!own || own->get_type_name().find("ndjson") != std::string::npos) return std::nullopt;
  return wrong(format("--format=ndjson before {}: expected {}", options.command->name,
                      own->get_type_name()));
}

std::optional<Printed> check(const Options& options) {
  if (auto problem = check_document(options)) return problem;
  if (!options.parallel) return std::nullopt;
  const bool runs = !options.command && !options.selection.dry_run && !options.selection.explain;
  if (runs && options.modes.mode.value_or(RunMode::interactive) == RunMode::interactive)
    return wrong("--parallel needs --auto, --semi-auto or --parallel-interactive");
  if (*options.parallel == "auto") return std::nullopt;
  const auto& count = *options.parallel;
  const bool number = !count.empty() && count.size() <= 4 &&
                      count.find_first_not_of("0123456789") == count.npos && std::stoi(count) > 0;
  if (number) return std::nullopt;
  return wrong(
      format("--parallel: expected a number of workers or auto, found {}", escaped(count)));
}

bool is_switch(const CLI::App& app, const std::string& flag) {
  if (const CLI::Option* option = app.get_option_no_throw(flag))
    return option->get_items_expected_max() == 0;
  return std::ranges::any_of(app.get_subcommands([](const CLI::App*) { return true; }),
                             [&](const CLI::App* below) { return is_switch(*below, flag); });
}

/// The words as the parser takes them, the last one first. It would pass over the value of
/// `--gate=` and take the next word for it.
std::vector<std::string> words_of(const CLI::App& app, int argc, const char* const* argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  auto from = words.begin();
  while (from != words.end() && *from != "--") {
    if (from->starts_with("--") && from->find('=') + 1 == from->size() &&
        !is_switch(app, from->substr(0, from->size() - 1))) {
      from->pop_back();
      from = words.insert(from + 1, "");
    }
    ++from;
  }
  std::ranges::reverse(words);
  return words;
}

}  // namespace

std::variant<Options, Printed> read_options(int argc, const char* const* argv) {
  Options options;
  options.to_repeat = as_typed(argc, argv);
  options.command_line = excerpt(options.to_repeat, 200);
  const auto app = make_command_line(options);
  try {
    app->parse(words_of(*app, argc, argv));
  } catch (const CLI::Success& asked) {
    std::ostringstream out;
    app->exit(asked, out, out);
    return Printed{out.str(), exit_code::ok};
  } catch (const CLI::ParseError& problem) {
    return refused(*app, problem);
  }
  if (options.version) return Printed{version_text(options.format), exit_code::ok};
  if (auto problem = check_before_command(*app, options)) return *problem;
  if (auto problem = check_format(*app, options)) return *problem;
  if (auto problem = check(options)) return *problem;
  return options;
}

}  // namespace sage
