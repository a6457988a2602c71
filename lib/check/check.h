#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

/// A check is a command that must pass before work counts as done: a ticket's own validation, a
/// repository's `check.ticket`, or a command of the gate. These are its values; jobs carry checks
/// to the workers, outcomes and events carry back what came of them.
namespace sage {

struct Check {
  std::string name;
  std::vector<std::string> argv;      ///< no shell unless asked for
  std::int64_t timeout_ms = 600'000;  ///< 0: none
  std::string success_pattern;        ///< regular expression to be found in its output, or empty
  bool expects_tests = false;         ///< its output must show that tests ran
  int flaky = 0;                      ///< so many repeats are allowed until it passes
  /// Files beside the tree that the verdict depends on (a toolchain, a .env): their content is
  /// part of what a remembered verdict stands for. Relative paths: from the checkout.
  std::vector<std::string> environment;
};
BOOST_DESCRIBE_STRUCT(Check, (),
                      (name, argv, timeout_ms, success_pattern, expects_tests, flaky, environment))

/// What a check says of a tree. Only PASS lands.
enum class Verdict {
  PASS,
  FAIL,      ///< it ran to its end and is not content
  NOT_RUN,   ///< it could not be started, or was killed: it says nothing
  NO_TESTS,  ///< it was content, and no test had run where some were expected
  TIMEOUT,
};
BOOST_DESCRIBE_ENUM(Verdict, PASS, FAIL, NOT_RUN, NO_TESTS, TIMEOUT)

/// What came of one check, repeats included: the last run's word.
struct CheckReport {
  std::string name;
  Verdict verdict = Verdict::NOT_RUN;
  std::string message;            ///< why it is not a PASS, one line: "exit status 2"
  std::string output;             ///< the end of its output where it is not a PASS: 4 KB at most
  int runs = 0;                   ///< more than 1: it needed repeats
  std::int64_t milliseconds = 0;  ///< all runs together
  std::string log;                ///< file with its output
};
BOOST_DESCRIBE_STRUCT(CheckReport, (), (name, verdict, message, output, runs, milliseconds, log))

/// The first report that is not a PASS, or null: they all pass.
const CheckReport* first_failing(const std::vector<CheckReport>& reports);

/// "PASS" …
std::string_view to_string(Verdict verdict);

}  // namespace sage
