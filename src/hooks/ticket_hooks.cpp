// What each hook does for tickets. The index is read as git sees it at that moment: staged, in the
// commits that are pushed, or before and after a merge.

#include <cstdio>
#include <set>

#include "cli/exit_code.h"
#include "hooks/commit_message.h"
#include "hooks/fired_hook.h"
#include "hooks/pushed.h"
#include "plan/newly_ready.h"
#include "run/layout.h"
#include "session.h"
#include "ticket/read_index.h"
#include "ticket/references.h"

namespace sage {
namespace {

constexpr std::size_t shown = 10;
constexpr const char* tickets_in_tree = ".sage/tickets";

/// The tickets that a commit can name; nothing where there are none, or none that can be read,
/// which is for others to say.
std::optional<Backlog> known_tickets(const FiredHook& hook, const fs::path& checkout) {
  auto text = hook.index_in("");
  if (!text) text = read_file(Layout{checkout / ".sage"}.index());
  if (!text) return std::nullopt;
  try {
    return read_index_text(std::move(*text), index_in_tree);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string nearest_ticket(const std::string& id, const Backlog& backlog) {
  std::vector<std::string_view> ids;
  for (const Ticket& ticket : backlog.tickets()) ids.push_back(ticket.id);
  const auto near = nearest(id, ids);
  return near.empty() ? "" : format(" (did you mean {}?)", near);
}

/// Whether the message may stand.
bool names_known_tickets(const std::string& message, const Backlog& backlog, bool refuse) {
  const auto unknown = unknown_references(message, backlog);
  for (const auto& id : unknown)
    fmt::print(stderr, "sage-stream: {}the message names {}, which is no ticket{}\n",
               refuse ? "" : "warning: ", id, nearest_ticket(id, backlog));
  return unknown.empty() || !refuse;
}

/// Of a set PRE_COMMIT_… the framework speaks that took git's own words away.
std::string input_of_framework(const App& app) {
  const std::string tip = app.variable("PRE_COMMIT_TO_REF");
  if (tip.empty()) return {};
  return format("{} {} {} {}\n", app.variable("PRE_COMMIT_LOCAL_BRANCH"), tip,
                app.variable("PRE_COMMIT_REMOTE_BRANCH"), app.variable("PRE_COMMIT_FROM_REF"));
}

int check_each(const FiredHook& hook, std::span<const PushedRef> refs,
               const std::vector<std::string>& known) {
  int worst = exit_code::ok;
  std::set<std::string> seen;
  for (const auto& ref : refs)
    if (seen.insert(ref.new_tip).second && changes(hook.git, tickets_in_tree, {&ref, 1}, known))
      worst = std::max(worst, check_tickets_of(hook, ref.new_tip, ref.name,
                                               changes(hook.git, index_in_tree, {&ref, 1}, known)));
  return worst;
}

/// Nearly all pushes change no ticket: that is asked for many refs together.
int check_pushed(const FiredHook& hook, std::span<const PushedRef> refs,
                 const std::vector<std::string>& known) {
  constexpr std::size_t at_once = 1000;  // fit on a command line
  int worst = exit_code::ok;
  for (; !refs.empty(); refs = refs.subspan(std::min(at_once, refs.size()))) {
    const auto some = refs.first(std::min(at_once, refs.size()));
    if (changes(hook.git, tickets_in_tree, some, known))
      worst = std::max(worst, check_each(hook, some, known));
  }
  return worst;
}

}  // namespace

int pre_commit_hook(const FiredHook& hook) {
  const auto stages = [&](const char* path) {
    const std::string from_top = format(":/{}", path);
    return !hook.git.run({"diff", "--cached", "--quiet", "--no-ext-diff", "--", from_top})
                .status.ok();
  };
  return stages(tickets_in_tree) ? check_staged_tickets(hook, stages(index_in_tree))
                                 : exit_code::ok;
}

int commit_msg_hook(const FiredHook& hook) {
  if (hook.arguments().empty())
    throw Error(ErrorKind::usage, "hooks run commit-msg: expected the file with the message");
  const fs::path checkout = hook.git({"rev-parse", "--show-toplevel"});
  const Settings settings =
      read_settings(hook.app, hook.options, Layout{checkout / ".sage"}.config());
  const fs::path file = hook.app.folder / hook.arguments().front();
  std::string message = read_file(file).value_or("");
  const std::string set = hook.git.ask({"config", "core.commentChar"}).value_or("#");
  const char comment = set.size() == 1 ? set.front() : '#';
  if (settings.strip_attribution) {
    const std::string kept = without_attribution(message, comment);
    if (kept != message) replace_file(file, message = kept);
  }
  if (settings.unknown_ticket == "ignore") return exit_code::ok;
  const auto tickets = known_tickets(hook, checkout);
  const bool may_stand =
      !tickets || names_known_tickets(without_comments(message, comment), *tickets,
                                      settings.unknown_ticket == "refuse");
  return may_stand ? exit_code::ok : exit_code::invalid_input;
}

int pre_push_hook(const FiredHook& hook) {
  const auto& arguments = hook.arguments();
  const std::string input = hook.input.empty() ? input_of_framework(hook.app) : hook.input;
  const std::string remote =
      arguments.empty() ? hook.app.variable("PRE_COMMIT_REMOTE_NAME") : arguments.front();
  return check_pushed(hook, refs_of_pre_push(input), {"--remotes=" + remote});
}

int pre_receive_hook(const FiredHook& hook) {
  return check_pushed(hook, refs_of_pre_receive(hook.input), {"--all"});
}

int post_merge_hook(const FiredHook& hook) {
  const bool squashed = (!hook.arguments().empty() && hook.arguments().front() == "1") ||
                        hook.app.variable("PRE_COMMIT_IS_SQUASH_MERGE") == "1";
  auto before = hook.index_in("ORIG_HEAD"), after = hook.index_in("HEAD");
  if (squashed || !before || !after || before == after) return exit_code::ok;
  const Backlog old = read_index_text(std::move(*before), "ORIG_HEAD's index");
  const Backlog now = read_index_text(std::move(*after), "HEAD's index");
  const auto ready = newly_ready(old, now);
  for (std::size_t i = 0; i < std::min(ready.size(), shown); ++i)
    fmt::print("ready now: {} {}\n", now[ready[i]].id, excerpt(now[ready[i]].title, 100));
  if (ready.size() > shown) fmt::print("ready now: {} more\n", ready.size() - shown);
  return exit_code::ok;
}

}  // namespace sage
