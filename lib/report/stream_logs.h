#pragma once

#include <set>
#include <string>

#include "report/run_facts.h"

/// The two files under .sage that outlive the runs, for tools that read them (docs/REPORTS.md):
/// what of them a run adds.
namespace sage {

/// What a stream-velocity.log tells of.
class VelocityLog {
 public:
  /// `text`: the file. Lines that are not ours say nothing.
  explicit VelocityLog(std::string_view text);

  /// The newest run that it tells of; empty: of none.
  const std::string& last_run() const { return last_run_; }
  /// A line for each ticket that came to an end in the run, in the order they ended; but not for
  /// what is told already, also as the landing of a run that was killed before it could tidy up.
  std::string add(const RunFacts& facts);

 private:
  std::set<std::string, std::less<>> told_;  ///< commits, and run and ticket where there is none
  std::string last_run_;
};

/// Adds a record for each ticket that the run deferred, once. Whether there was one to add.
bool add_deferred(const RunFacts& facts, json::array& log);

}  // namespace sage
