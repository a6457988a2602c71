#include "stream.h"

#include "agent/command.h"
#include "git_program.h"
#include "repo/checkout_sync.h"

namespace sage {
namespace {

constexpr std::string_view branches = "refs/heads/";

std::string short_name(std::string_view ref) {
  return std::string(ref.starts_with(branches) ? ref.substr(branches.size()) : ref);
}

/// The branch beside which git cannot make `ref`: it keeps them as files in folders.
std::optional<std::string> branch_in_the_way(const App& app, const Repository& repository,
                                             const std::string& ref) {
  for (auto end = ref.find('/', branches.size()); end != ref.npos; end = ref.find('/', end + 1))
    if (repository.commit_of(ref.substr(0, end))) return short_name(ref.substr(0, end));
  const auto below = GitProgram(app.environment, git_folder_of(repository))
                         .ask({"for-each-ref", "--count=1", "--format=%(refname)", ref + "/"});
  if (!below || below->empty()) return std::nullopt;
  return short_name(*below);
}

}  // namespace

std::vector<fs::path> stream_locks(const Session& session) {
  return {session.layout.stream_lock(), session.repository.common_dir() / "sage-stream.lock"};
}

std::vector<DirLock> take_stream_lock(const Session& session, const std::string& command_line) {
  make_folders(session.layout.root);
  std::vector<DirLock> locks;
  for (const auto& folder : stream_locks(session)) {
    auto taken = DirLock::try_take(folder, command_line);
    if (const auto* busy = std::get_if<DirLock::Busy>(&taken))
      throw Error(
          ErrorKind::locked,
          format("another stream works on this repository: {}",
                 busy->owner ? describe(*busy->owner) : "its lock has no readable owner"),
          format("if it is gone for good (another host, say), sage-stream unlock removes {}",
                 folder.string()));
    locks.push_back(std::move(std::get<DirLock>(taken)));
  }
  return locks;
}

Target target_of(const App& app, const Session& session) {
  Target target = choose_target(session.repository, session.settings.onto);
  if (session.repository.commit_of(target.ref)) return target;
  if (const auto other = branch_in_the_way(app, session.repository, target.ref))
    throw Error(ErrorKind::repository_state,
                format("{} cannot be made: there is a branch {}", target.ref, escaped(*other)),
                "of two branches none can be the beginning of the other's name: use another one");
  return target;
}

std::unique_ptr<IndexStore> index_of(const Session& session, const Target& target, Lander& lander) {
  const auto& repository = session.repository;
  const bool in_branch =
      !repository.entry_at(repository.tree_of(lander.tip()), index_in_tree).id.is_zero();
  if (in_branch && !target.checked_out)
    return std::make_unique<BranchIndex>(repository, [&lander] { return lander.tip(); });
  return std::make_unique<WorkingIndex>(session.layout.index());
}

std::string land_command_for(const QueueEntry& entry, const std::string& here) {
  const bool is_elsewhere = !entry.branch.empty() && entry.branch != here;
  const std::string onto =
      is_elsewhere ? format("--onto {} ", shell_word(short_name(entry.branch))) : "";
  return format("sage-stream land {}{}", onto, entry.ticket_id);
}

std::optional<AgentSpec> agent_for(const Settings& settings, const Ticket& ticket) {
  if (ticket.has_run) {
    AgentSpec script;
    script.name = "script";
    script.argv = run_command(ticket.json).value_or(std::vector<std::string>{});
    return script;
  }
  if (ticket.agent.empty()) return settings.agent;
  const auto named = settings.agents.find(std::string(ticket.agent));
  if (named != settings.agents.end()) return named->second;
  if (find_preset(ticket.agent)) return agent_of_words(std::string(ticket.agent));
  std::vector<std::string_view> names;
  for (const auto& [name, agent] : settings.agents) names.push_back(name);
  const auto near = nearest(ticket.agent, names);
  throw Error(
      ErrorKind::invalid_input,
      format("ticket {}: agent: no agent is named \"{}\"", ticket.id, excerpt(ticket.agent, 60)),
      near.empty() ? "name it under stream.agents in .sage/config.json"
                   : format("did you mean {}?", near));
}

TrainOptions train_options(const Settings& settings, std::size_t workers) {
  const std::map<std::string, TrainMode> modes{{"serial", TrainMode::serial},
                                               {"speculative", TrainMode::speculative},
                                               {"batch", TrainMode::batch}};
  TrainOptions train;
  train.mode = modes.at(settings.train);
  const auto asked = static_cast<std::size_t>(settings.train_window);
  train.window = asked != 0 ? asked : std::max<std::size_t>(4, 2 * workers);
  train.longest = std::max(train.longest, train.window);
  return train;
}

VerdictStore verdicts_of(const Session& session) {
  return {session.layout.verdicts(), GateDefinition(session.settings.gate, session.settings.setup,
                                                    session.repository.checkout())};
}

bool exclude_own_files(const Repository& repository) {
  return !repository.is_bare() &&
         add_excludes(repository, {std::begin(excluded), std::end(excluded)});
}

}  // namespace sage
