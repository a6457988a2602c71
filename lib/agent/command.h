#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sage {

/// Fills the placeholders {prompt_file} {workspace} {ticket} {result_file} {session} in each word;
/// other braces stay as they are. A value is never split or read again.
std::vector<std::string> fill_placeholders(const std::vector<std::string>& argv,
                                           const std::map<std::string, std::string>& values);

/// A known agent program and how it is asked.
struct Preset {
  std::string_view name;  ///< also the program looked for on the PATH
  std::vector<std::string> argv;
  std::string_view prompt;  ///< "stdin" or "file"
  std::string_view usage;   ///< parser of its output (agent_output.h)
};
std::span<const Preset> presets();
const Preset* find_preset(std::string_view name);

/// The presets whose program is on `path_variable`: for the hint when no agent is configured.
std::vector<std::string> presets_on_path(const std::string& path_variable);

/// The argv of a ticket's `run` member: a string is `sh -c`, an array of strings is taken as it
/// is. Nothing if there is none; Error(invalid_input) naming the ticket if it is anything else.
std::optional<std::vector<std::string>> run_command(std::string_view ticket_json);

}  // namespace sage
