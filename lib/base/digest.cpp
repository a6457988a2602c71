#include "base/digest.h"

#include <openssl/evp.h>

#include <span>

#include "base/error.h"
#include "base/text.h"

namespace sage {

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1)
    throw Error(ErrorKind::internal, "cannot compute a SHA-256");
  std::string hex;
  for (const unsigned char byte : std::span(digest, size)) hex += format("{:02x}", byte);
  return hex;
}

std::array<unsigned char, 20> sha1(std::string_view bytes) {
  std::array<unsigned char, 20> digest;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1)
    throw Error(ErrorKind::internal, "cannot compute a SHA-1");
  return digest;
}

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace sage
