#pragma once

#include <random>
#include <string>

#include "base/text.h"

namespace sage::bench {

/// The text of an index: each ticket of about 1 KB, with at most three dependencies on tickets
/// shortly before it. The same for the same number.
inline std::string index_text(std::size_t tickets) {
  std::mt19937 random(1);
  std::string text = "{\"tickets\": [\n";
  for (std::size_t i = 0; i < tickets; ++i) {
    std::string needs;
    for (std::size_t n = random() % 4; n > 0 && i > 0; --n) {
      const std::string need =
          format("\"T-{:06}\"", i - 1 - random() % std::min<std::size_t>(i, 200));
      if (needs.find(need) == needs.npos) needs += (needs.empty() ? "" : ", ") + need;
    }
    text += format(
        "{}{{\"id\": \"T-{:06}\", \"title\": \"Ticket {}\", \"state\": \"UNPROCESSED\", "
        "\"priority\": \"P{}\", \"type\": \"task\", \"effort\": {}, \"description\": \"{}\", "
        "\"dependencies\": [{}]}}",
        i ? ",\n" : "", i, i, random() % 4, 1 + random() % 8, std::string(800, 'x'), needs);
  }
  return text + "\n]}\n";
}

}  // namespace sage::bench
