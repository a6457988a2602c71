#include "validate/ticket_file.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "ticket/ticket.h"

namespace sage {
namespace {

using Said = TicketFile::Said;

class HeadReader {
 public:
  explicit HeadReader(std::string_view text) : rest_(text) {}

  TicketFile read() {
    for (bool in_front_matter = false; !rest_.empty(); ++line_) {
      const std::string_view line = next_line();
      if (trimmed(line) == "---") {
        if (line_ > 1 && !in_front_matter) break;  // a rule
        in_front_matter = line_ == 1;
      } else if (line.starts_with("## ")) {
        break;
      } else if (line.starts_with("# ") && !in_front_matter) {
        take_heading(line);
      } else {
        take_fact(line, in_front_matter);
      }
    }
    return file_;
  }

 private:
  std::string_view next_line() {
    line_begin_ = rest_.data();
    const std::string_view line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
    return line;
  }

  Said said(std::string_view part) const {
    const std::string_view before(line_begin_, static_cast<std::size_t>(part.data() - line_begin_));
    const auto characters = std::ranges::count_if(
        before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return {part, {line_, 1 + static_cast<std::size_t>(characters)}};
  }

  /// "# ID: title", "# ID - title", "# title"
  void take_heading(std::string_view line) {
    if (file_.title) return;
    const std::string_view heading = trimmed(line.substr(1));
    const std::size_t end = std::min(heading.find_first_of(": "), heading.size());
    const std::string_view id = heading.substr(0, end);
    std::string_view title = trimmed(heading.substr(end));
    const bool has_id = is_valid_id(id) && prefix_of(id) != id &&
                        (title.empty() || title[0] == ':' || title[0] == '-');
    if (has_id) {
      if (!file_.id) file_.id = said(id);
      title = trimmed(title.substr(title.empty() ? 0 : 1));
    } else {
      title = heading;
    }
    if (!title.empty()) file_.title = said(title);
  }

  /// "**State:** COMPLETED", "- **State**: COMPLETED"; in front matter "state: COMPLETED".
  void take_fact(std::string_view line, bool in_front_matter) {
    std::string_view text = trimmed(line);
    if (!in_front_matter) {
      if (text.starts_with("- ") || text.starts_with("* ")) text = trimmed(text.substr(2));
      if (!text.starts_with("**")) return;
      text.remove_prefix(2);
    }
    const std::size_t colon = text.find(':');
    if (colon == text.npos) return;
    const std::string_view value = without_marks(text.substr(colon + 1));
    auto* place = place_of(without_marks(text.substr(0, colon)));
    if (!place || *place || value.empty()) return;
    const bool is_word = place == &file_.state || place == &file_.priority;
    *place = said(is_word ? value.substr(0, value.find_first_of(marks)) : value);
  }

  static constexpr std::string_view marks = "*`\"' \t\r";

  static std::string_view without_marks(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(marks);
    return begin == text.npos ? std::string_view()
                              : text.substr(begin, text.find_last_not_of(marks) - begin + 1);
  }

  std::optional<Said>* place_of(std::string_view name) {
    const std::pair<std::string_view, std::optional<Said>*> places[] = {
        {"id", &file_.id},
        {"title", &file_.title},
        {"state", &file_.state},
        {"priority", &file_.priority},
    };
    for (const auto& [known, place] : places)
      if (equal_but_for_case(name, known)) return place;
    return nullptr;
  }

  std::string_view rest_;
  const char* line_begin_ = nullptr;
  std::size_t line_ = 1;
  TicketFile file_;
};

}  // namespace

TicketFile read_ticket_file(std::string_view text) { return HeadReader(text).read(); }

}  // namespace sage
