#include "cli/options.h"

#include <CLI/CLI.hpp>

#include "cli/exit_code.h"
#include "repo/repository.h"

namespace sage {
namespace {

const std::map<std::string, Format> formats{
    {"human", Format::human}, {"json", Format::json}, {"ndjson", Format::ndjson}};

void add_setting_flags(CLI::App& app, Options& options) {
  for (const auto& setting : setting_names()) {
    if (setting.flag.empty()) continue;
    const std::string flag(setting.flag), name(setting.name);
    const auto note = [&options, flag, name](const json::value& value) {
      options.settings.push_back({name, value, flag});
    };
    if (setting.value.empty())
      app.add_flag_callback(
          flag, [note] { note(true); }, std::string(setting.help));
    else
      app.add_option_function<std::vector<std::string>>(
             flag,
             [note](const std::vector<std::string>& texts) {
               for (const auto& text : texts) note(json::value(text));
             },
             std::string(setting.help))
          ->expected(1)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
          ->type_name(std::string(setting.value));
  }
}

void add_format(CLI::App& app, Options& options, const std::string& help) {
  app.add_option("--format", options.format, help)
      ->transform(CLI::CheckedTransformer(formats).description(""))
      ->type_name("human|json|ndjson");
}

void add_run(CLI::App& app, Options& options) {
  app.add_flag("--auto", options.automatic, "drain the backlog without asking");
  app.add_option_function<std::string>(
         "--parallel",
         [&options](const std::string& count) {
           options.parallel = count.empty() ? "auto" : count;
         },
         "workers: a number, or auto (the cores this process may use); needs --auto")
      ->expected(0, 1)
      ->type_name("N|auto");
  app.add_flag_callback(
      "--no-overlap-check", [&options] { options.overlap_check = false; },
      "run tickets whose target files overlap at the same time");
  app.add_flag("--fail-if-empty", options.fail_if_empty, "exit 5 if nothing was ready");
  add_setting_flags(app, options);
}

void add_commands(CLI::App& app, Options& options) {
  const auto command = [&](const char* name, const char* help, Command which) {
    auto* sub = app.add_subcommand(name, help);
    sub->callback([&options, which] { options.command = which; });
    return sub;
  };
  command("init", "set up this repository: git merges the ticket index by tickets", Command::init);
  auto* driver = command("merge-driver", "merge the ticket index; what git calls after init",
                         Command::merge_driver);
  driver->add_option("base", options.merge.base, "%O")->required();
  driver->add_option("ours", options.merge.ours, "%A, which gets the result")->required();
  driver->add_option("theirs", options.merge.theirs, "%B")->required();
  driver->add_option("marker-size", options.merge.marker_size, "%L")->check(CLI::Range(1, 1000));
  driver->add_option("path", options.merge.path, "%P");
  auto* status = command("status", "what a running or the last run is doing", Command::status);
  add_format(*status, options, "output format");
  auto* land = command("land", "land finished results that were held back", Command::land);
  land->add_option("ticket", options.tickets, "only these tickets");
  command("clean", "remove workspaces, old logs, and pins of results that have landed",
          Command::clean);
  command("unlock", "remove the locks of this repository, whoever holds them", Command::unlock);
  auto* worker = command("worker", "", Command::worker)->group("");
  worker->add_option("--repository", options.repository)->required();
  worker->add_option("--workspaces", options.workspaces)->required();
}

std::string as_typed(int argc, const char* const* argv) {
  std::string line = "sage-stream";
  for (int i = 1; i < argc; ++i) line += std::string(" ") + argv[i];
  return excerpt(line, 200);
}

Printed wrong(const std::string& message) {
  return {format("sage-stream: {}\nhint: sage-stream --help\n", message), exit_code::usage};
}

std::optional<Printed> check(const Options& options) {
  if (options.command != Command::run) return std::nullopt;
  if (!options.automatic && options.parallel) return wrong("--parallel needs --auto");
  if (!options.automatic) return wrong("say how to run: --auto drains the backlog without asking");
  if (!options.parallel || *options.parallel == "auto") return std::nullopt;
  const auto& count = *options.parallel;
  const bool number = !count.empty() && count.size() <= 4 &&
                      count.find_first_not_of("0123456789") == count.npos && std::stoi(count) > 0;
  if (number) return std::nullopt;
  return wrong(
      format("--parallel: expected a number of workers or auto, found {}", escaped(count)));
}

}  // namespace

std::variant<Options, Printed> read_options(int argc, const char* const* argv) {
  Options options;
  options.command_line = as_typed(argc, argv);
  CLI::App app{
      "Drains the backlog of tickets in a git repository: an agent works on each ticket "
      "in a private workspace, results land one by one on the branch.",
      "sage-stream"};
  app.set_version_flag("--version", format("sage-stream {} ({})", SAGE_VERSION, libgit2_version()));
  app.add_option("-C", options.folder, "work as if started in FOLDER")->type_name("FOLDER");
  app.add_option("--color", options.color, "colour on the terminal")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("auto|always|never");
  add_format(app, options, "what stdout carries: a summary, one JSON document, or every event");
  add_run(app, options);
  add_commands(app, options);
  app.require_subcommand(0, 1);
  app.footer(
      "Settings may also stand in SAGE_<NAME>, git config sage.<name> or .sage/config.json.\n"
      "Exit: 0 all done, 1 some deferred or blocked, 2 usage, 3 internal, 4 bad index or\n"
      "configuration, 5 nothing ready (--fail-if-empty), 6 the repository's state forbids it,\n"
      "7 another stream is running, 130 and 143 interrupted with all work saved.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    std::ostringstream out;
    app.exit(asked, out, out);
    return Printed{out.str(), exit_code::ok};
  } catch (const CLI::ParseError& problem) {
    return wrong(escaped(problem.what()));
  }
  if (auto problem = check(options)) return *problem;
  return options;
}

}  // namespace sage
