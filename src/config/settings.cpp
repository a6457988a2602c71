#include "config/settings.h"

#include <iterator>

#include "config/values.h"

namespace sage {
namespace {

struct Setting : SettingName {
  void (*assign)(Settings&, const SettingValue&);
};

/// What is neither true nor false names a remote.
std::optional<std::string> remote_of(const SettingValue& value) {
  if (value.value.is_bool()) return truth(value) ? std::optional<std::string>("") : std::nullopt;
  const std::string text = text_of(value, "true, false or the name of a remote");
  for (const char* no : {"false", "no", "off", "0"})
    if (text == no) return std::nullopt;
  for (const char* yes : {"true", "yes", "on", "1", ""})
    if (text == yes) return "";
  return text;
}

/// git writes the branch topic also as refs/heads/topic.
std::string branch_of(const SettingValue& value) {
  constexpr std::string_view branches = "refs/heads/";
  const std::string name = text_of(value);
  const bool is_ref = name.size() > branches.size() && name.starts_with(branches);
  return is_ref ? name.substr(branches.size()) : name;
}

constexpr Setting table[]{
    {{"agent.command", "--agent", "COMMAND",
      "agent for tickets without `run`: a command line or a preset"},
     [](Settings& s, const SettingValue& v) { s.agent = preset_or_words(v); }},
    {{"agent", "", "", "the same as an object: command, prompt, usage"},
     [](Settings& s, const SettingValue& v) { s.agent = agent_of(v); }},
    {{"agents", "", "", "named agents, chosen by a ticket's `agent`"},
     [](Settings& s, const SettingValue& v) {
       if (!v.value.is_object()) refuse(v, "an object of agents");
       for (const auto& [name, agent] : v.value.get_object()) {
         AgentSpec spec = agent_of(part_of(v, name, agent));
         spec.name = name;
         s.agents[name] = std::move(spec);
       }
     }},
    {{"attempts", "--attempts", "N", "tries for a ticket before it is deferred (3)"},
     [](Settings& s, const SettingValue& v) { s.attempts = whole_number(v, 1, 1000); }},
    {{"timeout", "--timeout", "DURATION", "an agent's time for one ticket (30m; 0: none)"},
     [](Settings& s, const SettingValue& v) { s.timeout = duration(v); }},
    {{"stallTimeout", "--stallTimeout", "DURATION", "an agent's longest silence (0: none)"},
     [](Settings& s, const SettingValue& v) { s.stall_timeout = duration(v); }},
    {{"retryDelay", "--retryDelay", "DURATION", "wait before the second try, then doubled (2s)"},
     [](Settings& s, const SettingValue& v) { s.retry_delay = duration(v); }},
    {{"maxWorkers", "--maxWorkers", "N", "workers at most with --parallel=auto (8)"},
     [](Settings& s, const SettingValue& v) { s.max_workers = whole_number(v, 1, 4096); }},
    {{"onto", "--onto", "BRANCH", "land there instead of on the current branch"},
     [](Settings& s, const SettingValue& v) { s.onto = branch_of(v); }},
    {{"workspace.setup", "--workspace.setup", "COMMAND",
      "command run once in every new workspace (sh -c)"},
     [](Settings& s, const SettingValue& v) { s.setup = text_of(v); }},
    {{"workspace.copy", "--workspace.copy", "PATH",
      "paths taken along from the checkout into new workspaces"},
     [](Settings& s, const SettingValue& v) { s.copy = texts(v); }},
    {{"workspace.root", "--workspace.root", "FOLDER",
      "folder for the workspaces (default: the user's cache)"},
     [](Settings& s, const SettingValue& v) { s.workspace_root = text_of(v); }},
    {{"workspace.backend", "--workspace.backend", "auto|plain|overlay",
      "what workspaces are: plain folders, overlay mounts, or what fits (auto)"},
     [](Settings& s, const SettingValue& v) {
       s.backend = choice(v, {"auto", "plain", "overlay"});
     }},
    {{"workspace.pristine", "--workspace.pristine,--pristine", "",
      "ignored files do not stay between tickets"},
     [](Settings& s, const SettingValue& v) { s.pristine = truth(v); }},
    {{"landing.message", "--landing.message", "TEMPLATE", "template of a landing commit's message"},
     [](Settings& s, const SettingValue& v) { s.landing_message = text_of(v); }},
    {{"landing.train", "--landing.train", "speculative|batch|serial",
      "how results are gated: several at once, as one, or one after the other"},
     [](Settings& s, const SettingValue& v) {
       s.train = choice(v, {"speculative", "batch", "serial"});
     }},
    {{"landing.window", "--landing.window", "N",
      "results gated at once at the start (0: twice the workers, at least 4)"},
     [](Settings& s, const SettingValue& v) { s.train_window = whole_number(v, 0, 64); }},
    {{"landing.hooks", "--landing.hooks", "",
      "the repository's own pre-commit and commit-msg hooks have a say in every landing"},
     [](Settings& s, const SettingValue& v) { s.landing_hooks = truth(v); }},
    {{"push", "--push", "[REMOTE]", "push the branch after landing, with git (never by force)"},
     [](Settings& s, const SettingValue& v) { s.push = remote_of(v); }},
    {{"hooks.unknownTicket", "", "", "a commit's message that names an unknown ticket"},
     [](Settings& s, const SettingValue& v) {
       s.unknown_ticket = choice(v, {"warn", "refuse", "ignore"});
     }},
    {{"hooks.stripAttribution", "", "", "commit messages lose what programs say of themselves"},
     [](Settings& s, const SettingValue& v) { s.strip_attribution = truth(v); }},
    {{"check.ticket", "--check.ticket", "COMMAND",
      "must pass in the workspace after every agent, or it is asked again"},
     [](Settings& s, const SettingValue& v) { s.ticket_checks = checks_of(v); }},
    {{"gate", "--gate", "COMMAND", "must pass on the very tree that lands"},
     [](Settings& s, const SettingValue& v) { s.gate = checks_of(v); }},
};

}  // namespace

void set(Settings& settings, const SettingValue& value) {
  std::vector<std::string_view> names;
  for (const auto& setting : table) {
    if (setting.name == value.name) return setting.assign(settings, value);
    names.push_back(setting.name);
  }
  const auto near = nearest(value.name, names);
  throw Error(ErrorKind::invalid_input, format("{}: unknown setting", value.where),
              near.empty() ? format("the settings are {}", fmt::join(names, ", "))
                           : format("did you mean {}?", near));
}

std::vector<SettingName> setting_names() { return {std::begin(table), std::end(table)}; }

}  // namespace sage
