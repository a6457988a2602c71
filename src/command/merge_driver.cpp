#include <algorithm>
#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "os/process.h"
#include "ticket/merge_index.h"

namespace sage {
namespace {

constexpr int conflicts = 1;  // what git expects; above 128 it stops the merge

/// What git does with a file that has no driver. Where even that cannot be done (binary files, say)
/// ours stays, and the path is in conflict.
int merge_as_text(const App& app, const MergeFiles& files) {
  SpawnRequest request;
  request.argv = {"git",
                  "merge-file",
                  "-q",
                  "--marker-size=" + std::to_string(files.marker_size),
                  "-L",
                  "ours",
                  "-L",
                  "base",
                  "-L",
                  "theirs",
                  "--",
                  files.ours.string(),
                  files.base.string(),
                  files.theirs.string()};
  request.folder = app.folder;
  request.environment = app.environment;
  request.err.kind = Stream::Kind::inherit;
  Child git = spawn(request);
  return git.wait().ok() ? exit_code::ok : conflicts;
}

/// One of the three files that git names; `which`: as docs/MERGING.md calls it.
std::string version_of(const App& app, const fs::path& file, const char* which) {
  if (auto text = read_file(app.folder / file)) return std::move(*text);
  throw Error(ErrorKind::usage, format("{}: there is no file {}", which, escaped(file.string())),
              "git gives BASE OURS THEIRS, the three versions of the index; BASE is an empty file "
              "where both sides added it");
}

}  // namespace

int merge_driver_command(const App& app, const Options& options) {
  const MergeFiles& files = options.merge;
  const std::string base = version_of(app, files.base, "BASE");
  const std::string ours = version_of(app, files.ours, "OURS");
  const std::string theirs = version_of(app, files.theirs, "THEIRS");
  try {
    const auto merged = merge_index(base, ours, theirs, files.marker_size);
    if (merged.text != ours) replace_file(app.folder / files.ours, merged.text);
    return merged.clean ? exit_code::ok : conflicts;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    fmt::print(stderr, "sage-stream: {}: merged as text: {}\n", escaped(files.path),
               error.message());
    return merge_as_text(app, files);
  }
}

}  // namespace sage
