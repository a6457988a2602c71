#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "base/json.h"

namespace sage {

/// Inlines the documents that a ticket names, each once.
class DocumentShelf {
 public:
  using Read = std::function<std::optional<std::string>(const std::string& path)>;
  explicit DocumentShelf(const Read& read) : read_(read) {}

  /// Markdown with the text of every document that a string within `value` is the path of, up to
  /// 32 KB each and 256 KB in all. A string that looks like a path but names none is said so.
  std::string inlined(const json::value& value);

 private:
  void add(const std::string& path, std::string& out);
  std::string shown(const std::string& text);

  const Read& read_;
  std::set<std::string> seen_;
  std::size_t room_ = 256 << 10;
};

}  // namespace sage
