#include "cli/choice.h"
#include "cli/flags.h"
#include "cli/until_time.h"

namespace sage {
namespace {

const Choices<GraphFormat> graph_formats{{"text", GraphFormat::text},
                                         {"dot", GraphFormat::dot},
                                         {"mermaid", GraphFormat::mermaid},
                                         {"json", GraphFormat::json}};

void add_names(CLI::App& command, const std::string& flag, std::vector<std::string>& names,
               const std::string& type, const std::string& help) {
  command.add_option(flag, names, help)->allow_extra_args(false)->type_name(type);
}

void add_limit(CLI::App& command, SelectionRequest& request, const std::string& help) {
  command.add_option("--limit", request.limit, help)
      ->check(CLI::Range(1, 1'000'000).description(""))
      ->type_name("N");
}

void add_until(CLI::App& app, SelectionRequest& request) {
  app.add_option_function<std::string>(
         "--until",
         [&request](const std::string& text) {
           const auto at = parse_until(text, wall_now());
           if (!at)
             throw CLI::ValidationError(
                 "--until", format("expected 18:30, 2h or 2026-11-20T18:30, found {}", text));
           request.until = *at;
         },
         "begin nothing new from then on: 18:30, 2h or 2026-11-20T18:30")
      ->type_name("TIME");
}

}  // namespace

void add_selection_flags(CLI::App& app, Options& options) {
  SelectionOptions& selection = options.selection;
  SelectionRequest& request = selection.request;
  add_names(app, "--component", request.components, "NAME", "only tickets of this component");
  add_names(app, "--ticket", request.tickets, "ID",
            "only this ticket, or what is in this epic; more of both are added");
  add_limit(app, request, "begin at most N tickets");
  add_until(app, request);
  app.add_flag("--retry-deferred", request.retry_deferred,
               "try tickets again that are DEFERRED or FAILED");
  app.add_flag("--fail-fast", request.fail_fast, "begin nothing new once a ticket is deferred");
  app.add_flag("--dry-run", selection.dry_run,
               "say what would run and how long, and change nothing");
  app.add_option("--explain", selection.explain, "say why a ticket is where it is, and run nothing")
      ->type_name("ID");
}

void add_explain_flags(CLI::App& command, Options& options) {
  command.add_option("ticket", options.selection.explain, "its id")->required();
  add_format_flag(command, options, "output format");
}

void add_ready_flags(CLI::App& command, Options& options) {
  add_limit(command, options.selection.request, "the first N only");
  add_format_flag(command, options, "output format");
}

void add_graph_flags(CLI::App& command, Options& options) {
  SelectionOptions& selection = options.selection;
  add_names(command, "--component", selection.request.components, "NAME",
            "only tickets of this component");
  add_names(command, "--ticket", selection.request.tickets, "ID",
            "only this ticket, what it needs, and what needs it");
  add_choice(command, "--format", selection.graph, graph_formats, "output format");
}

}  // namespace sage
