// How many tests ran, from what test runners print.
//
// A table of the lines that known runners end with. A line is matched from its first character, so
// that words in passing ("… 12 passed …") say nothing. Each captured number is added up but the one
// named as skipped, which is taken away; a line without numbers stands for a fixed count. Lines of
// skipped tests are taken away from the sum. Where several runners speak, or one speaks several
// times, the sum counts. Some only name the packages that passed: these count if no test is named.
//
// Cost: every expression at every line that holds a word of the table, in the last megabyte, which
// is where summaries are; long lines are no summaries and are passed over.

#include <algorithm>
#include <array>
#include <boost/regex.hpp>

#include "base/text.h"
#include "check/judge.h"
#include "check/judge_plain.h"

namespace sage {
namespace {

constexpr std::size_t longest_summary = 400, most_read = 1 << 20;

/// Each expression below needs one of them.
constexpr std::string_view words[] = {"est",    "ass",   "ail",  "ASS",  "AIL", "ok", "OK",
                                      "xample", "runs,", "1..0", "rror", "kip", "KIP"};

bool may_speak(std::string_view line) {
  return line.size() <= longest_summary && std::ranges::any_of(words, [&](std::string_view word) {
           return line.find(word) != line.npos;
         });
}

/// `skipped`, `one_skipped`: tests that another line has counted; `uncounted`: one that none has.
enum class Says { tests, none, one_test, a_package, skipped, one_skipped, uncounted };

struct Row {
  const char* expression;
  Says says = Says::tests;
  int skipped = 0;  ///< which number is of tests that did not run; 0: none
};

/// The first that matches is taken. docs/CHECKS.md has the same list.
constexpr Row rows[] = {
    // "0 tests", in words or in figures
    {R"(\W*(?:\w[\w ]*[:\]] )*(?:There (?:are|were) )?[Nn]o tests? )"
     R"((?:ran|run|found|were (?:found|run)|to run|executed|collected|files found|is available)\b)",
     Says::none},
    {R"([=\s]*0 tests?\b)", Says::none},
    // GoogleTest, Catch2, doctest
    {R"(\[=+\] (\d+) tests? from \d+ test (?:suite|case)s? ran\.)"},
    {R"(\[  SKIPPED \] (\d+) tests?\b)", Says::skipped},
    {R"(All tests passed \(\d+ assertions? in (\d+) test cases?\))"},
    {R"((?:\[doctest\] )?test cases: +\d+ (?:\| +(\d+) passed ?)?(?:\| +\d+ skipped ?)?)"
     R"((?:\| +(\d+) failed)?)"},
    // ctest
    {R"(\d+% tests passed, \d+ tests? failed out of (\d+)\s*$)"},
    {R"(\s+\d+ - .+ \(Skipped\)\s*$)", Says::one_skipped},
    // pytest, unittest
    {R"((?:=+ )?(?=\d+ [a-z])(?:(\d+) failed(?:, )?)?(?:(\d+) passed(?:, )?)?)"
     R"((?:\d+ subtests passed(?:, )?)?(?:\d+ skipped(?:, )?)?(?:\d+ deselected(?:, )?)?(?:(\d+) xfailed(?:, )?)?)"
     R"((?:(\d+) xpassed(?:, )?)?(?:\d+ warnings?(?:, )?)?(?:(\d+) errors?(?:, )?)?)"
     R"((?:\d+ rerun)? in \d+\.\d+s)"},
    {R"(Ran (\d+) tests? in \d+\.\d+s\s*$)"},
    {R"(OK \((?:\w[\w ]*=\d+, )*skipped=(\d+))", Says::skipped},
    // cargo test, cargo nextest
    {R"(test result: \w+\. (\d+) passed; (\d+) failed; )"},
    {R"(\s*Summary \[ *\d+\.\d+s\] +(\d+) tests? run: )"},
    // go test -v, go test
    {R"(--- (?:PASS|FAIL): \S+ \(\d+\.\d+s\)\s*$)", Says::one_test},
    {R"(--- SKIP: \S+ \(\d+\.\d+s\)\s*$)", Says::uncounted},
    {R"(ok +\t\S+\t\S+.*\[no tests to run\])", Says::none},
    {R"(\? +\t\S+\t\[no test files\])", Says::none},
    {R"(ok +\t\S+\t(?:\d+\.\d+s|\(cached\)))", Says::a_package},
    // jest, vitest, mocha, node --test
    {R"(Tests: +(?:(\d+) failed, )?(?:\d+ skipped, )?(?:\d+ todo, )?(?:(\d+) passed, )?\d+ total)"},
    {R"(\s*Tests  +(?:(\d+) failed)?(?: \| )?(?:(\d+) passed)?(?: \| )?[^()]*\(\d+\))"},
    {R"(\s*(\d+) passing(?: \(\d+(?:ms|[smhd])\))?\s*$)"},
    {R"(ℹ (?:pass|fail) (\d+)\s*$)"},
    // Maven Surefire's total, JUnit's console, dotnet test
    {R"((?:\[\w+\] *)?Tests run: (\d+), +Failures: \d+, +Errors: \d+, +Skipped: (\d+)\s*$)",
     Says::tests, 2},
    {R"(OK \((\d+) tests?\)\s*$)"},
    {R"(\[ +(\d+) tests successful +\])"},
    {R"(\s*(?:Passed|Failed|Skipped)! +- Failed: +(\d+), Passed: +(\d+), Skipped: )"},
    {R"(Total tests: (\d+)\s*$)"},
    {R"( {4}Skipped: (\d+)\s*$)", Says::skipped},
    // PHPUnit
    {R"(OK \((\d+) tests?, \d+ assertions?\))"},
    {R"(Tests: (\d+), Assertions: \d+(?:, \w+: \d+)*?(?:, Skipped: (\d+))?\.)", Says::tests, 2},
    // RSpec, Minitest, test-unit
    {R"((\d+) examples?, \d+ failures?(?:, (\d+) pending)?)", Says::tests, 2},
    {R"((\d+) (?:runs|tests), \d+ assertions, \d+ failures, \d+ errors)"
     R"((?:(?:, \d+ pendings)?, (\d+) (?:skips|omissions))?)",
     Says::tests, 2},
    // prove; Bats for people; TAP, and Bats for programs
    {R"(Files=\d+, Tests=(\d+), )"},
    {R"((\d+) tests?, \d+ failures?(?:, (\d+) skipped)?\s*$)", Says::tests, 2},
    {R"(1\.\.0\b)", Says::none},
    {R"((?:not )?ok \d+\b(?!.*# *[Ss][Kk][Ii][Pp]))", Says::one_test},
    {R"((?:not )?ok \d+\b)", Says::none},
};

class Count {
 public:
  void take(std::string_view line) {
    static const auto expressions = [] {
      std::array<boost::regex, std::size(rows)> compiled;
      std::ranges::transform(rows, compiled.begin(),
                             [](const Row& row) { return boost::regex(row.expression); });
      return compiled;
    }();
    boost::cmatch match;
    for (std::size_t i = 0; i < std::size(rows); ++i)
      if (boost::regex_search(line.begin(), line.end(), match, expressions[i],
                              boost::match_continuous))
        return add(rows[i], match);
  }

