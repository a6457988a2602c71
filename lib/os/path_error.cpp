#include "os/path_error.h"

#include "base/text.h"

namespace sage {

Error path_error(std::string_view verb, const std::filesystem::path& path, int error_number) {
  return system_error(format("cannot {} {}", verb, excerpt(path.native(), 1000)), error_number);
}

}  // namespace sage
