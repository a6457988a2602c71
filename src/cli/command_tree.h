#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sage {

/// A flag or an operand, as far as a person sees it.
struct FlagInfo {
  std::vector<std::string> names;  ///< "-C", "--format"; an operand's one name
  std::string value;               ///< "FOLDER", "human|json"; empty: a switch
  std::string help;
  bool value_is_optional = false;
  bool is_repeatable = false;
  bool is_required = false;

  /// The words that the value may be; empty where it may be anything.
  std::vector<std::string> choices() const;
};

struct CommandInfo {
  std::string path;   ///< "" for the program itself, "hooks install"
  std::string help;   ///< a line
  std::string about;  ///< paragraphs
  std::vector<FlagInfo> flags, operands;
  std::vector<CommandInfo> commands;
  bool needs_command = false;  ///< one of `commands`

  std::string name() const;    ///< the last word of the path
  std::string parent() const;  ///< the words before it
};

/// The command line as a value: what completions and manual pages are made from. Hidden commands
/// are left out.
CommandInfo describe(const CLI::App& app);

/// The command and all below it, depth first.
std::vector<const CommandInfo*> all_of(const CommandInfo& command);

}  // namespace sage
