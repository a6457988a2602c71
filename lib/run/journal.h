#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "os/append_file.h"
#include "os/file.h"
#include "run/event.h"

namespace sage {

/// The journal of one run: an append-only file of events. What must be synced is, before `take`
/// returns; a failed sync is fatal (Error internal), never retried.
class Journal : public EventSink {
 public:
  /// Makes the file and its folder (durably) if they are not there.
  explicit Journal(const fs::path& file);
  void take(const Event& event) override { take_all({&event, 1}); }
  void take_all(std::span<const Event> events) override;

 private:
  AppendFile file_;
};

/// All events of a journal, in order. A torn last line is dropped; a bad line before it is an
/// Error(invalid_input) that names file and line. Empty if there is no file.
std::vector<Event> read_journal(const fs::path& file);

/// The run ids under a runs folder, oldest first (ids sort by time).
std::vector<std::string> list_runs(const fs::path& runs);

/// Throws Error(usage), with the last ones, if the run that the command line names is not among
/// `runs`.
void require_run(std::span<const std::string> runs, std::string_view named);

/// A new run id that sorts after all those under `runs`, whatever the clock says.
std::string next_run_id(const fs::path& runs);

/// A new run id: UTC time to the second, and four random letters ("20261120-223501-k3x9").
std::string new_run_id(WallTime now);

}  // namespace sage
