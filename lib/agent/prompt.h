#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sage {

/// An earlier attempt at the same ticket, as the next prompt tells it.
struct PromptEarlier {
  int attempt = 1;
  std::string problem;
  std::string result;              ///< commit id of what it made, or empty
  std::vector<std::string> paths;  ///< paths in conflict
  bool in_files = false;           ///< the agent's files hold `result` already
};

/// A sub-task of a ticket whose sub-tasks are done one at a time.
struct PromptTask {
  std::string id, description;
  bool done = false;
};

/// A check that what was made so far does not pass.
struct PromptFailure {
  std::string check, command;  ///< its name; its command as a person would type it
  std::string verdict;         ///< "FAIL: exit status 1"
  std::string output;          ///< the end of what it printed
  std::string log;             ///< path of all of it
};

struct PromptInput {
  std::string ticket_json;
  std::vector<PromptEarlier> earlier;
  std::vector<PromptTask> tasks;         ///< all of them, or none
  std::string task;                      ///< id of the one to do now; empty: the whole ticket
  std::optional<PromptFailure> failure;  ///< what is to be mended now
  std::string result_file;               ///< path the agent may write its result to
  /// A document named in `docs` or `context`, relative to the workspace: its text, or nothing if
  /// it is not there (said in the prompt). The caller never follows a path out of the workspace.
  std::function<std::optional<std::string>(const std::string& path)> read_document;
};

/// The prompt as Markdown: title, what is to be mended or which sub-task to be done, description,
/// acceptance criteria, the documents named in `docs` and `context` (each up to 32 KB), target
/// files, notes, what earlier attempts ran into, and the rules of the game (work only here, do not
/// edit the ticket index, how to report). Free members may be strings, arrays or objects of any
/// shape; all are rendered.
std::string make_prompt(const PromptInput& input);

}  // namespace sage
