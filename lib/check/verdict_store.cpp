#include "check/verdict_store.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace sage {
namespace {

constexpr std::size_t lines_kept = 10'000;  // and as many more until they are cut off
constexpr std::size_t output_kept = 1024;

struct Line {
  std::string definition;
  ObjectId tree;
  Verdict verdict = Verdict::NOT_RUN;
  std::vector<CheckReport> reports;
};
BOOST_DESCRIBE_STRUCT(Line, (), (definition, tree, verdict, reports))

/// What the machine had no part in.
bool is_of_the_tree(Verdict verdict) {
  return verdict == Verdict::PASS || verdict == Verdict::FAIL || verdict == Verdict::NO_TESTS;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    lines.push_back(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(lines.back().size() + 1, text.size()));
  }
  return lines;
}

std::optional<Line> parse_line(std::string_view text) {
  try {
    Line line;
    from_json(parse_json(text, "verdict"), line, "verdict");
    if (!line.tree.is_zero() && is_of_the_tree(line.verdict)) return line;
  } catch (const Error&) {
    // torn, or of another program
  }
  return {};
}

/// Without bytes that are no text, which the line could not be read back with.
CheckReport kept(CheckReport report) {
  if (report.output.size() > output_kept)
    report.output.erase(0, report.output.size() - output_kept);
  for (std::string* text : {&report.name, &report.message, &report.output, &report.log})
    *text = valid_utf8(*text);
  return report;
}

/// The content of a file that check number `number` of the gate names, or null where none is.
json::value content_of(const std::filesystem::path& file, std::size_t number) {
  try {
    const auto content = read_file(file);
    return content ? json::value(sha256_hex(*content)) : json::value();
  } catch (const Error& error) {
    throw Error(ErrorKind::invalid_input,
                format("stream.gate[{}].environment: expected a file: {}", number, error.message()),
                "it names files beside the tree whose content the gate's verdicts depend on");
  }
}

}  // namespace

VerdictStore::VerdictStore(std::filesystem::path file, std::function<std::string()> define)
    : file_(std::move(file)), define_(std::move(define)), definition_(define_()) {
  load();
}

void VerdictStore::look_again() {
  std::string now = define_();
  if (now == definition_) return;
  definition_ = std::move(now);
  known_.clear();
  load();
  if (without_failures_) let_go_of_failures();
}

void VerdictStore::load() {
  const std::string text = read_file(file_).value_or("");
  const auto lines = lines_of(text);
  for (const std::string_view line : lines) {
    if (line.find(definition_) == line.npos) continue;
    if (auto read = parse_line(line); read && read->definition == definition_)
      known_.insert_or_assign(read->tree, GateVerdict{read->verdict, std::move(read->reports)});
  }
  if (lines.size() > 2 * lines_kept)
    replace_file(file_, text.substr(static_cast<std::size_t>(
                            lines[lines.size() - lines_kept].data() - text.data())));
}

std::optional<GateVerdict> VerdictStore::find(const ObjectId& tree) const {
  const auto found = known_.find(tree);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void VerdictStore::remember(const ObjectId& tree, const GateVerdict& verdict) {
  known_.insert_or_assign(tree, verdict);
  if (!is_of_the_tree(verdict.verdict)) return;
  Line line{definition_, tree, verdict.verdict, {}};
  for (const CheckReport& report : verdict.reports) line.reports.push_back(kept(report));
  if (!out_) {
    make_folders(file_.parent_path());
    out_.emplace(file_);
  }
  out_->append(json::serialize(to_json(line)) + "\n");
}

void VerdictStore::let_go(const ObjectId& tree) {
  const auto found = known_.find(tree);
  if (found != known_.end() && !is_of_the_tree(found->second.verdict)) known_.erase(found);
}

void VerdictStore::let_go_of_failures() {
  without_failures_ = true;
  std::erase_if(known_, [](const auto& one) { return one.second.verdict != Verdict::PASS; });
}

std::string gate_definition(const std::vector<Check>& checks, const std::string& setup,
                            const std::filesystem::path& checkout) {
  json::array files;
  for (std::size_t i = 0; i < checks.size(); ++i)
    for (const std::string& path : checks[i].environment)
      files.push_back({path, content_of(checkout / path, i)});
  const json::value whole = {{"checks", to_json(checks)}, {"setup", setup}, {"files", files}};
  return sha256_hex(json::serialize(whole));
}

GateDefinition::GateDefinition(std::vector<Check> checks, std::string setup,
                               std::filesystem::path checkout)
    : checks_(std::move(checks)), setup_(std::move(setup)), checkout_(std::move(checkout)) {}

std::vector<FileStamp> GateDefinition::stamps() const {
  std::vector<FileStamp> stamps;
  for (const Check& check : checks_)
    for (const std::string& path : check.environment) stamps.push_back(stamp_of(checkout_ / path));
  return stamps;
}

/// The stamps are from before the files are read: what changes meanwhile is seen the next time.
const std::string& GateDefinition::operator()() {
  std::vector<FileStamp> now = stamps();
  if (digest_.empty() || now != stamps_) digest_ = gate_definition(checks_, setup_, checkout_);
  stamps_ = std::move(now);
  return digest_;
}

}  // namespace sage
