#include "cli/exit_code.h"

namespace sage {

int exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return exit_code::usage;
    case ErrorKind::internal:
      return exit_code::internal;
    case ErrorKind::invalid_input:
      return exit_code::invalid_input;
    case ErrorKind::repository_state:
      return exit_code::repository_state;
    case ErrorKind::locked:
      return exit_code::locked;
  }
  return exit_code::internal;
}

}  // namespace sage
