#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace sage {

/// A word that is neither a command nor a flag, and what may have been meant.
struct Misspelt {
  std::string word, meant;  ///< "hooks instal", "sage-stream hooks install"
};

/// Of a command line that was refused for its words; nothing where none is like a known one.
std::optional<Misspelt> misspelt_in(const CLI::App& app);

}  // namespace sage
