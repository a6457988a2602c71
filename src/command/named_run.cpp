#include "command/named_run.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace sage {

std::string named_run(std::span<const std::string> runs, const std::string& asked) {
  if (std::ranges::find(runs, asked) != runs.end()) return asked;
  std::vector<std::string> found;
  for (const auto& run : runs)
    if (run.starts_with(asked)) found.push_back(run);
  if (found.size() > 1)
    throw Error(ErrorKind::usage, format("\"{}\" names {} runs: {}", escaped(asked), found.size(),
                                         listing(found, 5)));
  return found.empty() ? "" : found.front();
}

}  // namespace sage
