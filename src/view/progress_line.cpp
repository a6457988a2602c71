#include "view/progress_line.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "view/display_width.h"
#include "view/frame.h"

namespace sage {
namespace {

using Phase = RunState::Phase;

constexpr int least_bar = 10, widest_bar = 30;

/// A part of the line. Where not all fit, the one of the highest rank goes first.
struct Piece {
  int rank = 0;
  Tone tone = Tone::plain;
  std::string text;
};

void add(std::vector<Piece>& pieces, int rank, Tone tone, std::uint64_t number,
         std::string_view what) {
  if (number > 0) pieces.push_back({rank, tone, format("{} {}", number, what)});
}

std::vector<Piece> pieces_of(const LiveRun& run, WallTime now) {
  const auto& counts = run.state().counts;
  std::vector<Piece> pieces{{0, Tone::strong, format("{}/{}", counts.done, counts.total)}};
  add(pieces, 1, Tone::plain, counts.running, "running");
  add(pieces, 5, Tone::plain, run.state().tests.size(), "testing");
  add(pieces, 5, Tone::plain, counts.ready, "ready");
  add(pieces, 8, Tone::plain, counts.waiting, "waiting");
  add(pieces, 6, Tone::plain, run.in(Phase::queued).size(), "landing");
  add(pieces, 7, Tone::warn, run.in(Phase::waiting_to_retry).size(), "to retry");
  add(pieces, 4, Tone::warn, counts.blocked, "blocked");
  add(pieces, 3, Tone::bad, counts.deferred, "deferred");
  if (const auto left = run.remaining_ms(now))
    pieces.push_back({2, Tone::plain, "ETA " + stopwatch(*left)});
  return pieces;
}

int width_of(const std::vector<Piece>& pieces) {
  int columns = 0;
  for (const Piece& piece : pieces) columns += display_width(piece.text) + 2;
  return columns - 2;
}

void drop_until_it_fits(std::vector<Piece>& pieces, int columns) {
  const auto by_rank = [](const Piece& a, const Piece& b) { return a.rank < b.rank; };
  while (pieces.size() > 1 && width_of(pieces) > columns)
    pieces.erase(std::max_element(pieces.begin(), pieces.end(), by_rank));
}

std::string bar(std::uint64_t done, std::uint64_t total, int columns, const Style& style) {
  const auto width = static_cast<std::uint64_t>(columns);
  const std::uint64_t filled = total == 0 ? 0 : std::min(done, total) * width / total;
  std::string full, empty;
  for (std::uint64_t i = 0; i < width; ++i)
    (i < filled ? full : empty) +=
        style.unicode ? (i < filled ? "█" : "░") : (i < filled ? "#" : "-");
  return style.paint(Tone::good, full) + style.paint(Tone::dim, empty);
}

}  // namespace

std::string progress_line(const LiveRun& run, int columns, WallTime now, const Style& style) {
  std::vector<Piece> pieces = pieces_of(run, now);
  const int bar_room = columns >= 40 ? least_bar + 2 : 0;
  drop_until_it_fits(pieces, columns - bar_room);
  std::string line;
  if (bar_room > 0) {
    const int width = std::clamp(columns - width_of(pieces) - 2, 0, widest_bar);
    line = bar(run.state().counts.done, run.state().counts.total, width, style) + "  ";
  }
  for (std::size_t i = 0; i < pieces.size(); ++i)
    line += (i == 0 ? "" : "  ") +
            style.paint(pieces[i].tone, style.fitted(pieces[i].text, columns - bar_room));
  return line;
}

}  // namespace sage
