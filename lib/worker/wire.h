#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "worker/job.h"

/// The line protocol between coordinator and worker (docs/PROTOCOL.md): one JSON object a line,
/// UTF-8 (bytes that are not become U+FFFD). Reading throws Error(invalid_input) for a line that
/// is not of the protocol.
namespace sage::wire {

inline constexpr int protocol = 1;

struct Hello {
  int protocol = wire::protocol;
  std::string version;
  std::int64_t pid = 0;
};
struct Cancel {};  ///< end the job in hand
struct Quit {};    ///< exit when the job in hand is done

using ToWorker = std::variant<Hello, Job, Cancel, Quit>;
using FromWorker = std::variant<Hello, Alive, Outcome>;

std::string encode(const ToWorker& message);  ///< with the newline
std::string encode(const FromWorker& message);
ToWorker decode_to_worker(std::string_view line);
FromWorker decode_from_worker(std::string_view line);

/// Bytes in, whole lines out; every byte is looked at once.
class LineBuffer {
 public:
  void feed(std::string_view bytes) { pending_ += bytes; }
  std::optional<std::string> next();
  /// Bytes that wait for their newline: the reader refuses a peer that sends too many.
  std::size_t pending() const { return pending_.size() - read_; }

 private:
  std::string pending_;
  std::size_t read_ = 0;      ///< before it: given out
  std::size_t searched_ = 0;  ///< before it: no newline that was not given out
};

}  // namespace sage::wire
