#include "base/error.h"

#include <system_error>

namespace sage {

Error system_error(const std::string& what, int error_number) {
  return Error(ErrorKind::internal, what + ": " + std::generic_category().message(error_number));
}

}  // namespace sage
