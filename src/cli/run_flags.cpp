#include "cli/choice.h"
#include "cli/flags.h"

namespace sage {
namespace {

const Choices<Format> formats{{"human", Format::human},
                              {"json", Format::json},
                              {"ndjson", Format::ndjson},
                              {"junit", Format::junit}};

void add_setting_flag(CLI::App& app, Options& options, const SettingName& setting) {
  const std::string flag(setting.flag), name(setting.name);
  const auto note = [&options, flag, name](const json::value& value) {
    options.settings.push_back({name, value, flag});
  };
  const bool may_be_left_out = setting.value.starts_with('[');
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
        ->expected(may_be_left_out ? 0 : 1, 1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name(std::string(setting.value));
}

/// Agents have no part in it, tests on the tree that lands do.
bool concerns_landing(std::string_view name) {
  return name == "gate" || name == "maxWorkers" || name == "onto" || name == "push" ||
         name.starts_with("landing.") || name.starts_with("workspace.");
}

}  // namespace

void add_setting_flags(CLI::App& app, Options& options,
                       const std::function<bool(std::string_view)>& wanted) {
  for (const auto& setting : setting_names())
    if (!setting.flag.empty() && wanted(setting.name)) add_setting_flag(app, options, setting);
}

void add_parallel_flag(CLI::App& app, Options& options) {
  app.add_option_function<std::string>(
         "--parallel",
         [&options](const std::string& count) {
           options.parallel = count.empty() ? "auto" : count;
         },
         "workers: a number, or auto (the cores this process may use)")
      ->expected(0, 1)
      ->type_name("[N|auto]");
}

void add_document_flags(CLI::App& app, Options& options) {
  add_choice(app, "--format", options.format, formats,
             "what stdout carries: a summary, one document, or every event");
  app.add_option("--output", options.output,
                 "write the json or junit document to FILE instead, whole or not at all")
      ->type_name("FILE");
}

void add_run_flags(CLI::App& app, Options& options) {
  add_parallel_flag(app, options);
  app.add_flag_callback(
      "--no-overlap-check", [&options] { options.overlap_check = false; },
      "run tickets whose target files overlap at the same time");
  app.add_flag("--fail-if-empty", options.fail_if_empty, "exit 5 if nothing was ready");
  add_setting_flags(app, options, [](std::string_view) { return true; });
}

void add_land_flags(CLI::App& command, Options& options) {
  command.add_option("ticket", options.tickets, "only these tickets");
  add_parallel_flag(command, options);
  add_setting_flags(command, options, concerns_landing);
}

}  // namespace sage
