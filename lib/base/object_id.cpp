#include "base/object_id.h"

#include <charconv>
#include <cstring>

#include "base/text.h"

namespace sage {

std::optional<ObjectId> ObjectId::parse(std::string_view hex) {
  ObjectId id;
  if (hex.size() != 2 * id.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    const char* digits = hex.data() + 2 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, id.bytes[i], 16);
    if (error != std::errc{} || end != digits + 2) return std::nullopt;
  }
  return id;
}

std::string ObjectId::hex() const { return format("{:02x}", fmt::join(bytes, "")); }

}  // namespace sage

std::size_t std::hash<sage::ObjectId>::operator()(const sage::ObjectId& id) const noexcept {
  std::size_t value;
  std::memcpy(&value, id.bytes.data(), sizeof value);
  return value;
}
