#include "view/frame.h"

#include <algorithm>

#include "base/text.h"
#include "view/display_width.h"
#include "view/event_line.h"
#include "view/progress_line.h"

namespace sage {
namespace {

using Phase = RunState::Phase;
using TicketRun = RunState::TicketRun;

/// What one worker line shows: of an idle worker, only its number.
struct Row {
  int worker = 0;
  std::string id, elapsed, what, activity;
  bool busy = false;
};

/// Columns that all rows share.
struct Widths {
  int worker = 1, id = 0, elapsed = 0;
};

/// The worker of a gate job.
Row test_row(const LiveRun& run, const std::string& id, const RunState::Test& test, WallTime now) {
  Row row{test.worker, id, stopwatch(now - test.started), "gate", "", true};
  if (id.empty()) {
    row.id = "branch";
    row.what = "gate, as it stands";
    return row;
  }
  if (!test.ahead.empty()) row.what += ", on top of " + listing(test.ahead, 3);
  row.activity = run.state().tickets.at(id).activity;
  return row;
}

std::vector<Row> busy_rows(const LiveRun& run, WallTime now) {
  std::vector<Row> rows;
  for (const auto& id : run.in(Phase::running)) {
    const TicketRun& ticket = run.state().tickets.at(id);
    const std::string title =
        ticket.attempt > 1 ? format("(attempt {}) {}", ticket.attempt, ticket.title) : ticket.title;
    rows.push_back(
        {ticket.worker, id, stopwatch(now - ticket.started), title, ticket.activity, true});
  }
  for (const auto& [id, test] : run.state().tests) rows.push_back(test_row(run, id, test, now));
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

/// Two spaces and what it is, with what happens now beside it where there is room for both.
std::string doing(const Row& row, int columns, const Style& style) {
  const int room = columns - 2;
  if (room < 4) return "";
  if (room < 40 || row.activity.empty()) return "  " + style.fitted(row.what, room);
  const int half = room * 9 / 20;
  return "  " + style.filled(row.what, half) + "  " +
         style.paint(Tone::dim, style.fitted(row.activity, room - half - 2));
}

std::string row_line(const Row& row, const Widths& widths, int columns, const Style& style) {
  const std::string number = format("{:>{}}", row.worker, widths.worker);
  if (!row.busy)
    return style.paint(Tone::dim, style.fitted(number + (style.unicode ? " –" : " -"), columns));
  const int used = widths.worker + 1 + widths.id + 1 + widths.elapsed;
  if (used > columns) return style.fitted(number + " " + row.id + " " + row.elapsed, columns);
  return style.paint(Tone::dim, number) + " " +
         style.paint(Tone::strong, style.filled(row.id, widths.id)) + " " +
         format("{:>{}}", row.elapsed, widths.elapsed) + doing(row, columns - used, style);
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

/// "landing: A-1 ✓ tested, A-2 testing": the merge train, where there is a gate.
std::string train_line(const LiveRun& run, int columns, const Style& style) {
  std::vector<std::string> places;
  for (const auto& id : run.state().queue)
    if (!run.in(Phase::held).contains(id))
      places.push_back(id + " " + train_place(id, run.state(), style));
  if (places.empty() || !run.state().has_gate()) return "";
  return style.fitted("landing: " + listing(places), columns);
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
  const std::string train = size.rows > 3 ? train_line(run, size.columns, style) : "";
  const FrameSize room{size.columns,
                       size.rows - 1 - (shows_held ? 1 : 0) - (train.empty() ? 0 : 1)};
  std::vector<std::string> lines = worker_lines(run, room, now, style);
  if (!train.empty()) lines.push_back(train);
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
