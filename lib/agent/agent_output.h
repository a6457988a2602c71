#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sage {

/// What can be read from what an agent printed.
struct AgentOutput {
  std::string last_message;  ///< its final words; the output itself where no parser is known
  bool has_message = false;  ///< last_message was told apart from the rest of the output
  std::uint64_t input_tokens = 0, output_tokens = 0;
  double cost_usd = 0;
};

/// Reads the end of an agent's stdout as `parser` knows it: "claude" (one JSON object at the end),
/// "codex" (an event a line), "" for plain text. Takes anything; what it does not know is passed
/// over.
AgentOutput read_output(std::string_view stdout_tail, std::string_view parser);

}  // namespace sage
