#include "ticket/read_index.h"

#include <utility>

#include "base/error.h"
#include "base/read_room.h"
#include "base/text.h"
#include "os/mapped_file.h"
#include "ticket/read_index_json.h"
#include "ticket/read_index_ticket.h"
#include "ticket/storage.h"
#include "ticket/survey_index.h"

namespace sage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t padding = simdjson::SIMDJSON_PADDING;
static_assert(padding <= read_room);
constexpr std::size_t most_bytes = std::size_t{1} << 30;
constexpr std::size_t usual_ticket_bytes = 1024;
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

/// A mapped file that somebody cuts short while it is in use ends the process (SIGBUS). Up to this
/// size reading costs next to nothing, so only larger files are mapped.
constexpr std::size_t most_bytes_copied = std::size_t{8} << 20;

void refuse_size(std::size_t bytes, const std::string& name) {
  if (bytes > most_bytes)
    throw Error(ErrorKind::invalid_input, format("{}: found {} bytes, expected at most {} (1 GB)",
                                                 escaped(name), bytes, most_bytes));
}

/// For the parser, behind the text's end.
std::string_view with_room(std::string& text, const std::string& name) {
  refuse_size(text.size(), name);
  text.reserve(text.size() + padding);
  return text;
}

/// Before it is mapped, which brings all of it into memory.
void refuse_unfit(const fs::path& file) {
  std::error_code unknown;
  const auto status = fs::status(file, unknown);
  if (!fs::exists(status)) return;
  if (!fs::is_regular_file(status))
    throw Error(ErrorKind::invalid_input,
                format("{}: not a regular file, expected a ticket index", escaped(file.string())));
  refuse_size(fs::file_size(file, unknown), file.string());
}

void refuse_other_encodings(const Source& source) {
  const std::string_view text = source.text();
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
      text.substr(0, 2).find('\0') != text.npos)
    source.fail(text.data(), "found UTF-16 or UTF-32, expected UTF-8", "save the file as UTF-8");
}

}  // namespace

void Backlog::StorageDeleter::operator()(Storage* storage) const { delete storage; }

void Backlog::let_go_of_text() const {
  if (storage_->file) storage_->file->let_go(0, text_.size());
}

/// Reads one text. What is kept goes into the Backlog; the parser's own memory goes at the end.
class IndexReader {
 public:
  static Backlog read_file(const fs::path& file) {
    refuse_unfit(file);
    auto mapped = MappedFile::open(file, padding);
    if (!mapped)
      throw Error(ErrorKind::invalid_input,
                  format("{}: no such file, expected a ticket index", escaped(file.string())),
                  "to begin with no ticket, write {\"tickets\": []} into it");
    if (mapped->text().size() <= most_bytes_copied)
      return read_text(with_read_room(mapped->text()), file.string());
    auto storage = new_storage();
    const std::string_view text = storage->file.emplace(std::move(*mapped)).text();
    return IndexReader(file.string(), text, std::move(storage)).read();
  }

  static Backlog read_text(std::string text, const std::string& name) {
    auto storage = new_storage();
    const std::string_view padded = with_room(storage->text = std::move(text), name);
    return IndexReader(name, padded, std::move(storage)).read();
  }

  static Backlog survey(std::string_view padded, const std::string& name, IndexSurvey& survey) {
    return IndexReader(name, padded, new_storage(), &survey).read();
  }

 private:
  using StoragePointer = std::unique_ptr<Backlog::Storage, Backlog::StorageDeleter>;
  static StoragePointer new_storage() { return StoragePointer(new Backlog::Storage); }

  IndexReader(const std::string& name, std::string_view text, StoragePointer storage,
              IndexSurvey* survey = nullptr)
      : source_(name, text, survey), tickets_(source_, storage->arena) {
    backlog_.text_ = text;
    backlog_.storage_ = std::move(storage);
  }

  Backlog read() {
    refuse_other_encodings(source_);
    std::string_view text = source_.text();
    if (text.starts_with(utf8_mark)) text.remove_prefix(utf8_mark.size());
    if (trimmed(text).empty())
      source_.fail(text.data(), "the file is empty, expected an object with \"tickets\"");
    backlog_.tickets_.reserve(text.size() / usual_ticket_bytes);
    ondemand::parser parser;
    ondemand::document document;
    const auto error = parser.iterate(text, text.size() + padding).get(document);
    if (error) source_.fail(error, nullptr);
    try {
      read_document(document);
    } catch (const simdjson::simdjson_error& problem) {
      const char* at = nullptr;
      if (document.current_location().get(at)) at = nullptr;
      source_.fail(problem.error(), at);
    }
    if (!source_.survey()) judge_loose_references();
    backlog_.warnings_ = tickets_.warnings();
    return std::move(backlog_);
  }

