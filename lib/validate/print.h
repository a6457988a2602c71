#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "validate/finding.h"

/// Findings as text for those who read them.
namespace sage {

/// As compilers do: "file:line:column: error: what [rule]", the hint below it.
std::string human_text(const ValidationReport& report);

/// sage.validation/1 (docs/VALIDATE.md).
json::object validation_json(const ValidationReport& report);

/// SARIF 2.1.0, for code scanning.
json::object sarif(const ValidationReport& report, std::string_view version);

/// Workflow commands that GitHub shows beside the lines of a change. Of each severity it shows ten
/// a step, so that many are made; the rest follows as human_text, which its log keeps.
std::string github_commands(const ValidationReport& report);

/// "2 errors and 1 warning in 46 tickets"
std::string summary_line(const ValidationReport& report);

}  // namespace sage
