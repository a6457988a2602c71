#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sage {

/// An error is what a run refuses (exit code 4), a warning what it works around or never looks at.
enum class Severity : std::uint8_t { error, warning };

std::string_view to_string(Severity severity);

/// What can be wrong with an index: docs/VALIDATE.md has a row for each.
struct Rule {
  std::string_view id;  ///< stable: people and tools name it
  Severity severity;
  std::string_view what;
};

/// All of them, errors first.
std::span<const Rule> rules();

/// The rule with this id, which there must be.
const Rule& rule_named(std::string_view id);

/// What is wrong, and where. All texts are fit to be printed.
struct Finding {
  const Rule* rule = nullptr;
  std::string file;                  ///< in the repository, with slashes
  std::size_t line = 1, column = 1;  ///< from 1; columns count characters
  std::string ticket;                ///< its id; empty: none, or not known
  std::string field;                 ///< its member
  std::string message, hint;
};

struct ValidationReport {
  std::size_t tickets = 0;
  std::vector<Finding> findings;  ///< those of the index first, in its order
  std::size_t count(Severity severity) const;
};

}  // namespace sage
