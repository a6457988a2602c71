#pragma once

#include <string>
#include <string_view>

#include "report/run_facts.h"

namespace sage {

/// The progress report as Markdown (of GitHub's kind: with tables).
std::string markdown_report(const RunFacts& facts);

/// The description of a pull request: which tickets, what changed, how each was checked, what is
/// not done. At most 60,000 bytes, whatever the run: a host refuses more than 65,536 characters.
std::string pull_request(const RunFacts& facts);

/// Text from outside as Markdown that says just that text, on one line: no markup, no HTML, nobody
/// mentioned, no issue closed.
std::string as_markdown(std::string_view text);

/// The same, in `code`.
std::string as_code(std::string_view text);

std::string markdown_table(const std::vector<std::string>& columns, std::size_t numbers,
                           const std::vector<std::vector<std::string>>& rows);

}  // namespace sage
