#include "repo/text_diff.h"

#include "repo/git2_handles.h"

namespace sage {

std::string text_diff(const std::string& path, std::string_view before, std::string_view after) {
  start_libgit2();
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_FORCE_TEXT;
  git_patch* raw = nullptr;
  check(git_patch_from_buffers(&raw, before.data(), before.size(), path.c_str(), after.data(),
                               after.size(), path.c_str(), &options),
        "compare texts");
  const Owned<git_patch, git_patch_free> patch(raw);
  Buffer text;
  if (git_patch_num_hunks(patch.get()) > 0)
    check(git_patch_to_buf(&text, patch.get()), "show a diff");
  return std::string(text.text());
}

}  // namespace sage
