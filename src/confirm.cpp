#include "confirm.h"

#include <iostream>

#include "base/error.h"
#include "base/text.h"

namespace sage {

bool confirmed(const App& app, const std::string& question, const std::string& flag) {
  if (!app.stdin_is_terminal)
    throw Error(ErrorKind::usage, "nobody can be asked: stdin is not a terminal",
                format("{} goes ahead without asking", flag));
  fmt::print(stderr, "{} [y/N] ", question);
  std::string answer;
  std::getline(std::cin, answer);
  const std::string_view word = trimmed(answer);
  return word == "y" || word == "Y" || word == "yes";
}

}  // namespace sage
