#include "agent/capped_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/error.h"
#include "base/text.h"

namespace sage {

CappedLog::CappedLog(const fs::path& file, std::uint64_t file_limit, std::size_t tail_limit)
    : limit_(file_limit), room_(file_limit), tail_limit_(tail_limit) {
  if (file.empty()) return;
  fd_.reset(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!fd_) throw system_error(format("cannot write {}", excerpt(file.native(), 1000)), errno);
}

void CappedLog::take(std::string_view bytes) {
  if (fd_) take_to_file(bytes);
  recent_ += bytes.substr(bytes.size() - std::min(bytes.size(), tail_limit_));
  if (recent_.size() > 4 * tail_limit_) recent_.erase(0, recent_.size() - tail_limit_);
}

std::string_view CappedLog::tail() const {
  return std::string_view(recent_).substr(recent_.size() - std::min(recent_.size(), tail_limit_));
}

void CappedLog::take_to_file(std::string_view bytes) {
  const auto kept = bytes.substr(0, std::min<std::uint64_t>(bytes.size(), room_));
  write(kept);
  room_ -= kept.size();
  if (!kept.empty()) at_line_start_ = kept.back() == '\n';
  if (kept.size() == bytes.size()) return;
  cut_ = true;
  write(format("{}[sage-stream: log cut after {} bytes]\n", at_line_start_ ? "" : "\n", limit_));
  fd_.reset();
}

/// A disk that is full must not end the agent: its log ends here.
void CappedLog::write(std::string_view bytes) {
  while (fd_ && !bytes.empty()) {
    const auto put = ::write(fd_.get(), bytes.data(), bytes.size());
    if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
    if (put < 0 && errno != EINTR) {
      cut_ = true;
      fd_.reset();
    }
  }
}

}  // namespace sage
