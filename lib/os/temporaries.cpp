#include "os/temporaries.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "os/file.h"
#include "os/process_tree.h"

namespace sage {
namespace {

constexpr std::string_view prefix = ".sage-tmp-";

/// Of this process; a child that was forked has another.
std::uint64_t own_start_time() {
  thread_local pid_t of = 0;
  thread_local std::uint64_t start = 0;
  if (of != ::getpid()) {
    start = process_start_time(::getpid()).value_or(0);
    of = ::getpid();
  }
  return start;
}

/// The numbers of a name; nothing if it is none of ours.
std::vector<std::uint64_t> numbers_of(std::string_view name) {
  std::vector<std::uint64_t> numbers;
  if (!name.starts_with(prefix)) return numbers;
  const char* at = name.data() + prefix.size();
  const char* const end = name.data() + name.size();
  for (std::uint64_t number = 0; numbers.size() < 3; ++at) {
    const auto [stop, error] = std::from_chars(at, end, number);
    if (error != std::errc{}) break;
    numbers.push_back(number);
    at = stop;
    if (at == end || *at != '-') break;
  }
  return numbers;
}

bool left_by_the_dead(const std::string& name) {
  const auto numbers = numbers_of(name);
  if (numbers.empty() || numbers[0] == 0 || numbers[0] > 1U << 30) return false;
  const auto pid = static_cast<pid_t>(numbers[0]);
  if (::kill(pid, 0) != 0 && errno == ESRCH) return true;
  const auto started = process_start_time(pid);
  return started && numbers.size() == 3 && numbers[2] != 0 && *started != numbers[2];
}

}  // namespace

std::string new_temporary_name() {
  static std::atomic<unsigned> counter{0};
  return format("{}{}-{}-{}", prefix, ::getpid(), ++counter, own_start_time());
}

void remove_dead_temporaries(const fs::path& folder) {
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(folder, absent))
    if (left_by_the_dead(entry.path().filename())) fs::remove(entry.path(), absent);
}

}  // namespace sage
