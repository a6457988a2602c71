#include "ticket/merged_text.h"

#include <algorithm>

namespace sage {
namespace {

/// Where the line that holds `at` begins, and where it ends (behind its line end).
std::size_t line_begin(std::string_view text, std::size_t at) {
  return text.substr(0, at).rfind('\n') + 1;
}
std::size_t line_end_behind(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return end == text.npos ? text.size() : end + 1;
}

/// Takes the first line off both texts if it is the same; gives it.
std::string_view take_same_first_line(std::string_view& a, std::string_view& b) {
  const std::string_view line = a.substr(0, line_end_behind(a, 0));
  if (!line.ends_with('\n') || !b.starts_with(line)) return {};
  a.remove_prefix(line.size());
  b.remove_prefix(line.size());
  return line;
}

/// The same with the last line.
std::string_view take_same_last_line(std::string_view& a, std::string_view& b) {
  if (a.empty() || b.empty()) return {};
  const std::string_view line = a.substr(line_begin(a, a.size() - 1));
  if (b.substr(line_begin(b, b.size() - 1)) != line) return {};
  a.remove_suffix(line.size());
  b.remove_suffix(line.size());
  return line;
}

class Renderer {
 public:
  Renderer(std::size_t marker_size, std::string_view line_end)
      : marker_size_(marker_size), line_end_(line_end) {}

  void plain(std::string_view text) { out_ += text; }

  void conflict(std::string_view ours, std::string_view theirs) {
    for (auto line = take_same_first_line(ours, theirs); !line.empty();
         line = take_same_first_line(ours, theirs))
      out_ += line;
    const std::string_view end = ours;
    for (auto line = take_same_last_line(ours, theirs); !line.empty();)
      line = take_same_last_line(ours, theirs);
    marker('<', " ours");
    side(ours);
    marker('=', "");
    side(theirs);
    marker('>', " theirs");
    out_ += end.substr(ours.size());
  }

  std::string take() { return std::move(out_); }

 private:
  void marker(char what, std::string_view label) {
    out_.append(marker_size_, what).append(label).append(line_end_);
  }
  void side(std::string_view lines) {
    out_ += lines;
    if (!lines.empty() && !lines.ends_with('\n')) out_ += line_end_;
  }

  std::size_t marker_size_;
  std::string_view line_end_;
  std::string out_;
};

}  // namespace

std::string MergedText::rendered(std::size_t marker_size, std::string_view line_end) const {
  const std::string_view text = text_;
  Renderer out(marker_size, line_end);
  std::size_t copied = 0;
  for (auto clash = clashes_.begin(); clash != clashes_.end();) {
    std::size_t at = line_begin(text, clash->at);
    out.plain(text.substr(copied, at - copied));
    std::string ours, theirs;
    do {  // all clashes that begin in the line where the one before them ends
      const std::string_view before = text.substr(at, clash->at - at);
      ours.append(before).append(clash->ours);
      theirs.append(before).append(clash->theirs);
      at = clash->at;
      copied = line_end_behind(text, at);
      ++clash;
    } while (clash != clashes_.end() && clash->at < copied);
    ours += text.substr(at, copied - at);
    theirs += text.substr(at, copied - at);
    out.conflict(ours, theirs);
  }
  out.plain(text.substr(copied));
  return out.take();
}

}  // namespace sage
