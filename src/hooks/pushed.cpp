#include "hooks/pushed.h"

#include <sstream>

#include "base/text.h"

namespace sage {
namespace {

/// Taken off the line's end: what a person typed for a commit, at its beginning, may hold spaces.
std::string last_word(std::string& line) {
  const auto space = line.rfind(' ');
  std::string word = line.substr(space + 1);
  line.resize(space == line.npos ? 0 : space);
  return word;
}

bool is_zero(const std::string& id) { return id.find_first_not_of('0') == id.npos; }

}  // namespace

std::vector<PushedRef> refs_of_pre_push(const std::string& input) {
  std::vector<PushedRef> refs;
  std::istringstream lines(input);
  for (std::string line; std::getline(lines, line);) {
    const auto old = last_word(line), remote = last_word(line), tip = last_word(line);
    if (!tip.empty()) refs.push_back({remote, old, tip});
  }
  return refs;
}

std::vector<PushedRef> refs_of_pre_receive(const std::string& input) {
  std::vector<PushedRef> refs;
  std::istringstream lines(input);
  for (std::string old, tip, name; lines >> old >> tip >> name;) refs.push_back({name, old, tip});
  return refs;
}

bool changes(const GitProgram& git, std::string_view path, std::span<const PushedRef> refs,
             const std::vector<std::string>& known) {
  std::vector<std::string> tips, words{"--not"};
  for (const auto& ref : refs) {
    if (!is_zero(ref.new_tip)) tips.push_back(ref.new_tip);
    if (!is_zero(ref.old_tip)) words.push_back(ref.old_tip);  // perhaps not in this repository
  }
  if (tips.empty()) return false;
  words.insert(words.begin(), tips.begin(), tips.end());
  words.insert(words.begin(), {"rev-list", "-n", "1", "--ignore-missing"});
  words.insert(words.end(), known.begin(), known.end());
  words.insert(words.end(), {"--", format(":/{}", path)});
  const auto found = git.ask(words);
  return !found || !found->empty();
}

}  // namespace sage
