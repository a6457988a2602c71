#include "hooks/hook_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"
#include "base/text.h"
#include "os/file.h"

namespace sage {
namespace {

constexpr std::uint64_t script_limit = 1 << 20;

bool is_there(const fs::path& file) { return fs::exists(fs::symlink_status(file)); }

/// What stands there, if it is a file that could be a script of ours.
std::string text_of(const fs::path& file) {
  std::error_code none;
  const bool plain = fs::is_regular_file(file, none) && fs::file_size(file, none) < script_limit;
  return plain ? read_file(file, script_limit).value_or("") : std::string();
}

/// A whole file comes into its place, whatever stood there: a link is replaced, not followed.
void put_script(const fs::path& file, const std::string& text) {
  const fs::path made = file.parent_path() / ("." + file.filename().string() + ".sage-new");
  fs::remove(made);
  create_file(made, text);
  fs::permissions(made, fs::perms(0755));
  fs::rename(made, file);
  sync_folder(file.parent_path());
}

}  // namespace

fs::path HookFolder::theirs(std::string_view hook) const {
  return folder_ / (std::string(hook) + before_suffix);
}

bool HookFolder::holds_ours(std::string_view hook) const {
  return is_our_script(text_of(file(hook)));
}

bool HookFolder::keeps_theirs(std::string_view hook) const { return is_there(theirs(hook)); }

bool HookFolder::is_installed(const HookScript& script, const fs::path& program) const {
  return text_of(file(script.name)) == installed_script(script, program) &&
         ::access(file(script.name).c_str(), X_OK) == 0;
}

/// By a second name for it, so that there is no moment without it.
void HookFolder::keep_theirs(std::string_view hook) const {
  const fs::path from = file(hook), to = theirs(hook);
  if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), 0) == 0) return;
  if (errno != EEXIST) throw system_error("cannot keep the hook " + from.string(), errno);
  std::error_code none;
  if (fs::is_symlink(from) ? fs::is_symlink(to) && fs::read_symlink(from) == fs::read_symlink(to)
                           : fs::equivalent(from, to, none))
    return;  // a killed install had come so far
  throw Error(ErrorKind::repository_state,
              format("{} is a hook of your own, and so is {}", escaped(from.native()),
                     escaped(to.filename().native())),
              "make one of the two, then install again");
}

bool HookFolder::install(const HookScript& script, const fs::path& program) const {
  if (is_installed(script, program)) return false;
  make_folders(folder_);
  if (is_there(file(script.name)) && !holds_ours(script.name)) keep_theirs(script.name);
  put_script(file(script.name), installed_script(script, program));
  return true;
}

bool HookFolder::uninstall(std::string_view hook) const {
  if (!holds_ours(hook)) return false;
  if (keeps_theirs(hook))
    fs::rename(theirs(hook), file(hook));
  else
    fs::remove(file(hook));
  sync_folder(folder_);
  return true;
}

}  // namespace sage
