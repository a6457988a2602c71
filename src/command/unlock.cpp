#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "os/dir_lock.h"
#include "stream.h"

namespace sage {

int unlock_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  bool any = false;
  auto folders = stream_locks(session);
  folders.push_back(session.layout.commit_lock());
  for (const auto& folder : folders) {
    const auto owner = lock_owner(folder);
    if (!break_lock(folder)) continue;
    any = true;
    fmt::print("removed {}, held by {}\n", folder.string(),
               owner ? describe(*owner) : std::string("an unknown owner"));
  }
  if (!any) fmt::print("nothing was locked\n");
  return exit_code::ok;
}

}  // namespace sage
