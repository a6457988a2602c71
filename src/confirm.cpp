#include "confirm.h"

#include <iostream>

#include "base/error.h"
#include "base/text.h"
#include "ticket/ticket.h"

namespace sage {

bool confirmed(const App& app, const std::string& question, const std::string& flag) {
  if (!app.stdin_is_terminal)
    throw Error(ErrorKind::usage, "nobody can be asked: stdin is not a terminal",
                format("{} goes ahead without asking", flag));
  fmt::print(stderr, "{} [y/N] ", question);
  std::string answer;
  std::getline(std::cin, answer);
  const std::string_view word = trimmed(answer);
  constexpr std::string_view yes = "yes";
  return !word.empty() && word.size() <= yes.size() &&
         equal_but_for_case(word, yes.substr(0, word.size()));
}

}  // namespace sage
