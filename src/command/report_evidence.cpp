#include "command/report_evidence.h"

#include <algorithm>

#include "repo/commit_diff.h"

namespace sage {
namespace {

constexpr std::size_t report_bytes = 24 << 20;  ///< of texts, all tickets together
constexpr std::size_t least_of_ticket = 8 << 10, most_of_ticket = 384 << 10;
constexpr std::size_t largest_prompt = 64 << 20;

/// What one kind of text (diff, prompts, logs) may take of each ticket.
std::size_t bytes_of_kind(const RunFacts& facts) {
  const auto tickets = static_cast<std::size_t>(std::ranges::count_if(
      facts.tickets, [](const auto& ticket) { return !ticket.attempts.empty(); }));
  return std::clamp(report_bytes / std::max<std::size_t>(tickets, 1), least_of_ticket,
                    most_of_ticket) /
         3;
}

/// The beginning of a text, up to the end of a line if there is one.
TextFacts beginning(std::string_view name, std::string text, std::size_t bytes) {
  const std::size_t whole = text.size();
  if (whole > bytes) {
    const auto line = text.rfind('\n', bytes);
    text.resize(line == text.npos ? bytes : line + 1);
  }
  const std::size_t left_out = whole - text.size();
  return {valid_utf8(name), valid_utf8(text), left_out};
}

/// The end of a file, from the beginning of a line if there is one.
TextFacts end_of(const fs::path& file, std::size_t bytes) {
  std::string text = read_tail(file, bytes);
  const std::uintmax_t whole = fs::file_size(file);
  if (whole > text.size()) text.erase(0, text.find('\n') + 1);  // none: nothing is erased
  return {valid_utf8(file.filename().string()), valid_utf8(text),
          whole - std::min<std::uintmax_t>(whole, text.size())};
}

/// The files of an attempt that are files, and no links to somewhere else, by name.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code none;  // `clean` may have removed it
  if (fs::symlink_status(folder, none).type() != fs::file_type::directory) return files;
  for (const auto& file : fs::directory_iterator(folder, none))
    if (file.symlink_status(none).type() == fs::file_type::regular) files.push_back(file.path());
  std::ranges::sort(files);
  return files;
}

bool is_prompt(const fs::path& file) { return file.extension() == ".md"; }

void add_texts(const fs::path& folder, std::size_t bytes, AttemptFacts& attempt) {
  auto files = files_in(folder);
  std::erase_if(files, [](const fs::path& file) {
    return !is_prompt(file) && (file.extension() != ".log" || fs::file_size(file) == 0);
  });
  const auto prompts = static_cast<std::size_t>(std::ranges::count_if(files, is_prompt));
  for (const auto& file : files) {
    const std::size_t alike = is_prompt(file) ? prompts : files.size() - prompts;
    if (is_prompt(file))
      attempt.prompts.push_back(beginning(
          file.filename().string(), read_file(file, largest_prompt).value_or(""), bytes / alike));
    else
      attempt.logs.push_back(end_of(file, bytes / alike));
  }
}

std::string kind_of(const PathChange& change) {
  if (change.before.mode == Mode::none) return "added";
  return change.after.mode == Mode::none ? "deleted" : "modified";
}

/// What git knows of a commit; nothing if it is gone (collected, or the clone is shallow).
std::optional<ChangeFacts> change_of(const Repository& repository, const ObjectId& commit,
                                     std::size_t bytes) {
  if (commit.is_zero() || !repository.has_object(commit)) return std::nullopt;
  ChangeFacts change{.commit = commit, .message = valid_utf8(repository.message_of(commit))};
  std::string patch;
  for (const auto& file : diff_of_commit(repository, commit, {index_in_tree}, bytes)) {
    change.files.push_back({valid_utf8(file.change.path), kind_of(file.change), file.insertions,
                            file.deletions, file.binary});
    patch += file.patch;
  }
  change.diff = beginning("diff", std::move(patch), bytes);
  return change;
}

}  // namespace

void add_evidence(const Session& session, RunFacts& facts) {
  const std::size_t bytes = bytes_of_kind(facts);
  for (auto& ticket : facts.tickets) {
    for (auto& attempt : ticket.attempts) {
      const fs::path folder = session.layout.attempt(facts.run, ticket.id, attempt.number);
      attempt.folder = valid_utf8(fs::relative(folder, session.layout.root.parent_path()).string());
      add_texts(folder, bytes / ticket.attempts.size(), attempt);
    }
    try {
      ticket.change = change_of(session.repository,
                                ticket.commit.is_zero() ? ticket.result : ticket.commit, bytes);
    } catch (const Error& error) {
      facts.warnings.push_back(format("{}: {}", ticket.id, error.message()));
    }
  }
}

}  // namespace sage