  void read_document(ondemand::document& document) {
    const auto token = trimmed(document.raw_json_token());
    if (token[0] != '{') return read_no_object(document, token);
    bool seen = false;
    for (ondemand::field field : document.get_object()) {
      const RawString name = raw_name(field, source_);
      const bool is_tickets = (name.escaped ? field.unescaped_key() : name.text) == "tickets";
      Node member(std::move(field).value());
      if (!is_tickets) {
        check(member, 1, source_);
      } else if (std::exchange(seen, true)) {
        source_.refuse(member.token.data(), "repeated-member",
                       "member \"tickets\" is there twice, expected once");
        check(member, 1, source_);
      } else {
        read_tickets(member, document);
      }
    }
    refuse_more(document);
    if (!seen)
      source_.refuse(source_.text().data(), "invalid-shape",
                     "no member \"tickets\", expected an array");
  }

  void refuse_more(ondemand::document& document) {
    const char* behind = nullptr;
    if (!document.current_location().get(behind)) source_.fail(simdjson::TAPE_ERROR, behind);
  }

  /// A scalar cannot be walked as a value: it is refused before it is known to be JSON.
  void read_no_object(ondemand::document& document, std::string_view token) {
    source_.refuse(token.data(), "invalid-shape",
                   format("found {}, expected an object with \"tickets\"", found(token)));
    if (token[0] != '[') return;
    for (const ondemand::value item : document.get_array()) check(item, 1, source_);
    refuse_more(document);
  }

  void read_tickets(Node& array, ondemand::document& document) {
    if (!array.is_array()) {
      source_.refuse(array.token.data(), "invalid-shape",
                     format("tickets: found {}, expected an array", found(array.token)));
      return check(array, 1, source_);
    }
    for (const ondemand::value item : array.value.get_array()) {
      Node node(item);
      Ticket ticket = tickets_.read(node);
      if (node.is_object()) {
        const char* const begin = node.token.data();
        const char* const next = document.current_location();
        const std::string_view through(begin, static_cast<std::size_t>(next - begin));
        ticket.json = through.substr(0, through.rfind('}') + 1);
        let_go_before(next);
      }
      add(ticket);
    }
  }

  /// The parser's table of all brackets and quotes and the tickets made need room, too: so not all
  /// of a large file stays in memory while they grow.
  void let_go_before(const char* next) {
    const auto& file = backlog_.storage_->file;
    const auto read = static_cast<std::size_t>(next - source_.text().data());
    if (file && read - let_go_ > most_bytes_copied)
      file->let_go(std::exchange(let_go_, read), read);
  }

  void add(const Ticket& ticket) {
    const auto other = ticket.id.empty() ? std::nullopt : backlog_.add(ticket);
    if (!ticket.id.empty() && !other) return;
    backlog_.tickets_.push_back(ticket);
    if (!other) return;
    refuse_second(ticket, backlog_[*other]);
  }

  void refuse_second(const Ticket& ticket, const Ticket& first) {
    const char* const expected = "expected ids that differ by more than case";
    if (!source_.survey())  // counts lines, once
      tickets_.refuse(ticket.json.data(), "duplicate-id", "id",
                      format("id: found a second {} (the first is on line {}), {}", first.id,
                             source_.line_of(first.json.data()), expected));
    tickets_.refuse(ticket.json.data(), "duplicate-id", "id",
                    format("id: found a second {}, {}", escaped(first.id), expected));
    source_.survey()->problems.back().first =
        static_cast<std::size_t>(first.json.data() - source_.text().data());
  }

  void judge_loose_references() {
    for (const auto& reference : tickets_.loose_references())
      if (!backlog_.find(reference.text))
        tickets_.warn(format("ticket {}: {}: found {}, expected the id of a ticket",
                             backlog_[reference.from].id, reference.member,
                             excerpt(reference.text, 60)));
  }

  Source source_;
  Backlog backlog_;
  TicketReader tickets_;
  std::size_t let_go_ = 0;  // bytes
};

Backlog read_index_file(const fs::path& file) { return IndexReader::read_file(file); }

IndexSurvey survey_index(std::string& text) {
  const std::string name = "the ticket index";
  IndexSurvey survey{.text = with_room(text, name)};
  try {
    survey.backlog = IndexReader::survey(survey.text, name, survey);
  } catch (const Error& error) {  // what is no JSON has said so to the survey
    if (error.kind() != ErrorKind::invalid_input || survey.problems.empty()) throw;
    survey.mentions.clear();  // views into what is gone
  }
  return survey;
}

Backlog read_index_text(std::string text, const std::string& name) {
  return IndexReader::read_text(std::move(text), name);
}

}  // namespace sage
