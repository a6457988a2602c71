#include "view/frame.h"

#include <algorithm>

#include "base/text.h"
#include "view/display_width.h"
#include "view/progress_line.h"

namespace sage {
namespace {

using Phase = RunState::Phase;
using TicketRun = RunState::TicketRun;

/// What one worker line shows. An idle worker has no ticket.
struct Row {
  int worker = 0;
  std::string id, elapsed;
  const TicketRun* ticket = nullptr;
};

/// Columns that all rows share.
struct Widths {
  int worker = 1, id = 0, elapsed = 0;
};

std::vector<Row> busy_rows(const LiveRun& run, WallTime now) {
  std::vector<Row> rows;
  for (const auto& id : run.in(Phase::running)) {
    const TicketRun& ticket = run.state().tickets.at(id);
    rows.push_back({ticket.worker, id, stopwatch(now - ticket.started), &ticket});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.worker < b.worker; });
  return rows;
}

std::vector<Row> with_idle(std::vector<Row> busy, int worker_limit) {
  std::vector<Row> rows;
  std::size_t next = 0;
  for (int worker = 0; worker < worker_limit; ++worker) {
    if (next == busy.size() || busy[next].worker > worker) rows.push_back({.worker = worker});
    while (next < busy.size() && busy[next].worker <= worker)
      rows.push_back(std::move(busy[next++]));
  }
  std::move(busy.begin() + static_cast<std::ptrdiff_t>(next), busy.end(), std::back_inserter(rows));
  return rows;
}

Widths widths_of(const std::vector<Row>& rows, int columns) {
  Widths widths;
  for (const Row& row : rows) {
    widths.worker = std::max(widths.worker, display_width(std::to_string(row.worker)));
    widths.id = std::max(widths.id, display_width(row.id));
    widths.elapsed = std::max(widths.elapsed, display_width(row.elapsed));
  }
  widths.id = std::min(widths.id, std::max(8, columns / 3));
  return widths;
}

/// Two spaces and the title, with what the agent does beside it where there is room for both.
std::string doing(const TicketRun& ticket, int columns, const Style& style) {
  const std::string title =
      ticket.attempt > 1 ? format("(attempt {}) {}", ticket.attempt, ticket.title) : ticket.title;
  const int room = columns - 2;
  if (room < 4) return "";
  if (room < 40 || ticket.activity.empty()) return "  " + style.fitted(title, room);
  const int half = room * 9 / 20;
  return "  " + style.filled(title, half) + "  " +
         style.paint(Tone::dim, style.fitted(ticket.activity, room - half - 2));
}

std::string row_line(const Row& row, const Widths& widths, int columns, const Style& style) {
  const std::string number = format("{:>{}}", row.worker, widths.worker);
  if (!row.ticket)
    return style.paint(Tone::dim, style.fitted(number + (style.unicode ? " –" : " -"), columns));
  const int used = widths.worker + 1 + widths.id + 1 + widths.elapsed;
  if (used > columns) return style.fitted(number + " " + row.id + " " + row.elapsed, columns);
  return style.paint(Tone::dim, number) + " " +
         style.paint(Tone::strong, style.filled(row.id, widths.id)) + " " +
         format("{:>{}}", row.elapsed, widths.elapsed) + doing(*row.ticket, columns - used, style);
}

std::vector<std::string> worker_lines(const LiveRun& run, FrameSize room, WallTime now,
                                      const Style& style) {
  std::vector<Row> rows = busy_rows(run, now);
  const auto limit = static_cast<std::size_t>(std::max(room.rows, 0));
  if (const int all = run.state().run.worker_limit; all <= room.rows)
    rows = with_idle(std::move(rows), all);
  const std::size_t shown = rows.size() <= limit ? rows.size() : limit - std::min(limit, 1UL);
  const std::size_t hidden = rows.size() - shown;
  rows.resize(shown);
  const Widths widths = widths_of(rows, room.columns);
  std::vector<std::string> lines;
  lines.reserve(rows.size() + 2);
  for (const Row& row : rows) lines.push_back(row_line(row, widths, room.columns, style));
  if (hidden > 0 && limit > 0)
    lines.push_back(
        style.paint(Tone::dim, style.fitted(format("and {} more running", hidden), room.columns)));
  return lines;
}

std::string held_line(const LiveRun& run, int columns, const Style& style) {
  const auto& held = run.in(Phase::held);
  const std::vector<std::string> ids(held.begin(), held.end());
  const auto& first = run.state().tickets.at(ids.front());
  return style.paint(Tone::warn,
                     style.fitted(format("held: {}: {}", listing(ids, 3), first.message), columns));
}

}  // namespace

std::vector<std::string> frame(const LiveRun& run, FrameSize size, WallTime now,
                               const Style& style) {
  const bool shows_held = !run.in(Phase::held).empty() && size.rows > 2;
  const FrameSize room{size.columns, size.rows - 1 - (shows_held ? 1 : 0)};
  std::vector<std::string> lines = worker_lines(run, room, now, style);
  if (shows_held) lines.push_back(held_line(run, size.columns, style));
  lines.push_back(progress_line(run, size.columns, now, style));
  return lines;
}

std::string stopwatch(std::int64_t milliseconds) {
  const std::int64_t seconds = std::max<std::int64_t>(milliseconds, 0) / 1000;
  if (seconds < 3600) return format("{}:{:02}", seconds / 60, seconds % 60);
  return format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace sage
