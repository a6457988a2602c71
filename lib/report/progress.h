#pragma once

#include <string>
#include <vector>

#include "report/run_facts.h"

namespace sage {

/// A table of a report. Cells are text as it came: whoever shows it escapes it.
struct ReportTable {
  std::string title;
  std::vector<std::string> columns;
  std::size_t numbers = 0;  ///< so many columns at the end hold numbers and durations
  std::vector<std::vector<std::string>> rows;
};

/// The progress report: the same content for the terminal and for Markdown.
struct Progress {
  std::string title;
  std::vector<std::string> lines;
  std::vector<ReportTable> tables;  ///< none is empty
};

Progress progress_of(const RunFacts& facts);

/// "waiting to retry": a state in words.
std::string in_words(std::string_view state);

/// "run 2026… on main: 3 landed, 1 deferred in 3m 05s"
std::string headline(const RunFacts& facts);

/// "3 landed, 1 deferred"
std::string state_counts(const RunFacts& facts);

/// "12 files +340 -12", of a change without files: empty.
std::string size_of(const ChangeFacts& change);

/// "0a1b2c3d"; of no commit: empty.
std::string short_commit(const ObjectId& commit);

}  // namespace sage
