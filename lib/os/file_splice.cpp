#include "os/file_splice.h"

#include <algorithm>

#include "os/file_io.h"

namespace sage {

std::optional<FileSplice> FileSplice::open(const fs::path& path) {
  struct stat status {};
  UniqueFd fd = open_regular(path, status);
  if (!fd) return std::nullopt;
  return FileSplice(path, std::move(fd), static_cast<std::uint64_t>(status.st_size));
}

std::string& FileSplice::stretch(std::uint64_t begin, std::uint64_t size) {
  const auto [at, is_new] = stretches_.try_emplace(begin, Stretch{size, std::string(size, '\0')});
  std::string& text = at->second.text;
  if (is_new) text.resize(read_at(fd_.get(), text.data(), size, static_cast<off_t>(begin), path_));
  return text;
}

std::optional<FileStamp> FileSplice::replace_if(const std::function<bool()>& still_wanted) {
  return replace_file_if(path_, parts(), [&] { return !cut_ && still_wanted(); });
}

TextParts FileSplice::parts() {
  static constexpr std::uint64_t most = 1 << 20;
  return [this, buffer = std::string(), at = std::uint64_t{0},
          next = stretches_.cbegin()]() mutable -> std::string_view {
    while (next != stretches_.cend() && next->first == at) {
      const Stretch& stretch = (next++)->second;
      at += stretch.size;
      if (!stretch.text.empty()) return stretch.text;
    }
    const std::uint64_t end = next == stretches_.cend() ? size_ : next->first;
    buffer.resize(std::min(most, end - at));
    const auto got =
        read_at(fd_.get(), buffer.data(), buffer.size(), static_cast<off_t>(at), path_);
    cut_ = cut_ || got < buffer.size();
    buffer.resize(got);
    at += got;
    return buffer;
  };
}

}  // namespace sage
