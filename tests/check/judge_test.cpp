#include "check/judge.h"

#include <gmock/gmock.h>

#include <csignal>

namespace sage {
namespace {

using testing::HasSubstr;
using testing::Optional;

CheckRun exited(int code, std::string output = {}) {
  return {.code = code, .output = std::move(output)};
}
CheckRun killed_by(int signal) { return {.signal = signal}; }

Check wanting(std::string pattern) { return {.success_pattern = std::move(pattern)}; }

Verdict verdict_of(const CheckRun& run, const Check& check = {}) {
  return judge(check, run).verdict;
}

TEST(Judge, PassesWhatExitsWithZero) {
  const Judgement judgement = judge({}, exited(0, "whatever"));
  EXPECT_EQ(judgement.verdict, Verdict::PASS);
  EXPECT_EQ(judgement.message, "");
}

TEST(Judge, FailsWhatExitsOtherwise) {
  const Judgement judgement = judge({}, exited(2));
  EXPECT_EQ(judgement.verdict, Verdict::FAIL);
  EXPECT_EQ(judgement.message, "exit status 2");
  EXPECT_EQ(verdict_of(exited(139)), Verdict::FAIL);
}

TEST(Judge, TakesAMissingCommandForNotRun) {
  for (const int code : {126, 127}) EXPECT_EQ(verdict_of(exited(code)), Verdict::NOT_RUN);
  const CheckRun run{.end = CheckRun::End::not_started, .problem = "no such\nfile"};
  EXPECT_EQ(judge({}, run).verdict, Verdict::NOT_RUN);
  EXPECT_THAT(judge({}, run).message, HasSubstr("no such\\x0afile"));
}

TEST(Judge, TellsSignalsFromOutsideFromThoseOfAFault) {
  for (const int signal : {SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGXCPU})
    EXPECT_EQ(verdict_of(killed_by(signal)), Verdict::NOT_RUN) << signal;
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL})
    EXPECT_EQ(verdict_of(killed_by(signal)), Verdict::FAIL) << signal;
  for (const int code : {137, 143}) EXPECT_EQ(verdict_of(exited(code)), Verdict::NOT_RUN);
}

