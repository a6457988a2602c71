#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "check/check.h"
#include "os/clock.h"
#include "worker/job.h"

namespace sage {

/// What a user can set (docs/SETTINGS.md). The same names everywhere, in this order of
/// precedence: --<flag>, SAGE_<NAME>, `git config sage.<name>`, `stream.<name>` in
/// .sage/config.json, the default.
struct Settings {
  std::optional<AgentSpec> agent;           ///< for tickets that name none
  std::map<std::string, AgentSpec> agents;  ///< by name
  int attempts = 3;
  int max_workers = 8;
  Milliseconds timeout{30 * 60 * 1000};
  Milliseconds stall_timeout{0};
  Milliseconds retry_delay{2000};
  std::string onto;
  std::string setup;
  std::vector<std::string> copy;
  std::string workspace_root;
  std::string backend = "auto";  ///< of workspaces: or "plain", "overlay"
  bool pristine = false;
  std::string landing_message;
  std::vector<Check> ticket_checks;     ///< run in the worker after every agent
  std::vector<Check> gate;              ///< run on the merged tree before it lands
  std::string train = "speculative";    ///< or "batch", "serial"
  int train_window = 0;                 ///< 0: twice the workers, at least 4
  bool landing_hooks = false;           ///< the user's own hooks are asked of all that lands
  std::optional<std::string> push;      ///< after landing, to this remote (empty: the usual one)
  std::string unknown_ticket = "warn";  ///< in a commit's message: or "refuse", "ignore"
  bool strip_attribution = false;       ///< from a commit's message: of programs
};

/// One setting as a layer gives it: its full name ("workspace.setup"), its value (text from the
/// command line, the environment and git; any JSON from the file) and where it stands, for
/// messages, fit to be printed ("--attempts", "git config sage.attempts", "…: stream.attempts").
struct SettingValue {
  std::string name;
  json::value value;
  std::string where;
};

/// Sets one. Throws Error(invalid_input) naming `where`, what was found and what was expected; an
/// unknown name comes with the nearest known one.
void set(Settings& settings, const SettingValue& value);

/// The names of all settings, for the command line and the documentation.
struct SettingName {
  std::string_view name;   ///< "stallTimeout"
  std::string_view flag;   ///< "--stallTimeout", or empty: not on the command line
  std::string_view value;  ///< "DURATION"; "[REMOTE]": may be left out; empty: a switch
  std::string_view help;
};
std::vector<SettingName> setting_names();

/// The layers, lowest first.
std::vector<SettingValue> settings_of_file(const std::string& text, const std::string& file);
std::vector<SettingValue> settings_of_git(const std::string& config_list_z);
std::vector<SettingValue> settings_of_environment(const std::vector<std::string>& environment);

/// The agent for a command line: words as a shell splits them, no shell run; a bare name that is
/// a preset is the preset. Nothing if a quote is not closed or there is no word.
std::optional<AgentSpec> agent_of_words(const std::string& command);

}  // namespace sage
