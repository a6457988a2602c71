#include <cctype>
#include <cstring>

#include "repo/index_format.h"
#include "repo/raw_index.h"

namespace sage {

using namespace index_format;

namespace {

/// Why a file is not taken.
struct Refused {
  std::string why;
};

/// Where index.skipHash is set, git writes zeros.
bool is_whole(std::string_view file) {
  const std::string_view sum = file.substr(file.size() - checksum_size);
  file.remove_suffix(checksum_size);
  return sum == std::string(checksum_size, '\0') || sum == checksum_of(file);
}

}  // namespace

RawIndex RawIndex::read(const fs::path& file) {
  RawIndex index;
  try {
    if (auto text = read_file(file)) index.take(std::move(*text));
  } catch (const Refused& refused) {
    throw Error(ErrorKind::repository_state,
                format("{}: cannot be read: {}", escaped(file.native()), refused.why),
                "if it is a split or sparse index: git update-index --no-split-index, "
                "git sparse-checkout reapply --no-sparse-index");
  }
  return index;
}

void RawIndex::take(std::string file) {
  if (file.size() < header_size + checksum_size || !file.starts_with(signature))
    throw Refused{"it is no index of git"};
  version_ = number_at(file.data() + signature.size());
  if (version_ < 2 || version_ > 4) throw Refused{format("its version is {}", version_)};
  if (!is_whole(file)) throw Refused{"its checksum is wrong"};
  const std::uint32_t count = number_at(file.data() + header_size - sizeof count);
  file.resize(file.size() - checksum_size);
  if (version_ == 4) {
    const std::string_view packed = std::string_view(file).substr(header_size);
    const std::size_t end = expand_entries(packed, count, bytes_);
    take_entries(0, count);
    return take_extensions(packed.substr(end));
  }
  bytes_ = std::move(file);
  take_entries(header_size, count);
  take_extensions(std::string_view(bytes_).substr(entries_.back()));
  bytes_.resize(entries_.back());
}

void RawIndex::take_entries(std::size_t at, std::uint32_t count) {
  entries_.assign(1, at);
  for (; count > 0; --count) {
    const std::size_t taken = entry_size(std::string_view(bytes_).substr(entries_.back()));
    if (taken == 0) throw Refused{"it is cut short"};
    entries_.push_back(entries_.back() + taken);
    if (size() < 2) continue;
    const int order = std::strcmp(path(size() - 2), path(size() - 1));
    if (order > 0 || (order == 0 && stage_of(entry(size() - 2)) >= stage_of(entry(size() - 1))))
      throw Refused{"it is not sorted"};
  }
}

/// One whose name begins with a capital may be passed over.
void RawIndex::take_extensions(std::string_view bytes) {
  while (!bytes.empty()) {
    if (bytes.size() < 8) throw Refused{"it is cut short"};
    const std::string_view name = bytes.substr(0, 4);
    const std::size_t length = number_at(bytes.data() + 4);
    bytes.remove_prefix(8);
    if (length > bytes.size()) throw Refused{"it is cut short"};
    if (name == "TREE") cache_tree_ = bytes.substr(0, length);
    if (name == "REUC") resolve_undo_ = bytes.substr(0, length);
    if (std::isupper(static_cast<unsigned char>(name[0])) == 0)
      throw Refused{format("it needs the extension \"{}\"", escaped(name))};
    bytes.remove_prefix(length);
  }
}

}  // namespace sage
