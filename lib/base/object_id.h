#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sage {

/// The id of a git object (SHA-1, 20 bytes). The default is all zeros: "no object".
struct ObjectId {
  std::array<std::uint8_t, 20> bytes{};

  /// From 40 hexadecimal digits; nothing if `hex` is anything else.
  static std::optional<ObjectId> parse(std::string_view hex);

  std::string hex() const;
  bool is_zero() const { return *this == ObjectId{}; }
  auto operator<=>(const ObjectId&) const = default;
};

}  // namespace sage

template <>
struct std::hash<sage::ObjectId> {
  std::size_t operator()(const sage::ObjectId& id) const noexcept;
};