TEST(Judge, KnowsTimeoutAndCancellationWhateverWasPrinted) {
  const Check check{.timeout_ms = 90'000, .success_pattern = "ok"};
  const CheckRun late{.end = CheckRun::End::timed_out, .signal = SIGKILL, .output = "ok"};
  EXPECT_EQ(judge(check, late).verdict, Verdict::TIMEOUT);
  EXPECT_EQ(judge(check, late).message, "not finished after 1m 30s");
  EXPECT_EQ(verdict_of({.end = CheckRun::End::cancelled, .output = "ok"}, check), Verdict::NOT_RUN);
}

TEST(JudgePattern, HasToBeFoundInTheOutput) {
  EXPECT_EQ(verdict_of(exited(0, "a\nall good\n"), wanting("^all good$")), Verdict::PASS);
  EXPECT_EQ(verdict_of(exited(0, "not all good\n"), wanting("^all good$")), Verdict::FAIL);
  EXPECT_EQ(verdict_of(exited(1, "all good"), wanting("all good")), Verdict::FAIL);
  EXPECT_EQ(verdict_of(exited(0), wanting("x")), Verdict::FAIL);
  EXPECT_THAT(judge(wanting("x+\x1b"), exited(0)).message, HasSubstr("matches x+\\x1b"));
}

TEST(JudgePattern, SaysThatNotAllOfTheOutputWasSearched) {
  CheckRun run = exited(0, "beginning\nend\n");
  run.cut = true;
  EXPECT_EQ(judge(wanting("^end$"), run).verdict, Verdict::PASS);
  EXPECT_EQ(judge(wanting("middle"), run).message,
            "nothing matches middle in the beginning and the end of its output, which was too long "
            "to be kept whole");
}

TEST(JudgePattern, SeesLinesWithoutTheirColours) {
  EXPECT_EQ(verdict_of(exited(0, "\x1b[32m12\x1b[0m passed"), wanting(R"(\d+ passed)")),
            Verdict::PASS);
  EXPECT_EQ(verdict_of(exited(0, "a\nb"), wanting("a.b")), Verdict::FAIL) << ". is no newline";
  EXPECT_EQ(verdict_of(exited(0, std::string("a\0b\xff", 4)), wanting("b\xff")), Verdict::PASS);
}

TEST(JudgePattern, FailsWhereItIsTooMuchForTheOutputInsteadOfHangingOrCrashing) {
  const std::string many(4 << 20, 'a');
  for (const char* pattern : {"(a*)*b", "(?:a|b)*?c"}) {
    const Judgement judgement = judge(wanting(pattern), exited(0, many));
    EXPECT_EQ(judgement.verdict, Verdict::FAIL) << pattern;
    EXPECT_THAT(judgement.message, HasSubstr("is too much for the expression")) << pattern;
  }
}

TEST(JudgePattern, FindsOneLineInMegabytes) {
  std::string output;
  while (output.size() < (4U << 20)) output += "line of 123 words\n";
  EXPECT_EQ(verdict_of(exited(0, output + "done\n"), wanting(R"(^\w+$)")), Verdict::PASS);
  EXPECT_EQ(verdict_of(exited(0, output), wanting(R"(\d+ tests passed)")), Verdict::FAIL);
}

TEST(JudgePattern, IsToldToBeNoExpressionBeforeItIsUsed) {
  EXPECT_FALSE(pattern_problem(""));
  EXPECT_FALSE(pattern_problem(R"(^\d+ (?:tests|specs) passed$)"));
  for (const char* pattern : {"(", "[a", "a{2,1}", "*", "(?<x"}) {
    const auto problem = pattern_problem(pattern);
    ASSERT_TRUE(problem) << pattern;
    EXPECT_EQ(problem->find('\n'), problem->npos);
    EXPECT_EQ(verdict_of(exited(0, "a"), wanting(pattern)), Verdict::FAIL);
  }
  EXPECT_TRUE(pattern_problem(std::string(100'000, '('))) << "deeply nested";
}

TEST(JudgeTests, AreExpectedOnlyWhereTheCheckSaysSo) {
  const Check check{.expects_tests = true};
  EXPECT_EQ(verdict_of(exited(0, "")), Verdict::PASS);
  EXPECT_EQ(verdict_of(exited(0, "Ran 3 tests in 0.01s\n"), check), Verdict::PASS);
  EXPECT_EQ(judge(check, exited(0, "0 tests\n")).verdict, Verdict::NO_TESTS);
  EXPECT_EQ(judge(check, exited(0, "0 tests\n")).message, "it ran 0 tests");
  EXPECT_EQ(judge(check, exited(0, "all is well")).verdict, Verdict::NO_TESTS);
  EXPECT_THAT(judge(check, exited(0, "all is well")).message, HasSubstr("no known test runner"));
  EXPECT_EQ(verdict_of(exited(5, "no tests ran in 0.01s"), check), Verdict::FAIL);
}

struct Printed {
  const char* output;
  std::uint64_t tests;
};

TEST(TestsRun, IsReadFromTheSummariesOfKnownRunners) {
  const Printed all[] = {
      {"[==========] Running 12 tests from 3 test suites.\n"
       "[==========] 12 tests from 3 test suites ran. (5 ms total)\n[  PASSED  ] 12 tests.\n",
       12},
      {"[==========] 1 test from 1 test case ran. (0 ms total)\n", 1},
      {"[==========] 0 tests from 0 test suites ran. (0 ms total)\n", 0},
      {"All tests passed (12 assertions in 3 test cases)\n", 3},
      {"[doctest] test cases: 4 | 4 passed | 0 failed | 0 skipped\n", 4},
      {"100% tests passed, 0 tests failed out of 7\n", 7},
      {"No tests were found!!!\n", 0},
      {"============ 3 passed, 1 skipped in 0.12s ============\n", 3},
      {"2 failed, 3 passed, 1 xfailed, 2 warnings, 1 error in 10.12s\n", 7},
      {"2 skipped in 0.01s\n", 0},
      {"===== 300 passed in 65.12s (0:01:05) =====\n", 300},
      {"no tests ran in 0.01s\n", 0},
      {"============ no tests ran in 0.01s =============\n", 0},
      {"......\n------\nRan 6 tests in 0.003s\n\nOK\n", 6},
      {"Ran 0 tests in 0.000s\n\nOK\n", 0},
      {"test result: ok. 3 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out\n"
       "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n",
       6},
      {"     Summary [   0.004s] 3 tests run: 3 passed, 0 skipped\n", 3},
      {"=== RUN   TestA\n--- PASS: TestA (0.00s)\n    --- PASS: TestA/b (0.00s)\n"
       "--- FAIL: TestB (1.00s)\n--- SKIP: TestC (0.00s)\nok  \texample.com/p\t0.003s\n",
       2},
      {"ok  \texample.com/p\t0.003s\nok  \texample.com/q\t(cached)\n"
       "?   \texample.com/r\t[no test files]\n",
       2},
      {"ok  \texample.com/p\t0.003s [no tests to run]\n?   \texample.com/r\t[no test files]\n", 0},
      {"testing: warning: no tests to run\nPASS\n", 0},
      {"Tests:       1 failed, 2 skipped, 1 todo, 3 passed, 7 total\n", 4},
      {"Tests:       3 passed, 3 total\n", 3},
      {"No tests found, exiting with code 0\n", 0},
      {" Test Files  1 passed (1)\n      Tests  1 failed | 2 passed | 1 skipped (4)\n", 3},
      {"\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[32m5 passed\x1b[39m\x1b[22m (5)\n", 5},
      {"No test files found, exiting with code 1\n", 0},
      {"\n  3 passing (12ms)\n  1 pending\n", 3},
      {"  0 passing (1ms)\n", 0},
      {"ℹ tests 4\nℹ pass 4\n", 4},
      {"[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.05 s - in A\n"
       "[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 1\n",
       4},
      {"[INFO] No tests to run.\n", 0},
      {"OK (5 tests)\n", 5},
      {"[         6 tests successful      ]\n", 6},
      {"Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3 - x.dll\n", 3},
      {"No test is available in x.dll.\n", 0},
      {"Total tests: 8\n     Passed: 8\n", 8},
      {"OK (3 tests, 5 assertions)\n", 3},
      {"Tests: 5, Assertions: 5, Failures: 1, Skipped: 2.\n", 3},
      {"No tests executed!\n", 0},
      {"3 examples, 0 failures, 1 pending\n", 2},
      {"0 examples, 0 failures\n", 0},
      {"4 runs, 5 assertions, 0 failures, 0 errors, 1 skips\n", 3},
      {"Files=1, Tests=9,  0 wallclock secs\n", 9},
      {"3 tests, 0 failures, 1 skipped\n", 2},
      {"1..3\nok 1 a\nnot ok 2 b\nok 3 c # skip no tool\n", 2},
      {"TAP version 13\n1..0 # skipped\n", 0},
      {"0 tests\n", 0},
      {"ran: no tests found\r\n", 0},
  };
  for (const auto& [output, tests] : all) EXPECT_THAT(tests_run(output), Optional(tests)) << output;
}

TEST(TestsRun, DoesNotCountSkippedTests) {
  const Printed all[] = {
      {"[==========] 3 tests from 1 test suite ran. (0 ms total)\n[  PASSED  ] 1 test.\n"
       "[  SKIPPED ] 2 tests, listed below:\n[  SKIPPED ] A.B\n[  SKIPPED ] A.C\n",
       1},
      {"[==========] 1 test from 1 test suite ran. (0 ms total)\n[  PASSED  ] 0 tests.\n"
       "[  SKIPPED ] 1 test, listed below:\n[  SKIPPED ] A.B\n",
       0},
      {"test cases: 1 | 1 skipped\nassertions: - none -\n", 0},
      {"test cases: 4 | 1 passed | 1 skipped | 2 failed\n", 3},
      {"[doctest] test cases:  1 |  1 passed | 0 failed | 9 skipped\n", 1},
      {"100% tests passed, 0 tests failed out of 1\n\nTotal Test time (real) =   0.00 sec\n\n"
       "The following tests did not run:\n\t  1 - a (Skipped)\n\t  2 - b (Disabled)\n",
       0},
      {"Ran 2 tests in 0.000s\n\nOK (skipped=2)\n", 0},
      {"Ran 3 tests in 0.000s\n\nOK (expected failures=1, skipped=2)\n", 1},
      {"=== RUN   TestC\n    c_test.go:5: no tool\n--- SKIP: TestC (0.00s)\nPASS\n"
       "ok  \texample.com/p\t0.003s\n",
       0},
      {"ℹ tests 2\nℹ suites 0\nℹ pass 0\nℹ fail 0\nℹ cancelled 0\nℹ skipped 2\n", 0},
      {"ℹ tests 3\nℹ pass 1\nℹ fail 1\nℹ skipped 1\n", 2},
      {"Total tests: 2\n    Skipped: 2\n Total time: 0.5 Seconds\n", 0},
      {"Total tests: 3\n     Passed: 1\n    Skipped: 2\n", 1},
      {"3 tests, 0 assertions, 0 failures, 0 errors, 0 pendings, 3 omissions, 0 notifications\n",
       0},
      {"3 tests, 1 assertions, 0 failures, 0 errors, 0 pendings, 2 omissions, 0 notifications\n",
       1},
      {"3 runs, 0 assertions, 0 failures, 0 errors, 3 skips\n", 0},
      {"Ran 2 tests in 0.0s\n\nOK\nTotal tests: 2\n    Skipped: 2\n", 2},
  };
  for (const auto& [output, tests] : all) EXPECT_THAT(tests_run(output), Optional(tests)) << output;
}

TEST(TestsRun, KnowsMochaHoweverLongItTook) {
  for (const char* took : {"9ms", "12s", "1m", "2h", "1d"})
    EXPECT_THAT(tests_run("  3 passing (" + std::string(took) + ")\n"), Optional(3u)) << took;
}

TEST(TestsRun, IsTheSumWhereSeveralSpeak) {
  EXPECT_THAT(tests_run("Ran 2 tests in 0.1s\r\n0 tests\n3 passed in 0.1s"), Optional(5u));
}

TEST(TestsRun, TakesNoChatterForASummary) {
  for (const char* chatter :
       {"", "\n\n", "ok", "all 12 tests passed", "I ran 12 tests and they passed",
        "see: 3 passed in 0.1s", " 12 tests", "1..12", "the suite has 100 tests", "10 tests",
        "PASS", "    --- PASS: TestA/b (0.00s)", "12 passed", "Tests run fine", "\x1b[", "\x1b[31"})
    EXPECT_FALSE(tests_run(chatter)) << chatter;
  EXPECT_FALSE(tests_run(std::string(500, ' ') + "3 passing"));
}

TEST(TestsRun, IsNotMisledByHugeNumbersOrBrokenEscapes) {
  EXPECT_TRUE(tests_run("Ran 99999999999999999999999999 tests in 0.1s").has_value());
  EXPECT_THAT(tests_run("\x1b[999\nRan 2 tests in 0.1s\n"), Optional(2u));
}

}  // namespace
}  // namespace sage
