#include "selecting.h"

#include "git_program.h"
#include "outlook.h"

namespace sage {

std::unique_ptr<Selection> selection_of(const Session& session, const Options& options) {
  if (options.selection.is_everything()) return nullptr;
  return std::make_unique<Selection>(options.selection.request, read_backlog(session));
}

std::string describe(const LeftOut& left, const Backlog& backlog) {
  std::vector<std::string> parts;
  for (const auto& [ticket, for_them] : left.waiting) {
    std::vector<std::string> ids;
    ids.reserve(for_them.size());
    for (const TicketIndex other : for_them) ids.emplace_back(backlog[other].id);
    parts.push_back(format("{} (for {})", backlog[ticket].id, listing(ids, 5)));
  }
  return listing(parts);
}

std::string command_including(const LeftOut& left, const Backlog& backlog, const Options& options) {
  std::string command = "sage-stream --auto";
  const SelectionRequest& request = options.selection.request;
  for (const auto& component : request.components)
    command += " --component " + shell_word(component);
  for (const auto& ticket : request.tickets) command += " --ticket " + shell_word(ticket);
  for (const TicketIndex t : left.missing) command += format(" --ticket {}", backlog[t].id);
  return command;
}

std::vector<std::string> words_on_the_rest(const Session& session, const Options& options,
                                           const Selection& selection) {
  std::vector<std::string> lines;
  if (!selection.stopped_by().empty())
    lines.push_back("nothing more was begun: " + selection.stopped_by());
  if (selection.includes_all()) return lines;  // and a large index need not be read again
  const Outlook outlook(session);
  const LeftOut left =
      left_out(selection, outlook.backlog, outlook.graph, outlook.plan(outlook.standing(), true));
  if (left.waiting.empty()) return lines;
  lines.push_back("waiting for tickets that are not selected: " + describe(left, outlook.backlog));
  lines.push_back("with them: " + command_including(left, outlook.backlog, options));
  return lines;
}

}  // namespace sage
