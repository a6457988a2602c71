#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace sage {

/// SHA-256 of `bytes`, as 64 hexadecimal digits. The home of OpenSSL's digests.
std::string sha256_hex(std::string_view bytes);

/// SHA-1 of `bytes`, or of all parts as one: what git ends its files with.
std::array<unsigned char, 20> sha1(std::string_view bytes);
std::array<unsigned char, 20> sha1(std::span<const std::string_view> parts);

std::string openssl_version();

}  // namespace sage
