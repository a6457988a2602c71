#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "view/display_width.h"
#include "view/frame.h"

namespace sage {

/// A terminal, as far as the live view uses one; any other control sequence fails the test. It
/// keeps what scrolled off, and resizes as one of two kinds of terminal does.
class TerminalEmulator {
 public:
  enum class Resizing {
    reflows,  ///< breaks lines anew, and what scrolled off comes back (tmux, VTE, kitty)
    crops     ///< cuts lines at the new width (xterm)
  };

  explicit TerminalEmulator(FrameSize size) : size_(size) {}

  void feed(std::string_view bytes) {
    input_ += bytes;
    std::size_t taken = 0;
    for (std::size_t used; (used = one(std::string_view(input_).substr(taken))) > 0;) taken += used;
    input_.erase(0, taken);
  }

  void resize(FrameSize size, Resizing how) {
    how == Resizing::reflows ? reflow(size.columns) : crop(size.columns);
    size_ = size;
    while (lines_.size() - top_ > rows())
      if (row_ + 1 < lines_.size())
        lines_.pop_back();
      else
        ++top_;
    if (how == Resizing::reflows)
      top_ = std::min(top_, lines_.size() - std::min(lines_.size(), rows()));
  }

  /// The lines above the cursor's, those that scrolled off included.
  std::vector<std::string> above() const { return texts(0, row_); }
  /// The cursor's line and those below it, without empty ones at the end.
  std::vector<std::string> from_cursor() const { return texts(row_, lines_.size()); }

  bool cursor_visible = true;
  bool wraps = true;      ///< automatic wrapping is on
  bool overflow = false;  ///< something was written beyond the last column but one
  int frames = 0;         ///< synchronised updates begun
  int syncs = 0;          ///< ENQ bytes seen: the test's own marks
  std::size_t column() const { return column_; }

 private:
  struct Cell {
    std::string text = " ";
    int width = 1;
  };
  struct Line {
    std::vector<Cell> cells;
    bool goes_on = false;  ///< the next line is the rest of this one, broken by a resize
  };

  std::size_t rows() const { return static_cast<std::size_t>(size_.rows); }

  /// Takes one character or control sequence off the input; 0 if it is not whole yet.
  std::size_t one(std::string_view in) {
    if (in.empty()) return 0;
    const auto first = static_cast<unsigned char>(in[0]);
    if (first == 033) return control_sequence(in);
    if (first < 0x20) return control(in[0]), 1;
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (in.size() < length) return 0;
    put(std::string(in.substr(0, length)));
    return length;
  }

  void control(char byte) {
    if (byte == '\r') {
      column_ = 0;
    } else if (byte == '\n') {
      if (++row_ == lines_.size()) lines_.emplace_back();
      if (row_ - top_ >= rows()) ++top_;
    } else if (byte == '\005') {
      ++syncs;
    } else {
      ADD_FAILURE() << "control character " << static_cast<int>(byte);
    }
  }

  std::size_t control_sequence(std::string_view in) {
    const std::size_t end = in.find_first_not_of("[?;0123456789", 1);
    if (end == in.npos) return 0;
    const std::string_view sequence = in.substr(1, end);
    if (sequence == "[K")
      clear_line();
    else if (sequence == "[J")
      clear_line(), lines_.resize(row_ + 1);
    else if (sequence == "[?25l" || sequence == "[?25h")
      cursor_visible = sequence.back() == 'h';
    else if (sequence == "[?7l" || sequence == "[?7h")
      wraps = sequence.back() == 'h';
    else if (sequence == "[?2026h")
      ++frames;
    else if (sequence.back() == 'A')
      row_ -= std::min<std::size_t>(row_ - top_, std::stoul(std::string(sequence.substr(1))));
    else if (sequence != "[?2026l" && sequence.back() != 'm')
      ADD_FAILURE() << "control sequence " << sequence;
    return end + 1;
  }

  void clear_line() {
    auto& line = lines_[row_];
    line.cells.resize(std::min(line.cells.size(), column_));
    if (column_ == 0) line.goes_on = false;  // as tmux does
  }

  void put(std::string character) {
    auto& cells = lines_[row_].cells;
    const int width = display_width(character);
    if (width == 0) {
      if (column_ > 0) cells[column_ - 1].text += character;
      return;
    }
    if (static_cast<int>(column_) + width >= size_.columns) overflow = true;
    if (cells.size() < column_ + static_cast<std::size_t>(width))
      cells.resize(column_ + static_cast<std::size_t>(width));
    cells[column_] = {std::move(character), width};
    if (width == 2) cells[column_ + 1] = {"", 0};
    column_ += static_cast<std::size_t>(width);
  }

  void crop(int columns) {
    for (auto& line : lines_)
      line.cells.resize(std::min(line.cells.size(), static_cast<std::size_t>(columns)));
  }

  /// The cursor stays on the line whose beginning it is on; the view never rests elsewhere.
  void reflow(int columns) {
    std::deque<Line> all;
    std::size_t cursor = 0;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const bool new_line = i == 0 || !lines_[i - 1].goes_on;
      if (new_line) all.emplace_back();
      if (i == row_) {
        EXPECT_TRUE(new_line && column_ == 0) << "the cursor rests inside of a line";
        cursor = all.size() - 1;
      }
      auto& cells = all.back().cells;
      cells.insert(cells.end(), lines_[i].cells.begin(), lines_[i].cells.end());
    }
    lines_.clear();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == cursor) row_ = lines_.size();
      break_line(all[i], columns);
    }
    top_ = std::min(row_, top_);
  }

  void break_line(const Line& line, int columns) {
    int used = 0;
    lines_.emplace_back();
    for (const Cell& cell : line.cells) {
      if (used + cell.width > columns) {
        lines_.back().goes_on = true;
        lines_.emplace_back();
        used = 0;
      }
      lines_.back().cells.push_back(cell);
      used += cell.width;
    }
  }

  std::vector<std::string> texts(std::size_t from, std::size_t to) const {
    std::vector<std::string> out;
    for (std::size_t i = from; i < to; ++i) {
      std::string text;
      for (const Cell& cell : lines_[i].cells) text += cell.text;
      text.erase(text.find_last_not_of(' ') + 1);
      if (i > from && lines_[i - 1].goes_on)
        out.back() += text;
      else
        out.push_back(text);
    }
    while (!out.empty() && out.back().empty()) out.pop_back();
    return out;
  }

  FrameSize size_;
  std::deque<Line> lines_ = std::deque<Line>(1);
  std::size_t top_ = 0, row_ = 0, column_ = 0;  ///< row_ and top_ count from the first line ever
  std::string input_;
};

}  // namespace sage
