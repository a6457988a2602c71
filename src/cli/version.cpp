#include "cli/version.h"

#include <CLI/Version.hpp>

#include "base/digest.h"
#include "base/json.h"
#include "repo/repository.h"
#include "ticket/read_index.h"

namespace sage {

std::string version_text(Format format) {
  const std::pair<const char*, std::string> libraries[] = {
      {"libgit2", libgit2_version()},
      {"simdjson", simdjson_version()},
      {"boost", SAGE_BOOST_VERSION},
      {"fmt",
       sage::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"cli11", CLI11_VERSION},
      {"openssl", openssl_version()}};
  json::object versions;
  std::string text = sage::format("sage-stream {}\n", SAGE_VERSION);
  for (const auto& [library, version] : libraries) {
    versions[library] = version;
    text += sage::format("{} {}\n", library, version);
  }
  if (format == Format::human) return text;
  return pretty(json::object{
      {"schema", "sage.version/1"}, {"version", SAGE_VERSION}, {"libraries", versions}});
}

}  // namespace sage
