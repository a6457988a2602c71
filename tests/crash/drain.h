#pragma once

#include "tracer.h"

/// The drain that is swept: eight tickets that between them land, change nothing, defer, discover
/// another one, depend on each other, touch the same file, and contain others.
namespace sage::crash {

namespace fs = std::filesystem;

class Drain {
 public:
  /// A repository in `folder`/repository, its home and its caches beside it. `workers` at once.
  Drain(fs::path program, fs::path folder, int workers);

  void make(bool gated) const;  ///< from nothing
  /// Lets three results wait to land together: those of a run that was held, and killed.
  void queue_results() const;
  void copy_from(const Drain& made) const;  ///< or like another one
  void remove() const;

  /// One run over it; its outputs go to `logs`/<name>.out (NDJSON) and .err.
  Command run(const std::string& name, const fs::path& logs) const;

  fs::path repository() const { return folder_ / "repository"; }
  fs::path caches() const { return folder_ / "cache"; }
  const fs::path& folder() const { return folder_; }

  /// stdout of a git command here; throws sage::Error if it fails.
  std::string git(std::vector<std::string> arguments) const;

  /// What a person does after the reason is mended: those that were deferred by it, and their
  /// results, are to be done again. False if there are none.
  bool requeue_deferred() const;

 private:
  std::vector<std::string> environment() const;

  fs::path program_, folder_;
  int workers_;
};

/// Everything that does not hold of a drained repository, one line each; empty is good. The drain
/// was run to its end, `status` is its wait status.
std::vector<std::string> problems_of(const Drain& drain, int status);

/// The same for the run before it, which was interfered with: no process of it crashed, hung or
/// stayed, and what it announced as landed is on the branch. `logs` holds its outputs.
std::vector<std::string> problems_of_first(const Drain& drain, const Traced& traced,
                                           const fs::path& logs);

/// And for one that met a fault but was not killed: it ends with a documented code, and says why.
std::vector<std::string> problems_of_faulty(const Drain& drain, const Traced& traced, int error,
                                            const fs::path& logs);

}  // namespace sage::crash