  std::optional<std::uint64_t> total() const {
    if (!spoken_) return {};
    if (tests_ > skipped_) return tests_ - skipped_;
    return tests_are_named_ ? 0 : packages_;
  }

 private:
  void add(const Row& row, const boost::cmatch& match) {
    spoken_ = true;
    if (row.says == Says::one_test) ++tests_;
    if (row.says == Says::a_package) ++packages_;
    if (row.says == Says::tests) tests_ += in(row, match);
    if (row.says == Says::skipped) skipped_ += in(row, match);
    if (row.says == Says::one_skipped) ++skipped_;
    if (row.says == Says::uncounted) tests_are_named_ = true;
  }

  static std::uint64_t in(const Row& row, const boost::cmatch& match) {
    std::uint64_t ran = 0, skipped = 0;
    for (int i = 1; i < static_cast<int>(match.size()); ++i)
      (i == row.skipped ? skipped : ran) += number({match[i].first, match[i].second});
    return ran > skipped ? ran - skipped : 0;
  }

  /// As far as it can be true of tests.
  static std::uint64_t number(std::string_view digits) {
    std::uint64_t value = 0;
    for (const char digit : digits.substr(0, 9))
      value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    return value;
  }

  bool spoken_ = false, tests_are_named_ = false;
  std::uint64_t tests_ = 0, skipped_ = 0, packages_ = 0;
};

}  // namespace

std::string without_escapes(std::string_view output) {
  std::string plain;
  plain.reserve(output.size());
  while (!output.empty()) {
    const std::size_t escape = std::min(output.find("\x1b["), output.size());
    plain += output.substr(0, escape);
    output.remove_prefix(escape);
    if (output.empty()) break;
    const std::string_view behind = output.substr(2);
    const auto final = std::ranges::find_if_not(behind, [](char c) { return c >= ' ' && c < '@'; });
    output = behind.substr(static_cast<std::size_t>(final - behind.begin()));
    if (!output.empty() && output.front() >= '@') output.remove_prefix(1);
  }
  return plain;
}

std::optional<std::uint64_t> tests_run(std::string_view output) {
  const std::string plain =
      without_escapes(output.substr(output.size() - std::min(output.size(), most_read)));
  Count count;
  for (std::string_view rest = plain; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (may_speak(line)) count.take(line);
  }
  return count.total();
}

}  // namespace sage
