#include <algorithm>

#include "report/markdown.h"
#include "report/progress.h"

namespace sage {
namespace {

constexpr std::size_t longest = 60'000;
constexpr std::size_t files_shown = 20;
constexpr std::size_t summary_bytes = 600;

/// "unit PASS in 1.2s"
std::string told(const CheckReport& check) {
  const std::string repeats = check.runs > 1 ? format(" ({} runs)", check.runs) : "";
  return format("{} {} in {}{}", as_code(check.name), to_string(check.verdict),
                human_duration(check.milliseconds), repeats);
}

std::string told(const std::vector<CheckReport>& checks) {
  std::string out;
  for (const auto& check : checks) out += (out.empty() ? "" : ", ") + told(check);
  return out;
}

/// How the ticket was checked, in one line.
std::string checked(const TicketFacts& ticket) {
  std::string out = told(ticket.checks);
  if (ticket.gate_verdict.empty()) return out.empty() ? "nothing was configured to check it" : out;
  const std::string gate =
      format("gate on the merged tree: {}{}",
             ticket.gate_checks.empty() ? ticket.gate_verdict : told(ticket.gate_checks),
             ticket.gate_remembered ? " (remembered of the same tree)" : "");
  return out.empty() ? gate : out + "; " + gate;
}

std::string files_of(const ChangeFacts& change) {
  std::string out;
  for (std::size_t i = 0; i < std::min(change.files.size(), files_shown); ++i) {
    const FileFacts& file = change.files[i];
    out += format("  - {} {} {}\n", as_code(file.path), file.change,
                  file.binary ? "(binary)" : format("+{} -{}", file.insertions, file.deletions));
  }
  if (change.files.size() > files_shown)
    out += format("  - and {} more\n", change.files.size() - files_shown);
  return out;
}

std::string details(const TicketFacts& ticket) {
  std::string out = format("\n#### {} {}\n\n", as_markdown(ticket.id), as_markdown(ticket.title));
  if (!ticket.summary.empty())
    out += as_markdown(excerpt(on_one_line(ticket.summary), summary_bytes)) + "\n\n";
  out += format("- checked: {}\n", checked(ticket));
  if (ticket.change && !ticket.change->files.empty())
    out += "- files:\n" + files_of(*ticket.change);
  return out;
}

/// Parts of the description in the order in which they matter; what does not fit is counted.
class Description {
 public:
  /// Whether there was room.
  bool add(const std::string& part) {
    if (text_.size() + part.size() > longest - room_for_the_rest) return false;
    text_ += part;
    return true;
  }
  /// The head, then each of the tickets, as far as they fit.
  template <class ToText>
  void add_each(const std::string& head, const std::vector<const TicketFacts*>& tickets,
                ToText to_text) {
    if (tickets.empty() || !add(head)) return;
    for (std::size_t i = 0; i < tickets.size(); ++i) {
      if (add(to_text(*tickets[i]))) continue;
      text_ += format("\nand {} more\n", tickets.size() - i);
      return;
    }
  }
  std::string take() { return std::move(text_); }

 private:
  static constexpr std::size_t room_for_the_rest = 500;
  std::string text_;
};

std::string row(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const auto& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

std::string head_of(std::string_view title, const std::vector<std::string>& columns) {
  return format("\n### {}\n\n{}", title, markdown_table(columns, 0, {}));
}

std::string reason(const TicketFacts& ticket) {
  if (ticket.state == "blocked" && ticket.blocked_by.size() > 1)
    return "waits for " + ticket.blocked_by.back();
  return ticket.category.empty() ? ticket.message : ticket.category + ": " + ticket.message;
}

}  // namespace

std::string pull_request(const RunFacts& facts) {
  const auto landed = in_state(facts, "landed");
  Description text;
  text.add(format("## {} landed\n\n{}\n", counted(landed.size(), "ticket"),
                  as_markdown(headline(facts))));
  text.add_each(
      head_of("Tickets", {"Ticket", "Title", "Commit", "Changes"}), landed,
      [](const TicketFacts& ticket) {
        return row({as_markdown(ticket.id), as_markdown(ticket.title), short_commit(ticket.commit),
                    ticket.change ? size_of(*ticket.change) : ""});
      });
  text.add_each(head_of("No change was needed", {"Ticket", "Title", "Summary"}),
                in_state(facts, "no_change"), [](const TicketFacts& ticket) {
                  return row({as_markdown(ticket.id), as_markdown(ticket.title),
                              as_markdown(excerpt(on_one_line(ticket.summary), summary_bytes))});
                });
  std::vector<const TicketFacts*> open;
  for (const char* state : {"deferred", "blocked", "held", "rolled_back", "queued", "running",
                            "waiting_to_retry", "cancelled", "not_started"})
    for (const auto* ticket : in_state(facts, state)) open.push_back(ticket);
  text.add_each(head_of("Not done", {"Ticket", "Title", "State", "Reason"}), open,
                [](const TicketFacts& ticket) {
                  return row({as_markdown(ticket.id), as_markdown(ticket.title),
                              in_words(ticket.state), as_markdown(reason(ticket))});
                });
  text.add_each("\n### Changes and how they were checked\n", landed, details);
  return text.take();
}

}  // namespace sage
