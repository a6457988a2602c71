#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sage {

/// What an agent said of its work: data, never trusted further than this.
struct AgentReport {
  enum class Said { nothing, completed, deferred };
  struct Found {
    std::string title, description, type, priority;
  };
  Said said = Said::nothing;
  std::string summary, message, defer_reason;
  std::vector<Found> discovered;
  std::uint64_t input_tokens = 0, output_tokens = 0;
  double cost_usd = 0;
  std::vector<std::string> notes;  ///< what was wrong with the report, one line each
};

/// Reads the result file (docs/AGENTS.md) if there is one: at most 1 MB, a regular file, never a
/// link. What cannot be used is noted, not an error. Where the file is silent, `stdout_tail` is
/// asked as the parser `usage` ("claude", "codex", "" for none) knows it: for a last line
/// "RESULT: COMPLETED" / "RESULT: DEFERRED", for tokens and cost, and for a final message as the
/// summary.
AgentReport read_report(const std::filesystem::path& result_file, std::string_view stdout_tail,
                        std::string_view usage);

}  // namespace sage
