#include "report/markdown.h"

#include <algorithm>
#include <cctype>

#include "report/progress.h"

namespace sage {
namespace {

constexpr std::string_view inline_markup = "\\`*_[]|~$";
constexpr std::string_view block_markup = "-+>=#";  // at the beginning

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What would reach out from the page: a mention, an issue, a link.
bool reaches_out(char c, char next) {
  return ((c == '@' || c == '#') && is_word(next)) || (c == ':' && next == '/');
}

std::string line_of(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const auto& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

}  // namespace

std::string as_markdown(std::string_view text) {
  const std::string safe = escaped(on_one_line(text));
  const std::size_t digits = static_cast<std::size_t>(std::ranges::find_if_not(safe, is_digit) -
                                                      safe.begin());  // "1. " would begin a list
  std::string out;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const char c = safe[i], next = i + 1 < safe.size() ? safe[i + 1] : ' ';
    const bool is_markup = inline_markup.find(c) != inline_markup.npos ||
                           (i == 0 && block_markup.find(c) != block_markup.npos) ||
                           (i == digits && i > 0 && (c == '.' || c == ')') && next == ' ');
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else if (reaches_out(c, next))
      out += format("{}&#8203;", c);
    else
      out += is_markup ? format("\\{}", c) : std::string(1, c);
  }
  return out;
}

std::string as_code(std::string_view text) {
  std::string safe = escaped(on_one_line(text));
  for (char& c : safe)
    if (c == '`') c = '\'';
  std::string out;
  for (const char c : safe) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out.empty() ? out : "`" + out + "`";
}

std::string markdown_table(const std::vector<std::string>& columns, std::size_t numbers,
                           const std::vector<std::vector<std::string>>& rows) {
  std::string out = line_of(columns) + "|";
  for (std::size_t i = 0; i < columns.size(); ++i)
    out += i + numbers < columns.size() ? " --- |" : " ---: |";
  out += "\n";
  for (const auto& row : rows) out += line_of(row);
  return out;
}

std::string markdown_report(const RunFacts& facts) {
  const Progress progress = progress_of(facts);
  std::string out = "# " + as_markdown(progress.title) + "\n\n";
  for (const auto& line : progress.lines) out += "- " + as_markdown(line) + "\n";
  for (const auto& table : progress.tables) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : table.rows)
      for (auto& cells = rows.emplace_back(); const auto& cell : row)
        cells.push_back(as_markdown(cell));
    out += format("\n## {}\n\n", table.title) + markdown_table(table.columns, table.numbers, rows);
  }
  return out;
}

}  // namespace sage
