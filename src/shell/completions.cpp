#include "shell/completions.h"

#include <algorithm>

namespace sage {

Completes completes(const FlagInfo& flag) {
  const bool is_operand = !flag.names.front().starts_with('-');
  const std::string& what = is_operand ? flag.names.front() : flag.value;
  if (!flag.choices().empty()) return Completes::words;
  if (flag.value == "ID" || what == "ticket" || what == "id") return Completes::tickets;
  if (flag.names.front() == "--component") return Completes::components;
  if (what == "RUN" || what == "run") return Completes::runs;
  if (what == "FOLDER") return Completes::folders;
  if (what == "FILE" || what == "PATH" || what == "file") return Completes::files;
  return Completes::nothing;
}

std::string asks_for(Completes what) {
  if (what == Completes::tickets) return "tickets";
  if (what == Completes::components) return "components";
  return what == Completes::runs ? "runs" : "";
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace sage
