#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

/// Every path under .sage and every ref name, in one place. Pure: makes names, touches nothing.
namespace sage {

namespace fs = std::filesystem;

/// The files of one repository's streams. `root` is `<checkout>/.sage`, or `<git dir>/sage` in a
/// bare repository.
struct Layout {
  fs::path root;

  fs::path config() const { return root / "config.json"; }
  fs::path index() const { return root / "tickets" / "index.json"; }
  /// What a person decided in a session that has not come to its end.
  fs::path session() const { return root / "state" / "session.json"; }
  fs::path stream_lock() const { return root / "stream.lock"; }
  fs::path commit_lock() const { return root / "commit.lock"; }
  fs::path queue() const { return root / "commit-queue"; }
  fs::path queue_archive() const { return queue() / "archive"; }
  fs::path runs() const { return root / "runs"; }
  fs::path run(const std::string& run_id) const { return runs() / run_id; }
  fs::path journal(const std::string& run_id) const { return run(run_id) / "journal.ndjson"; }
  fs::path verdicts() const { return root / "cache" / "verdicts.ndjson"; }
  fs::path velocity_log() const { return root / "stream-velocity.log"; }
  fs::path defer_log() const { return root / "defer-log.json"; }
  /// The logs of gate jobs: no ticket can have this name.
  fs::path gate_logs(const std::string& run_id, std::uint64_t job) const {
    return run(run_id) / "_gate" / std::to_string(job);
  }
  fs::path attempt(const std::string& run_id, const std::string& ticket, int number) const {
    return run(run_id) / ticket / std::to_string(number);
  }
};

/// In the folder of an attempt: locked (flock) by the worker for as long as it works on it.
inline constexpr const char* worker_lock = "worker.lock";

/// The index's path inside the repository, as git trees spell it.
inline constexpr const char* index_in_tree = ".sage/tickets/index.json";

/// What .git/info/exclude gets: our own files, never the user's settings, templates or tickets.
inline constexpr const char* excluded[] = {
    ".sage/stream.lock/",   ".sage/stream.flock",   ".sage/commit.lock/",
    ".sage/commit.flock",   ".sage/commit-queue/",  ".sage/runs/",
    ".sage/state/",         ".sage/cache/",         ".sage/stream-velocity.log",
    ".sage/defer-log.json", ".sage/**/.sage-tmp-*", ".sage/.*.lock.*/",
};

inline constexpr const char* results_prefix = "refs/sage/results/";
inline std::string result_ref(const std::string& ticket, int attempt) {
  return results_prefix + ticket + "/" + std::to_string(attempt);
}

/// The trailers of a landing commit.
inline constexpr const char* ticket_trailer = "Sage-Ticket";
inline constexpr const char* result_trailer = "Sage-Result";
inline constexpr const char* run_trailer = "Sage-Run";
/// Of a commit that rolls one back: the landing commit.
inline constexpr const char* reverts_trailer = "Sage-Reverts";

}  // namespace sage
