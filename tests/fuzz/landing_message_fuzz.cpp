// The message of a landing commit: recovery believes its trailers, so nothing that an agent or a
// ticket says may pass for one. The input: template, type, component, title, summary; NUL between.
#include "fuzz/fuzz.h"
#include "queue/entry.h"
#include "repo/commit.h"

using namespace sage;
using namespace sage::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string rest = text_of(data, size);
  const std::string template_text = take_part(rest, '\0');
  MessageParts parts{.id = "A-1"};
  for (auto* part : {&parts.ticket_type, &parts.component, &parts.title, &parts.summary})
    *part = take_part(rest, '\0');

  const std::string message = landing_message(parts, template_text);
  require(!message.empty() && message == trimmed(message), "a message");
  for (const char c : message)
    require(c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F),
            "without control characters");
  const auto values =
      trailers(message + "\n\nSage-Ticket: A-1\nSage-Result: ours\n", "Sage-Result");
  require(values == std::vector<std::string>{"ours"}, "only our own trailer");
  require(!template_text.empty() || trailers(message, "Sage-Result").empty(), "no false trailer");
  trailers(text_of(data, size), "Sage-Result");
  return 0;
}
