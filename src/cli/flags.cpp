#include "cli/flags.h"

#include "cli/choice.h"

namespace sage {
namespace {

/// Of a command that gives one document: there are no lines of events to give.
const Choices<Format> formats{{"human", Format::human}, {"json", Format::json}};

}  // namespace

void add_format_flag(CLI::App& app, Options& options, const std::string& help) {
  add_choice(app, "--format", options.format, formats, help);
}

CLI::Option* add_onto_flag(CLI::App& command, Options& options, const std::string& help) {
  const auto note = [&options](const std::string& branch) {
    options.settings.push_back({"onto", json::value(branch), "--onto"});
  };
  return command.add_option_function<std::string>("--onto", note, help)->type_name("BRANCH");
}

void add_merge_driver_flags(CLI::App& command, Options& options) {
  command.add_option("base", options.merge.base, "%O")->required();
  command.add_option("ours", options.merge.ours, "%A, which gets the result")->required();
  command.add_option("theirs", options.merge.theirs, "%B")->required();
  command.add_option("marker-size", options.merge.marker_size, "%L")->check(CLI::Range(1, 1000));
  command.add_option("path", options.merge.path, "%P");
}

void add_status_flags(CLI::App& command, Options& options) {
  add_format_flag(command, options, "output format");
}

void add_worker_flags(CLI::App& command, Options& options) {
  command.add_option("--repository", options.repository)->required();
  command.add_option("--workspaces", options.workspaces)->required();
  command.add_option("--backend", options.backend)->check(CLI::IsMember({"plain", "overlay"}));
}

}  // namespace sage
