#include <algorithm>
#include <filesystem>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "validate/checks.h"
#include "validate/ticket_file.h"

/// What the index says of files, and files of it.
namespace sage {
namespace {

constexpr const char* tickets_folder = ".sage/tickets";

/// The path of a document in the repository; empty if the text is none: a link, prose, a path that
/// leads out.
std::string document_path(const Mention& mention) {
  std::string_view text = trimmed(mention.text);
  text = text.substr(0, text.find('#'));
  const bool odd = text.empty() || text.size() > 1024 || text[0] == '/' || escaped(text) != text ||
                   text.find(' ') != text.npos || text.find("://") != text.npos;
  const bool named =
      mention.member == "docs" ? text.find_first_of("/.") != text.npos : text.ends_with(".md");
  if (odd || !named) return {};
  std::string path = std::filesystem::path(text).lexically_normal().generic_string();
  if (path.ends_with('/')) path.pop_back();
  return path == "." || path == ".." || path.starts_with("../") ? "" : path;
}

bool is_lettered(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }

/// "AUTH-001", "ADAP-005-1": what a file called like a ticket is called.
bool looks_like_id(std::string_view stem) {
  return is_valid_id(stem) && prefix_of(stem) != stem && std::ranges::all_of(stem, is_lettered);
}

std::string folded(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

class TicketFileCheck {
 public:
  TicketFileCheck(Subject& subject, const Files& files, std::vector<Finding>& findings)
      : subject_(subject), backlog_(subject.backlog), files_(files), findings_(findings) {}

  void run() {
    has_file_.resize(backlog_.size());
    auto names = files_.names_in(tickets_folder);
    std::ranges::sort(names);
    for (const auto& name : names)
      if (name.ends_with(".md")) look_at(name, std::string_view(name).substr(0, name.size() - 3));
    report_missing();
  }

 private:
  void look_at(const std::string& name, std::string_view stem) {
    const std::string path = format("{}/{}", tickets_folder, escaped(name));
    if (const auto ticket = backlog_.find(stem)) {
      has_file_[*ticket] = true;
      if (const auto text = files_.read(format("{}/{}", tickets_folder, name)))
        compare(path, *ticket, read_ticket_file(*text));
    } else if (looks_like_id(stem)) {
      findings_.push_back({.rule = &rule_named("stray-ticket-file"),
                           .file = path,
                           .message = format("no ticket \"{}\" is in the index", stem)});
    }
  }

  void compare(const std::string& path, TicketIndex t, const TicketFile& file) {
    const Ticket& ticket = backlog_[t];
    const auto expect = [&](std::string_view field, const std::optional<TicketFile::Said>& said,
                            std::string_view in_index, bool agrees) {
      if (!said || agrees) return;
      findings_.push_back({.rule = &rule_named("ticket-file-disagrees"),
                           .file = path,
                           .line = said->at.line,
                           .column = said->at.column,
                           .ticket = subject_.name(t),
                           .field = std::string(field),
                           .message = format("{}: found {}, the index says {}", field,
                                             excerpt(said->text, 80), excerpt(in_index, 80))});
    };
    const std::string priority = format("P{}", ticket.priority);
    expect("id", file.id, ticket.id, file.id && file.id->text == ticket.id);
    expect("title", file.title, ticket.title,
           file.title && file.title->text == trimmed(ticket.title));
    expect("state", file.state, to_string(ticket.state),
           file.state && file.state->text == to_string(ticket.state));
    expect("priority", file.priority, priority, file.priority && file.priority->text == priority);
  }

  /// Where at least half of the tickets of a type have a file, the others are expected to.
  void report_missing() {
    std::map<std::string, std::pair<std::size_t, std::size_t>> of_type;  // with a file, in all
    for (TicketIndex t = 0; t < backlog_.size(); ++t) {
      auto& [with, all] = of_type[folded(backlog_[t].type)];
      with += has_file_[t] ? 1 : 0;
      ++all;
    }
    for (TicketIndex t = 0; t < backlog_.size(); ++t) {
      const auto& [with, all] = of_type[folded(backlog_[t].type)];
      if (has_file_[t] || with == 0 || 2 * with < all || backlog_[t].id.empty()) continue;
      subject_.add("missing-ticket-file", t, "id",
                   format("there is no {}/{}.md; {} of {} tickets of its type have theirs",
                          tickets_folder, subject_.name(t), with, all),
                   backlog_[t].id);
    }
  }

  Subject& subject_;
  const Backlog& backlog_;
  const Files& files_;
  std::vector<Finding>& findings_;
  std::vector<bool> has_file_;
};

}  // namespace

void check_documents(Subject& subject, const Files& files) {
  struct Document {
    const Mention* first;
    std::size_t mentions = 0;
  };
  std::unordered_map<std::string, Document> documents;
  std::vector<const std::pair<const std::string, Document>*> in_order;
  for (const Mention& mention : subject.survey.mentions) {
    if (mention.member != "docs" && mention.member != "context") continue;
    const std::string path = document_path(mention);
    if (path.empty()) continue;
    const auto [known, is_new] = documents.try_emplace(path, Document{&mention});
    if (is_new) in_order.push_back(&*known);
    ++known->second.mentions;
  }
  for (const auto* document : in_order) {
    const auto& [path, mentioned] = *document;
    if (files.exists(path)) continue;
    std::string what = format("{}: there is no {}", mentioned.first->member, path);
    if (mentioned.mentions > 1) what += format(" (named {} times)", mentioned.mentions);
    subject.add("missing-document", mentioned.first->from, mentioned.first->member, std::move(what),
                mentioned.first->text);
  }
}

void check_ticket_files(Subject& subject, const Files& files, std::vector<Finding>& findings) {
  TicketFileCheck(subject, files, findings).run();
}

}  // namespace sage
