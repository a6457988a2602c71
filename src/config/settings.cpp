#include "config/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "agent/command.h"

namespace sage {
namespace {

[[noreturn]] void refuse(const SettingValue& value, std::string_view expected) {
  throw Error(ErrorKind::invalid_input, format("{}: expected {}, found {}", value.where, expected,
                                               excerpt(json::serialize(value.value), 80)));
}

std::string text_of(const SettingValue& value, std::string_view expected = "a text") {
  if (const auto* text = value.value.if_string()) return std::string(*text);
  refuse(value, expected);
}

int whole_number(const SettingValue& value, int least, int most) {
  const auto expected = format("a whole number from {} to {}", least, most);
  const std::string text =
      value.value.is_number() ? json::serialize(value.value) : text_of(value, expected);
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size() || number < least || number > most)
    refuse(value, expected);
  return number;
}

Milliseconds duration(const SettingValue& value) {
  constexpr auto expected = "a duration such as 90s, 30m, 2h, or 0 for none";
  if (value.value == json::value(0)) return Milliseconds{0};
  const auto parsed = parse_duration(text_of(value, expected));
  if (!parsed) refuse(value, expected);
  return Milliseconds{*parsed};
}

bool truth(const SettingValue& value) {
  if (value.value.is_bool()) return value.value.get_bool();
  const std::string text = text_of(value, "true or false");
  if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
  if (text == "false" || text == "no" || text == "off" || text == "0") return false;
  refuse(value, "true or false");
}

std::vector<std::string> texts(const SettingValue& value) {
  if (value.value.is_string()) return {text_of(value)};
  std::vector<std::string> list;
  if (!value.value.is_array()) refuse(value, "a list of texts");
  for (const auto& item : value.value.get_array())
    list.push_back(text_of({value.name, item, value.where}));
  if (std::any_of(list.begin(), list.end(), [](auto& item) { return item.empty(); }))
    refuse(value, "texts that are not empty");
  return list;
}

/// A command in JSON: an array is argv, a string is run by `sh -c`.
std::vector<std::string> command_of(const SettingValue& value) {
  if (value.value.is_string()) return {"sh", "-c", text_of(value)};
  auto argv = texts(value);
  if (argv.empty()) refuse(value, "a command: a text, or a list with at least a program");
  return argv;
}

AgentSpec preset_or_words(const SettingValue& value) {
  const auto agent = agent_of_words(text_of(value));
  if (!agent) refuse(value, "a command line with its quotes closed");
  return *agent;
}

AgentSpec agent_of_json(const SettingValue& value) {
  if (value.value.is_string()) return preset_or_words(value);
  if (!value.value.is_object()) refuse(value, "an agent: an object with `command`");
  AgentSpec agent;
  static constexpr std::array<std::string_view, 3> members{"command", "prompt", "usage"};
  for (const auto& [key, member] : value.value.get_object()) {
    const SettingValue part{value.name, member,
                            format("{}.{}", value.where, std::string_view(key))};
    if (key == "command")
      agent.argv = command_of(part);
    else if (key == "prompt")
      agent.prompt = text_of(part);
    else if (key == "usage")
      agent.usage = text_of(part);
    else
      throw Error(ErrorKind::invalid_input, format("{}: unknown setting", part.where),
                  format("an agent has {}", fmt::join(members, ", ")));
  }
  if (agent.argv.empty()) refuse(value, "an agent with a `command`");
  if (agent.prompt != "stdin" && agent.prompt != "file")
    refuse({value.name, json::value(agent.prompt), value.where + ".prompt"}, "stdin or file");
  return agent;
}

struct Setting : SettingName {
  std::function<void(Settings&, const SettingValue&)> assign;
};

const std::vector<Setting>& table() {
  static const std::vector<Setting> settings{
      {{"agent.command", "--agent", "COMMAND",
        "agent for tickets without `run`: a command line or a preset"},
       [](Settings& s, const SettingValue& v) { s.agent = preset_or_words(v); }},
      {{"agent", "", "", "the same as an object: command, prompt, usage"},
       [](Settings& s, const SettingValue& v) { s.agent = agent_of_json(v); }},
      {{"agents", "", "", "named agents, chosen by a ticket's `agent`"},
       [](Settings& s, const SettingValue& v) {
         if (!v.value.is_object()) refuse(v, "an object of agents");
         for (const auto& [name, agent] : v.value.get_object()) {
           auto& spec = s.agents[name];
           spec = agent_of_json({v.name, agent, format("{}.{}", v.where, std::string_view(name))});
           spec.name = name;
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
       [](Settings& s, const SettingValue& v) { s.onto = text_of(v); }},
      {{"workspace.setup", "--workspace.setup", "COMMAND",
        "command run once in every new workspace (sh -c)"},
       [](Settings& s, const SettingValue& v) { s.setup = text_of(v); }},
      {{"workspace.copy", "--workspace.copy", "PATH",
        "paths taken along from the checkout into new workspaces"},
       [](Settings& s, const SettingValue& v) { s.copy = texts(v); }},
      {{"workspace.root", "--workspace.root", "FOLDER",
        "folder for the workspaces (default: the user's cache)"},
       [](Settings& s, const SettingValue& v) { s.workspace_root = text_of(v); }},
      {{"workspace.pristine", "--workspace.pristine,--pristine", "",
        "ignored files do not stay between tickets"},
       [](Settings& s, const SettingValue& v) { s.pristine = truth(v); }},
      {{"landing.message", "--landing.message", "TEMPLATE",
        "template of a landing commit's message"},
       [](Settings& s, const SettingValue& v) { s.landing_message = text_of(v); }},
  };
  return settings;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return out;
}

/// The setting's own spelling for a name that lost its case (git's keys, the environment).
std::string own_spelling(const std::string& name) {
  for (const auto& setting : table())
    if (lower(setting.name) == lower(name)) return std::string(setting.name);
  return name;
}

std::string environment_name(std::string_view name) {
  std::string out = "SAGE_";
  for (const unsigned char c : name) out += c == '.' ? '_' : static_cast<char>(std::toupper(c));
  return out;
}

}  // namespace

std::optional<AgentSpec> agent_of_words(const std::string& command) {
  auto words = split_words(command);
  if (!words || words->empty()) return std::nullopt;
  if (words->size() == 1)
    if (const Preset* preset = find_preset(words->front()))
      return AgentSpec{std::string(preset->name), preset->argv, std::string(preset->prompt),
                       std::string(preset->usage)};
  AgentSpec agent;
  agent.name = words->front();
  agent.argv = std::move(*words);
  return agent;
}

void set(Settings& settings, const SettingValue& value) {
  std::vector<std::string_view> names;
  for (const auto& setting : table()) {
    if (setting.name == value.name) return setting.assign(settings, value);
    names.push_back(setting.name);
  }
  const auto near = nearest(value.name, names);
  throw Error(ErrorKind::invalid_input, format("{}: unknown setting", escaped(value.where)),
              near.empty() ? format("the settings are {}", fmt::join(names, ", "))
                           : format("did you mean {}?", near));
}

std::vector<SettingName> setting_names() { return {table().begin(), table().end()}; }

std::vector<SettingValue> settings_of_file(const std::string& text, const std::string& file) {
  const json::value document = parse_json(text, file);
  if (!document.is_object()) throw Error(ErrorKind::invalid_input, file + ": expected an object");
  std::vector<SettingValue> values;
  const auto* stream = document.get_object().if_contains("stream");
  if (!stream) return values;
  if (!stream->is_object())
    throw Error(ErrorKind::invalid_input, file + ": stream: expected an object");
  for (const auto& [key, value] : stream->get_object()) {
    const std::string name(key);
    const bool group = name == "workspace" || name == "landing";
    if (!group || !value.is_object()) {
      values.push_back({name, value, format("{}: stream.{}", file, name)});
      continue;
    }
    for (const auto& [member, inner] : value.get_object()) {
      const std::string full = name + "." + std::string(member);
      values.push_back({full, inner, format("{}: stream.{}", file, full)});
    }
  }
  return values;
}

std::vector<SettingValue> settings_of_git(const std::string& config_list_z) {
  std::vector<SettingValue> values;
  std::string_view rest = config_list_z;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    const std::size_t newline = item.find('\n');
    const std::string key(item.substr(0, newline));
    if (!key.starts_with("sage.")) continue;
    const std::string name = own_spelling(key.substr(5));
    const auto value = newline == item.npos ? std::string_view("true") : item.substr(newline + 1);
    values.push_back({name, json::value(value), "git config " + key});
  }
  return values;
}

std::vector<SettingValue> settings_of_environment(const std::vector<std::string>& environment) {
  std::vector<SettingValue> values;
  for (const auto& setting : table()) {
    const std::string name = environment_name(setting.name);
    for (const auto& assignment : environment)
      if (assignment.starts_with(name + "="))
        values.push_back(
            {std::string(setting.name), json::value(assignment.substr(name.size() + 1)), name});
  }
  return values;
}

}  // namespace sage
