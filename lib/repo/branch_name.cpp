#include <git2.h>

#include "base/text.h"
#include "os/file.h"
#include "repo/repository.h"

namespace sage {

bool is_branch_name(const std::string& name) {
  int valid = 0;
  return git_branch_name_is_valid(&valid, name.c_str()) == 0 && valid == 1;
}

std::optional<std::string> Repository::rebased_branch() const {
  for (const char* file : {"rebase-merge/head-name", "rebase-apply/head-name"})
    if (const auto name = read_file(git_dir() / file, 4096)) return std::string(trimmed(*name));
  return std::nullopt;
}

}  // namespace sage
