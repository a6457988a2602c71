#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "check/check.h"

namespace sage {

/// How the command of a check ended, once.
struct CheckRun {
  enum class End { exited, timed_out, not_started, cancelled };
  End end = End::exited;
  int code = 0;         ///< exit status, if `signal` is 0
  int signal = 0;       ///< the signal that ended it, or 0
  std::string problem;  ///< not_started: why
  std::string output;   ///< stdout and stderr together, as far as they are kept
  bool cut = false;     ///< they were too long: only their beginning and their end are kept
};

struct Judgement {
  Verdict verdict = Verdict::NOT_RUN;
  std::string message;  ///< why it is not a PASS, one line
};

/// Pure. Exit status 126 or 127 of a shell means that the command was not found or cannot be run:
/// NOT_RUN. So does SIGKILL, SIGTERM (137 and 143 of a shell) and every signal that comes from
/// outside; a signal by which a program dies of its own fault (SIGSEGV, SIGABRT …) is a FAIL. A
/// pattern that is not found in the output is a FAIL, whatever the exit status: a Perl expression,
/// searched for in all that is kept of the output, colours removed; ^ and $ stand at the ends of
/// lines too, and "." is no newline. So is one that takes too many steps.
Judgement judge(const Check& check, const CheckRun& run);

/// How many tests ran, as the output of a known test runner tells (docs/CHECKS.md lists them); the
/// sum where several speak. Nothing if none speaks.
std::optional<std::uint64_t> tests_run(std::string_view output);

/// Whether `pattern` is a regular expression that can be used; else why not, one line.
std::optional<std::string> pattern_problem(const std::string& pattern);

}  // namespace sage
