#include "output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"
#include "base/text.h"
#include "os/file.h"
#include "os/temporaries.h"

namespace sage {
namespace {

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw Error(ErrorKind::usage, format("--output {}: {}", excerpt(file.native(), 1000), why));
}

}  // namespace

void check_output_file(const fs::path& file) {
  std::error_code failed;
  const auto type = fs::status(file, failed).type();
  if (type != fs::file_type::not_found && type != fs::file_type::regular)
    refuse(file, failed ? failed.message() : "it is not a regular file");
  const fs::path folder = fs::weakly_canonical(fs::absolute(file)).parent_path();
  const fs::path probe = folder / new_temporary_name();
  const UniqueFd made{open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!made) refuse(file, format("its folder: {}", std::generic_category().message(errno)));
  unlink(probe.c_str());
}

}  // namespace sage
