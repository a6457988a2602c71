#include "agent/documents.h"

#include <algorithm>

#include "agent/markdown.h"

namespace sage {
namespace {

constexpr std::size_t document_limit = 32 << 10;
constexpr std::size_t path_limit = 1024;

bool may_be_path(std::string_view text) {
  return !text.empty() && text.size() <= path_limit && escaped(text) == text;
}

bool looks_like_path(std::string_view text) {
  if (text.find(' ') != text.npos || text.find("://") != text.npos) return false;
  const auto dot = text.rfind('.');
  return text.find('/') != text.npos || (dot != text.npos && dot + 1 < text.size());
}

std::string_view cut_at_character(std::string_view text, std::size_t bytes) {
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

std::string DocumentShelf::inlined(const json::value& value) {
  std::string out;
  if (const auto* text = value.if_string())
    add(std::string(trimmed(*text)), out);
  else if (const auto* array = value.if_array())
    for (const auto& item : *array) out += inlined(item);
  else if (const auto* object = value.if_object())
    for (const auto& member : *object) out += inlined(member.value());
  return out;
}

void DocumentShelf::add(const std::string& path, std::string& out) {
  if (!may_be_path(path) || !seen_.insert(path).second) return;
  const auto text = read_ ? read_(path) : std::nullopt;
  if (text)
    out += format("\n### Document {}\n\n{}", code_span(path), shown(*text));
  else if (looks_like_path(path))
    out += format("\n### Document {}\n\nIt is not in the repository.\n", code_span(path));
}

std::string DocumentShelf::shown(const std::string& text) {
  if (text.find('\0') != text.npos) return "It is binary and not shown.\n";
  if (room_ == 0) return "Not shown here for its size: read it in the repository.\n";
  const std::size_t limit = std::min(document_limit, room_);
  const bool whole = text.size() <= limit;
  const auto part = whole ? std::string_view(text) : cut_at_character(text, limit);
  room_ -= whole ? part.size() : limit;
  return fenced(valid_utf8(part)) +
         (whole ? "" : format("\nCut after {} bytes: the rest is in the file.\n", part.size()));
}

}  // namespace sage
