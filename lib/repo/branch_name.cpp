#include <git2.h>

#include "repo/repository.h"

namespace sage {

bool is_branch_name(const std::string& name) {
  int valid = 0;
  return git_branch_name_is_valid(&valid, name.c_str()) == 0 && valid == 1;
}

}  // namespace sage
