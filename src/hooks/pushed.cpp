#include "hooks/pushed.h"

#include <sstream>

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

bool changes_tickets(const GitProgram& git, const PushedRef& ref,
                     const std::vector<std::string>& known) {
  if (is_zero(ref.new_tip)) return false;
  std::vector<std::string> words{"rev-list", "-n", "1", ref.new_tip, "--not"};
  const bool old_is_here =
      !is_zero(ref.old_tip) && git.ask({"cat-file", "-e", ref.old_tip + "^{commit}"});
  if (old_is_here) words.push_back(ref.old_tip);
  words.insert(words.end(), known.begin(), known.end());
  words.insert(words.end(), {"--", ":/.sage/tickets"});
  const auto found = git.ask(words);
  return !found || !found->empty();
}

}  // namespace sage
