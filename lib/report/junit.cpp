#include "report/junit.h"

#include <algorithm>

#include "report/progress.h"

namespace sage {
namespace {

constexpr std::size_t title_bytes = 300, message_bytes = 1000, text_bytes = 16 << 10;

/// One line of text from outside. XML 1.0 has no way to write most control characters: they stand
/// as \xNN, as in all that we print; of the others it forbids U+FFFE and U+FFFF.
std::string xml(std::string_view line) {
  std::string out;
  const std::string safe = escaped(line);
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const std::string_view rest = std::string_view(safe).substr(i);
    if (rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF"))
      out += "\uFFFD", i += 2;
    else if (rest[0] == '&')
      out += "&amp;";
    else if (rest[0] == '<')
      out += "&lt;";
    else if (rest[0] == '>')
      out += "&gt;";
    else if (rest[0] == '"')
      out += "&quot;";
    else
      out += rest[0];
  }
  return out;
}

/// The end of a text, line by line: what went wrong is said last.
std::string xml_lines(std::string_view text) {
  std::string out;
  if (text.size() > text_bytes) {
    text.remove_prefix(text.size() - text_bytes);
    text.remove_prefix(text.find('\n') + 1);  // none: nothing is removed
    out = "…\n";
  }
  while (!text.empty()) {
    std::string line(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.pop_back();
    std::ranges::replace(line, '\t', ' ');
    out += xml(line) + (text.empty() ? "" : "\n");
  }
  return out;
}

std::string attribute(std::string_view name, std::string_view value, std::size_t bytes) {
  return format(" {}=\"{}\"", name, xml(excerpt(on_one_line(value), bytes)));
}

std::string seconds(std::int64_t ms) {
  return format("{:.3f}", static_cast<double>(std::max<std::int64_t>(ms, 0)) / 1000);
}

enum class Outcome { passed, failed, skipped };

Outcome outcome_of(const TicketFacts& ticket) {
  if (is_done_now(ticket)) return Outcome::passed;
  return is_deferred_now(ticket) ? Outcome::failed : Outcome::skipped;
}

/// Why a ticket was not done in this run, and that is no failure of it.
std::string why_skipped(const TicketFacts& ticket) {
  const auto& chain = ticket.blocked_by;
  if (ticket.state == "blocked" && chain.size() > 1)
    return format("blocked by {}", fmt::join(chain.begin() + 1, chain.end(), " -> "));
  const std::string before = ticket.state == "deferred" ? " before this run" : "";
  std::string why = in_words(ticket.state) + before;
  for (const auto& part : {ticket.category, ticket.message})
    if (!part.empty()) why += ": " + part;
  return why;
}

std::string told(const std::vector<CheckReport>& checks) {
  std::string out;
  for (const auto& check : checks) {
    out += format("{} {} in {}", check.name, to_string(check.verdict),
                  human_duration(check.milliseconds));
    if (check.runs > 1) out += format(" ({} runs)", check.runs);
    if (check.verdict != Verdict::PASS) out += format(": {}\n{}", check.message, check.output);
    out += "\n";
  }
  return out;
}

/// What happened to the ticket, and how it was checked.
std::string story(const TicketFacts& ticket) {
  std::string out;
  if (!ticket.summary.empty()) out += ticket.summary + "\n";
  if (!ticket.commit.is_zero()) out += format("landed as {}\n", ticket.commit.hex());
  if (ticket.attempts_made > 0)
    out += counted(static_cast<std::uint64_t>(ticket.attempts_made), "attempt") + "\n";
  out += told(ticket.checks);
  if (!ticket.gate_verdict.empty())
    out += format("gate: {}{}\n", ticket.gate_verdict,
                  ticket.gate_remembered ? " (remembered of the same tree)" : "") +
           told(ticket.gate_checks);
  return out;
}

std::int64_t time_of(const TicketFacts& ticket) {
  return ticket.agent_ms + ticket.check_ms + ticket.gate_ms;
}

std::string test_case(const TicketFacts& ticket) {
  std::string inside;
  const Outcome outcome = outcome_of(ticket);
  if (outcome == Outcome::failed)
    inside +=
        format("      <failure{}{}>{}</failure>\n", attribute("type", ticket.category, title_bytes),
               attribute("message", ticket.message, message_bytes),
               xml_lines(ticket.last_error.empty() ? ticket.message : ticket.last_error));
  if (outcome == Outcome::skipped)
    inside +=
        format("      <skipped{}/>\n", attribute("message", why_skipped(ticket), message_bytes));
  if (const std::string text = story(ticket); !text.empty())
    inside += format("      <system-out>{}</system-out>\n", xml_lines(text));
  return format("    <testcase{}{} time=\"{}\"",
                attribute("classname", ticket.component, title_bytes),
                attribute("name", ticket.id + " " + ticket.title, title_bytes),
                seconds(time_of(ticket))) +
         (inside.empty() ? "/>\n" : ">\n" + inside + "    </testcase>\n");
}

/// What a suite, and all of them together, say of their test cases.
struct Counts {
  std::size_t tests = 0, failures = 0, skipped = 0;
  std::int64_t ms = 0;

  void add(const TicketFacts& ticket) {
    ++tests;
    failures += outcome_of(ticket) == Outcome::failed;
    skipped += outcome_of(ticket) == Outcome::skipped;
    ms += time_of(ticket);
  }
};

std::string property(std::string_view name, std::string_view value) {
  return format("      <property name=\"{}\"{}/>\n", name, attribute("value", value, title_bytes));
}

std::string suite(const RunFacts& facts, const std::string& component,
                  const std::vector<const TicketFacts*>& tickets) {
  Counts counts;
  std::string cases;
  for (const auto* ticket : tickets) {
    counts.add(*ticket);
    cases += test_case(*ticket);
  }
  return format(
      "  <testsuite{} tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{}\" "
      "timestamp=\"{}\">\n    <properties>\n{}{}    </properties>\n{}  </testsuite>\n",
      attribute("name", component, title_bytes), counts.tests, counts.failures, counts.skipped,
      seconds(counts.ms), facts.started.substr(0, 19), property("run", facts.run),
      property("branch", facts.branch), cases);
}

}  // namespace

std::string junit(const RunFacts& facts) {
  std::map<std::string, std::vector<const TicketFacts*>> components;
  Counts all;
  for (const auto& ticket : facts.tickets) {
    if (ticket.state == "done") continue;  // before this run, which has nothing to say of it
    components[ticket.component].push_back(&ticket);
    all.add(ticket);
  }
  std::string out = format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"sage-stream\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{}\">\n",
      all.tests, all.failures, seconds(facts.wall_ms));
  for (const auto& [component, tickets] : components) out += suite(facts, component, tickets);
  return out + "</testsuites>\n";
}

}  // namespace sage
