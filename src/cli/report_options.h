#pragma once

#include <filesystem>
#include <string>

namespace sage {

/// The command line of `sage-stream report`.
struct ReportArguments {
  enum class As { text, markdown, pull_request, json, trace, html, junit };
  std::string run;  ///< an id or the beginning of one; empty: the newest run
  As as = As::text;
  std::filesystem::path output;  ///< empty: stdout
};

}  // namespace sage
