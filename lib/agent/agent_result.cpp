#include "agent/agent_result.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "agent/agent_output.h"
#include "base/json.h"
#include "os/file.h"

/// The result file is written by a program nobody vouches for. It is opened without following a
/// link and without waiting (a fifo), read only if it is a regular file, and every member is taken
/// only as far as it has the right type; the rest becomes notes.
namespace sage {
namespace {

constexpr std::size_t file_limit = 1 << 20;
constexpr std::size_t text_limit = 16 << 10;
constexpr std::size_t title_limit = 200;
constexpr std::size_t found_limit = 100;
constexpr std::size_t notes_limit = 20;

void note(AgentReport& report, std::string text) {
  if (report.notes.size() < notes_limit) report.notes.push_back(std::move(text));
}

std::optional<std::string> read_regular_file(const fs::path& path, AgentReport& report) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd && errno == ENOENT) return std::nullopt;
  struct stat about {};
  if (!fd || ::fstat(fd.get(), &about) != 0 || !S_ISREG(about.st_mode))
    return note(report, "result file: not a regular file that can be read"), std::nullopt;
  std::string text(file_limit + 1, '\0');
  std::size_t size = 0;
  for (ssize_t got = 1; got > 0 && size < text.size(); size += static_cast<std::size_t>(got))
    if ((got = ::read(fd.get(), text.data() + size, text.size() - size)) < 0)
      return note(report, "result file: cannot be read"), std::nullopt;
  if (size > file_limit) return note(report, "result file: larger than 1 MB"), std::nullopt;
  text.resize(size);
  return text;
}

/// Without control characters other than newline and tab, and cut to `limit` bytes.
std::string clean(std::string_view text, std::size_t limit) {
  std::string out;
  for (const char c : text.substr(0, limit))
    if (c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) out += c;
  if (text.size() > limit)
    while (!out.empty() && !is_utf8(out)) out.pop_back();
  return std::string(trimmed(out));
}

std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return text;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

/// The members of one JSON object of the report, each taken only if its type is right.
struct Members {
  const json::object& object;
  std::string where;
  AgentReport& report;

  const json::value* find(std::string_view name) const {
    const auto* value = object.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
  }
  void wrong(std::string_view name, std::string_view expected) const {
    note(report, format("{}.{}: expected {}, found {}", where, name, expected,
                        excerpt(json::serialize(object.at(name)), 60)));
  }
  std::string text(std::string_view name, std::size_t limit) const {
    const auto* value = find(name);
    if (value && !value->is_string()) wrong(name, "a string");
    return value && value->is_string() ? clean(value->get_string(), limit) : std::string();
  }
  template <class Number>
  void number(std::string_view name, Number& out) const {
    const auto* value = find(name);
    json::error_code failed;
    const Number read = value ? value->to_number<Number>(failed) : Number{};
    const bool good = !failed && read >= 0 && std::isfinite(static_cast<double>(read));
    if (value && good) out = read;
    if (value && !good) wrong(name, "a number that is not negative");
  }
  const json::object* inner(std::string_view name) const {
    const auto* value = find(name);
    if (value && !value->is_object()) wrong(name, "an object");
    return value ? value->if_object() : nullptr;
  }
};

AgentReport::Said said_in(const Members& members) {
  const std::string outcome = upper(members.text("outcome", 64));
  if (outcome == "COMPLETED") return AgentReport::Said::completed;
  if (outcome == "DEFERRED") return AgentReport::Said::deferred;
  if (!outcome.empty()) members.wrong("outcome", "COMPLETED or DEFERRED");
  return AgentReport::Said::nothing;
}

std::optional<AgentReport::Found> found_in(const Members& members) {
  AgentReport::Found found;
  found.title = one_line(members.text("title", title_limit));
  found.description = members.text("description", text_limit);
  found.type = one_line(members.text("type", 32));
  found.priority = members.text("priority", 8);
  constexpr std::array<std::string_view, 5> priorities{"", "P0", "P1", "P2", "P3"};
  if (std::ranges::find(priorities, found.priority) == priorities.end()) {
    members.wrong("priority", "P0, P1, P2 or P3");
    found.priority.clear();
  }
  if (!found.title.empty()) return found;
  note(members.report, members.where + ".title: missing; the found ticket is left out");
  return std::nullopt;
}

void take_discovered(const Members& members) {
  const auto* value = members.find("discovered");
  if (!value) return;
  if (!value->is_array()) return members.wrong("discovered", "an array");
  AgentReport& report = members.report;
  for (std::size_t i = 0; i < value->get_array().size(); ++i) {
    if (report.discovered.size() == found_limit)
      return note(report, format("result.discovered: only the first {} are taken", found_limit));
    const std::string where = format("result.discovered[{}]", i);
    const auto* object = value->get_array()[i].if_object();
    if (!object)
      note(report, where + ": expected an object");
    else if (auto found = found_in({*object, where, report}))
      report.discovered.push_back(std::move(*found));
  }
}

void take_file(const json::object& object, AgentReport& report) {
  const Members members{object, "result", report};
  report.said = said_in(members);
  report.summary = members.text("summary", text_limit);
  report.message = members.text("message", text_limit);
  report.defer_reason = members.text("defer_reason", text_limit);
  if (const auto* usage = members.inner("usage")) {
    const Members counts{*usage, "result.usage", report};
    counts.number("input_tokens", report.input_tokens);
    counts.number("output_tokens", report.output_tokens);
  }
  members.number("cost_usd", report.cost_usd);
  take_discovered(members);
}

/// The last line that is "RESULT: COMPLETED" or "RESULT: DEFERRED", taken out of `text`.
AgentReport::Said take_result_line(std::string& text) {
  for (std::size_t end = text.size(); end != text.npos;) {
    const auto newline = end == 0 ? text.npos : text.rfind('\n', end - 1);
    const std::size_t begin = newline == text.npos ? 0 : newline + 1;
    const auto line = trimmed(std::string_view(text).substr(begin, end - begin));
    const bool completed = line == "RESULT: COMPLETED";
    if (completed || line == "RESULT: DEFERRED") {
      text.erase(begin, end - begin);
      return completed ? AgentReport::Said::completed : AgentReport::Said::deferred;
    }
    end = newline;
  }
  return AgentReport::Said::nothing;
}

void take_output(AgentOutput output, AgentReport& report) {
  const auto said = take_result_line(output.last_message);
  if (report.said == AgentReport::Said::nothing) report.said = said;
  if (report.summary.empty() && output.has_message)
    report.summary = clean(output.last_message, text_limit);
  if (report.input_tokens == 0) report.input_tokens = output.input_tokens;
  if (report.output_tokens == 0) report.output_tokens = output.output_tokens;
  if (report.cost_usd == 0) report.cost_usd = output.cost_usd;
}

}  // namespace

AgentReport read_report(const fs::path& result_file, std::string_view stdout_tail,
                        std::string_view usage) {
  AgentReport report;
  try {
    const auto text = read_regular_file(result_file, report);
    const json::value parsed = text ? parse_json(*text, "result file") : json::value();
    if (const auto* object = parsed.if_object())
      take_file(*object, report);
    else if (text)
      note(report, "result file: expected a JSON object");
  } catch (const Error& error) {
    note(report, error.message());
  }
  take_output(read_output(stdout_tail, usage), report);
  return report;
}

}  // namespace sage
