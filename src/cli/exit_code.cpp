#include "cli/exit_code.h"

namespace sage {
namespace {

constexpr ExitCodeMeaning meanings[] = {
    {exit_code::ok, "all that could be done is done, and nothing was deferred"},
    {exit_code::deferred, "some ticket was deferred, or is blocked by one that was"},
    {exit_code::usage, "the command line is wrong"},
    {exit_code::internal, "the system or the program failed: disk, memory, a broken promise"},
    {exit_code::invalid_input, "the configuration or the ticket index is invalid"},
    {exit_code::nothing_ready, "nothing was ready (only with --fail-if-empty)"},
    {exit_code::repository_state, "the state of the repository forbids it"},
    {exit_code::locked, "another stream works on the repository"},
    {exit_code::interrupted, "interrupted, with all work saved"},
    {exit_code::terminated, "terminated, with all work saved"},
};

}  // namespace

std::span<const ExitCodeMeaning> exit_code_meanings() { return meanings; }

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
