#include "base/digest.h"

#include <openssl/evp.h>

#include <memory>

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

std::array<unsigned char, 20> sha1(std::string_view bytes) { return sha1({&bytes, 1}); }

std::array<unsigned char, 20> sha1(std::span<const std::string_view> parts) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  std::array<unsigned char, 20> digest;
  bool works = context && EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) == 1;
  for (const std::string_view part : parts)
    works = works && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  if (!works || EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1)
    throw Error(ErrorKind::internal, "cannot compute a SHA-1");
  return digest;
}

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace sage
