#include "cli/command_tree.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <sstream>

namespace sage {
namespace {

FlagInfo describe(const CLI::Option& option) {
  FlagInfo flag;
  for (const auto& name : option.get_snames()) flag.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) flag.names.push_back("--" + name);
  if (flag.names.empty()) flag.names.push_back(option.get_name());
  if (option.get_items_expected_max() > 0) flag.value = option.get_type_name();
  flag.help = option.get_description();
  flag.is_required = option.get_required();
  flag.value_is_optional = flag.value.starts_with('[');
  if (flag.value_is_optional) flag.value = flag.value.substr(1, flag.value.size() - 2);
  flag.is_repeatable = option.get_items_expected_max() > 1 ||
                       option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  return flag;
}

CommandInfo describe(const CLI::App& app, const std::string& path);

/// Option groups are commands without a name: what they hold is the command's own.
void add_parts(const CLI::App& app, CommandInfo& command) {
  for (const CLI::Option* option : app.get_options()) {
    FlagInfo flag = describe(*option);
    const bool is_operand = !flag.names.front().starts_with('-');
    (is_operand ? command.operands : command.flags).push_back(std::move(flag));
  }
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string& name = below->get_name();
    if (name.empty())
      add_parts(*below, command);
    else if (!below->get_group().empty())
      command.commands.push_back(
          describe(*below, command.path.empty() ? name : command.path + " " + name));
  }
}

CommandInfo describe(const CLI::App& app, const std::string& path) {
  CommandInfo command{.path = path, .help = app.get_description(), .about = app.get_footer()};
  command.needs_command = app.get_require_subcommand_min() > 0;
  add_parts(app, command);
  return command;
}

}  // namespace

CommandInfo describe(const CLI::App& app) { return describe(app, ""); }

std::vector<const CommandInfo*> all_of(const CommandInfo& command) {
  std::vector<const CommandInfo*> all{&command};
  for (const CommandInfo& below : command.commands) {
    const auto more = all_of(below);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

std::string CommandInfo::name() const { return path.substr(path.rfind(' ') + 1); }

std::string CommandInfo::parent() const {
  return path.substr(0, path.size() - name().size() - (path.size() > name().size() ? 1 : 0));
}

std::vector<std::string> FlagInfo::choices() const {
  std::vector<std::string> words;
  if (value.find('|') == value.npos) return words;
  std::istringstream parts(value);
  for (std::string part; std::getline(parts, part, '|');)
    if (std::ranges::none_of(part, [](unsigned char c) { return std::isupper(c) != 0; }))
      words.push_back(part);
  return words;
}

}  // namespace sage
