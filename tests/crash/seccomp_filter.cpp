// A BPF program in the kernel that looks at the number of each system call (and at the flags of
// an open) and stops at the tracer only for those that change the world. strace without it stops
// at every call, twice, and takes many times as long; and its fault injection counts per kind of
// call and per process, where a sweep needs one order over all that a role does.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

#include "calls.h"

namespace sage::crash {
namespace {

constexpr std::uint32_t load = BPF_LD | BPF_W | BPF_ABS;
constexpr std::uint32_t if_equal = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint32_t if_any_bit = BPF_JMP | BPF_JSET | BPF_K;
constexpr std::uint32_t give = BPF_RET | BPF_K;

sock_filter statement(std::uint32_t code, std::uint32_t value) {
  return BPF_STMT(static_cast<std::uint16_t>(code), value);
}

/// Goes on with the next statement if the condition holds, else skips `over` statements.
sock_filter unless(std::uint32_t code, std::uint32_t value, std::uint8_t over) {
  return BPF_JUMP(static_cast<std::uint16_t>(code), value, 0, over);
}

/// The lower half of an argument, on a little-endian machine.
std::uint32_t argument(int number) {
  return static_cast<std::uint32_t>(offsetof(seccomp_data, args) + 8 * number);
}

std::vector<sock_filter> program() {
  constexpr std::uint32_t changing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
  std::vector<sock_filter> out{statement(load, offsetof(seccomp_data, nr))};
  for (const Call& call : state_changing_calls()) {
    const auto number = static_cast<std::uint32_t>(call.number);
    if (call.flags < 0) {
      out.push_back(unless(if_equal, number, 1));
      out.push_back(statement(give, SECCOMP_RET_TRACE));
    } else {
      out.push_back(unless(if_equal, number, 4));
      out.push_back(statement(load, argument(call.flags)));
      out.push_back(unless(if_any_bit, changing, 1));
      out.push_back(statement(give, SECCOMP_RET_TRACE));
      out.push_back(statement(give, SECCOMP_RET_ALLOW));
    }
  }
  out.push_back(statement(give, SECCOMP_RET_ALLOW));
  return out;
}

}  // namespace

void stop_at_state_changing_calls() {
  auto statements = program();
  const sock_fprog filter{static_cast<unsigned short>(statements.size()), statements.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
    throw std::system_error(errno, std::generic_category(), "seccomp");
}

}  // namespace sage::crash
