#pragma once

#include <string>

namespace sage {

struct ValidateOptions {
  enum class Format { human, json, sarif, github };
  Format format = Format::human;
  bool strict = false;  ///< warnings count as errors do
  bool fix = false;
  bool staged = false;  ///< what git's index holds
  std::string rev;      ///< a commit; empty: the files
};

}  // namespace sage
