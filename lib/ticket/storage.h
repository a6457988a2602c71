#pragma once

#include <memory_resource>
#include <optional>
#include <string>

#include "os/file.h"
#include "os/mapped_file.h"
#include "ticket/ticket.h"

namespace sage {

/// What the views of a Backlog point into: the text, in one of two ways, and what is not in the
/// text as it stands (strings with escapes, lists).
struct Backlog::Storage {
  std::optional<MappedFile> file;
  std::string text;
  std::pmr::monotonic_buffer_resource arena;
};

}  // namespace sage
