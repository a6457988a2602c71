#pragma once

#include <string>

namespace sage {

/// Whether `path` in a repository is for people and the stream alone, so that an agent's changes
/// there never land: all under .sage, in any case a file system may fold, but the documents that
/// lie beside the ticket index.
bool is_streams_own(const std::string& path);

}  // namespace sage
