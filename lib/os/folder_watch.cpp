#include "os/folder_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>

#include "os/path_error.h"
#include "os/process.h"

namespace sage {

FolderWatch::FolderWatch(const fs::path& folder) : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (!fd_ || ::inotify_add_watch(fd_.get(), folder.c_str(),
                                  IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO) < 0)
    throw path_error("watch the folder", folder, errno);
}

void FolderWatch::wait(Milliseconds longest) {
  wait_readable({fd_.get()}, SteadyClock::now() + longest);
  char events[4096];
  while (::read(fd_.get(), events, sizeof events) > 0) {
  }
}

}  // namespace sage
