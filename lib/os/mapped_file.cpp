#include "os/mapped_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "os/file_io.h"
#include "os/path_error.h"

/// A file whose size is a multiple of the page size has nothing behind its last page. So the whole
/// range is mapped as zeros first, and the file over the front of it.
namespace sage {

std::optional<MappedFile> MappedFile::open(const fs::path& path, std::size_t padding) {
  struct stat status {};
  const UniqueFd fd = open_regular(path, status);
  if (!fd) return std::nullopt;

  MappedFile file;
  file.size_ = static_cast<std::size_t>(status.st_size);
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  file.mapped_ = (file.size_ + padding + page) / page * page;
  void* zeros =
      ::mmap(nullptr, file.mapped_, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (zeros == MAP_FAILED) throw path_error("map", path, errno);
  file.data_ = static_cast<const char*>(zeros);
  file.capacity_ = file.mapped_;
  constexpr int flags = MAP_PRIVATE | MAP_FIXED | MAP_POPULATE;
  if (file.size_ > 0 && ::mmap(zeros, file.size_, PROT_READ, flags, fd.get(), 0) == MAP_FAILED)
    throw path_error("map", path, errno);
  return file;
}

void MappedFile::let_go(std::size_t from, std::size_t to) const {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t begin = (from + page - 1) / page * page;
  const std::size_t end = to == size_ ? size_ : to / page * page;
  if (begin < end) ::madvise(const_cast<char*>(data_) + begin, end - begin, MADV_DONTNEED);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

MappedFile::~MappedFile() {
  if (data_) ::munmap(const_cast<char*>(data_), mapped_);
}

}  // namespace sage
