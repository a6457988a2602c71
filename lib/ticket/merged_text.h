#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sage {

/// A text that grows from its beginning, with places where it is one thing for us and another for
/// them.
class MergedText {
 public:
  void add(std::string_view text) { text_ += text; }
  void clash(std::string_view ours, std::string_view theirs) {
    clashes_.push_back({text_.size(), std::string(ours), std::string(theirs)});
  }
  bool clean() const { return clashes_.empty(); }

  /// The text. Each clash becomes the lines it stands in, once as ours and once as theirs, between
  /// git's conflict markers of `marker_size` characters; lines that are the same in both stay
  /// outside. `line_end` ends the markers.
  std::string rendered(std::size_t marker_size, std::string_view line_end) const;

 private:
  struct Clash {
    std::size_t at;  ///< in text_
    std::string ours, theirs;
  };

  std::string text_;
  std::vector<Clash> clashes_;
};

}  // namespace sage
