#include "check/judge.h"

#include <boost/regex.hpp>
#include <csignal>
#include <iterator>
#include <stdexcept>

#include "base/text.h"
#include "check/judge_plain.h"

namespace sage {
namespace {

constexpr std::size_t bytes_shown = 200;

/// A place in text that Boost cannot jump from. Of such text it visits a fixed number of states
/// before it gives up; of any other, a number that grows with text and expression into hours.
struct Place {
  using iterator_category = std::bidirectional_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  reference operator*() const { return *at; }
  Place& operator++() { return ++at, *this; }
  Place& operator--() { return --at, *this; }
  Place operator++(int) { return {at++}; }
  Place operator--(int) { return {at--}; }
  bool operator==(const Place&) const = default;

  const char* at = nullptr;
};

/// Why `text`, all that is kept of an output, does not satisfy the pattern; empty if it does.
/// Boost's matcher keeps its stack on the heap, and both that and its steps are limited: it throws
/// where the standard library's would recurse once a character.
std::string pattern_missed(const std::string& pattern, const std::string& text, bool cut) {
  const std::string shown = excerpt(pattern, bytes_shown);
  if (const auto problem = pattern_problem(pattern))
    return format("{} is no regular expression: {}", shown, *problem);
  const Place begin{text.data()}, end{text.data() + text.size()};
  try {
    if (boost::regex_search(begin, end, boost::regex(pattern), boost::match_not_dot_newline))
      return {};
    return cut ? format("nothing matches {} in the beginning and the end of its output, {}", shown,
                        "which was too long to be kept whole")
               : format("nothing in its output matches {}", shown);
  } catch (const std::runtime_error&) {
    return format("its output is too much for the expression {}", shown);
  }
}

/// A signal that a program gets for what it did itself; all others come from outside.
bool is_own_fault(int signal) {
  switch (signal) {
    case SIGABRT:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGPIPE:
    case SIGSEGV:
    case SIGSYS:
    case SIGTRAP:
      return true;
    default:
      return false;
  }
}

Judgement judge_status(int code) {
  if (code == 0) return {Verdict::PASS, ""};
  if (code == 126) return {Verdict::NOT_RUN, "exit status 126: the command cannot be executed"};
  if (code == 127) return {Verdict::NOT_RUN, "exit status 127: the command was not found"};
  if (code == 128 + SIGKILL || code == 128 + SIGTERM)
    return {Verdict::NOT_RUN, format("exit status {}: ended by signal {}", code, code - 128)};
  return {Verdict::FAIL, format("exit status {}", code)};
}

Judgement judge_tests(const std::string& text) {
  const auto count = tests_run(text);
  if (!count) return {Verdict::NO_TESTS, "no known test runner's summary is in its output"};
  if (*count == 0) return {Verdict::NO_TESTS, "it ran 0 tests"};
  return {Verdict::PASS, ""};
}

Judgement judge_end(const Check& check, const CheckRun& run) {
  switch (run.end) {
    case CheckRun::End::not_started:
      return {Verdict::NOT_RUN, "it could not be started: " + excerpt(run.problem, bytes_shown)};
    case CheckRun::End::cancelled:
      return {Verdict::NOT_RUN, "it was cancelled"};
    case CheckRun::End::timed_out:
      return {Verdict::TIMEOUT, "not finished after " + human_duration(check.timeout_ms)};
    case CheckRun::End::exited:
      break;
  }
  if (run.signal == 0) return judge_status(run.code);
  return {is_own_fault(run.signal) ? Verdict::FAIL : Verdict::NOT_RUN,
          format("ended by signal {}", run.signal)};
}

}  // namespace

Judgement judge(const Check& check, const CheckRun& run) {
  Judgement judgement = judge_end(check, run);
  if (judgement.verdict != Verdict::PASS) return judgement;
  const std::string text = without_escapes(run.output);
  if (!check.success_pattern.empty())
    if (std::string missed = pattern_missed(check.success_pattern, text, run.cut); !missed.empty())
      return {Verdict::FAIL, std::move(missed)};
  return check.expects_tests ? judge_tests(text) : judgement;
}

std::optional<std::string> pattern_problem(const std::string& pattern) {
  try {
    const boost::regex expression(pattern);
    return {};
  } catch (const std::runtime_error& error) {
    return excerpt(error.what(), bytes_shown);
  }
}

}  // namespace sage
