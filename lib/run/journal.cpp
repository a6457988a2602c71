#include "run/journal.h"

#include <algorithm>
#include <random>

namespace sage {
namespace {

/// Makes the folder of a journal before the journal itself is opened.
const fs::path& with_folder(const fs::path& file) {
  make_folders(file.parent_path());
  return file;
}

constexpr std::string_view hint_at_a_bad_line =
    "only the stream writes this file: mend the line; if you delete it, what it told is lost";

}  // namespace

Journal::Journal(const fs::path& file) : file_(with_folder(file)) {
  sync_folder(file.parent_path());
}

void Journal::take_all(std::span<const Event> events) {
  std::string lines;
  for (const Event& event : events)
    if (is_journalled(event)) lines += to_line(event);
  if (lines.empty()) return;
  file_.append(lines);
  if (std::ranges::any_of(events, must_be_synced)) file_.sync();
}

std::vector<Event> read_journal(const fs::path& file) {
  const std::string text = read_file(file).value_or("");
  std::vector<Event> events;
  std::size_t number = 0;
  for (std::size_t start = 0, end; (end = text.find('\n', start)) != text.npos; start = end + 1) {
    const auto line = std::string_view(text).substr(start, end - start);
    const bool is_last = text.find('\n', end + 1) == text.npos;
    try {
      auto event = parse_event(line, format("{}: line {}", file.string(), ++number));
      if (event) events.push_back(std::move(*event));
    } catch (const Error& error) {
      if (!is_last) throw Error(error.kind(), error.message(), std::string(hint_at_a_bad_line));
    }
  }
  return events;
}

std::vector<std::string> list_runs(const fs::path& runs) {
  std::vector<std::string> ids;
  std::error_code failed;
  const fs::directory_iterator entries(runs, failed);
  if (failed && failed != std::errc::no_such_file_or_directory)
    throw system_error(runs.string(), failed.value());
  for (const auto& entry : entries)
    if (entry.symlink_status().type() == fs::file_type::directory)
      ids.push_back(entry.path().filename().string());
  std::ranges::sort(ids);
  return ids;
}

void require_run(std::span<const std::string> runs, std::string_view named) {
  if (std::ranges::find(runs, named) != runs.end()) return;
  const auto newest = runs.last(std::min<std::size_t>(runs.size(), 5));
  throw Error(ErrorKind::usage, format("there is no run \"{}\"", excerpt(named, 64)),
              newest.empty() ? "" : format("the last runs: {}", listing(newest)));
}

std::string new_run_id(WallTime now) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::string id;
  for (const char c : iso_time(now).substr(0, 19))
    if (c != '-' && c != ':') id += c == 'T' ? '-' : c;
  id += '-';
  std::random_device random;
  std::uniform_int_distribution<std::size_t> pick(0, letters.size() - 1);
  for (int i = 0; i < 4; ++i) id += letters[pick(random)];
  return id;
}

std::string next_run_id(const fs::path& runs) {
  const auto ids = list_runs(runs);
  WallTime newest = 0;
  if (!ids.empty() && ids.back().size() > 15) {  // "20261120-223501-…"
    const std::string& id = ids.back();
    newest = parse_iso_time(format("{}-{}-{}T{}:{}:{}Z", id.substr(0, 4), id.substr(4, 2),
                                   id.substr(6, 2), id.substr(9, 2), id.substr(11, 2),
                                   id.substr(13, 2)));
  }
  return new_run_id(std::max(wall_now(), newest + 1000));
}

}  // namespace sage
