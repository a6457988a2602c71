#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/care_options.h"
#include "cli/hooks_options.h"
#include "cli/mode_options.h"
#include "cli/report_options.h"
#include "cli/selection_options.h"
#include "cli/shell_options.h"
#include "cli/simulate_options.h"
#include "cli/validate_options.h"
#include "config/settings.h"

namespace sage {

enum class Format { human, json, ndjson, junit };

/// Three versions of the ticket index, as git hands them to a merge driver.
struct MergeFiles {
  std::filesystem::path base, ours, theirs;  ///< the result goes to `ours`
  std::size_t marker_size = 7;
  std::string path = "the ticket index";  ///< in the repository, for messages
};

struct CommandEntry;

/// The command line as a value.
struct Options {
  const CommandEntry* command = nullptr;  ///< the subcommand; none: run the stream
  std::filesystem::path folder;           ///< -C; empty: the current one
  Format format = Format::human;
  bool version = false;        ///< only print it
  std::string color = "auto";  ///< auto, always, never
  std::string command_line;    ///< as typed, for the journal and lock owners
  std::string to_repeat;       ///< the same, whole, for a shell

  // run
  ModeOptions modes;
  std::optional<std::string> parallel;  ///< "auto" or a number; nothing: one worker
  bool overlap_check = true;
  bool fail_if_empty = false;
  std::filesystem::path output;        ///< the document of a run goes there; empty: to stdout
  std::vector<SettingValue> settings;  ///< those given as flags
  SelectionOptions selection;          ///< and --dry-run, explain, ready, graph

  // merge-driver
  MergeFiles merge;
  HooksOptions hooks;
  // land
  std::vector<std::string> tickets;
  CareOptions care;  ///< init, rollback, enqueue, queue, unlock
  SimulateOptions simulate;
  ReportArguments report;
  ValidateOptions validate;
  ShellOptions shell;
  // worker
  std::filesystem::path repository, workspaces;
  std::string backend = "plain";

  /// What stdout carries of a run.
  Format on_stdout() const { return output.empty() ? format : Format::human; }
};

/// What the command line asks for besides a command: text to print (help, version), or a problem.
struct Printed {
  std::string text;
  int exit_code = 0;
};

/// Reads the command line, as the command table and the flags of each command have it. Throws
/// nothing: a wrong one is Printed with exit code 2.
std::variant<Options, Printed> read_options(int argc, const char* const* argv);

}  // namespace sage
