#include <set>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "command/commands.h"
#include "os/file.h"
#include "run/journal.h"
#include "session.h"
#include "shell/completions.h"
#include "shell/manual.h"
#include "stream.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

CommandInfo program() {
  Options unused;
  return describe(*make_command_line(unused));
}

/// Ids with their titles, for completion scripts: the title cannot spoil a line.
void print_tickets(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const Backlog backlog = read_index_file(session.layout.index());
  for (const Ticket& ticket : backlog.tickets())
    fmt::print("{}\t{}\n", ticket.id, excerpt(ticket.title, 60));
}

void print_components(const App& app, const Options& options) {
  const Backlog backlog = read_index_file(open_session(app, options).layout.index());
  std::set<std::string_view> names;
  for (const Ticket& ticket : backlog.tickets()) names.insert(ticket.component);
  for (const auto name : names) fmt::print("{}\n", escaped(name));
}

void print_runs(const App& app, const Options& options) {
  for (const auto& run : list_runs(open_session(app, options).layout.runs()))
    fmt::print("{}\n", run);
}

}  // namespace

int completion_command(const App& app, const Options& options) {
  const std::string& shell = options.shell.completion;
  if (shell == "tickets")
    print_tickets(app, options);
  else if (shell == "components")
    print_components(app, options);
  else if (shell == "runs")
    print_runs(app, options);
  else if (shell == "bash")
    fmt::print("{}", bash_completion(program()));
  else
    fmt::print("{}", shell == "zsh" ? zsh_completion(program()) : fish_completion(program()));
  return exit_code::ok;
}

int manual_command(const App& app, const Options& options) {
  const fs::path folder = app.folder / options.shell.manuals;
  make_folders(folder);
  for (const auto& page : manual_pages(program(), SAGE_VERSION))
    replace_file(folder / page.name, page.text);
  return exit_code::ok;
}

}  // namespace sage
