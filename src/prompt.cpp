#include "prompt.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "view/output.h"

namespace sage {
namespace {

constexpr std::size_t longest_line = 4096;

bool begins(std::string_view answer, std::string_view typed) {
  return typed.size() <= answer.size() && equal_but_for_case(answer.substr(0, typed.size()), typed);
}

/// "[Yes/no/pause]": the usual answer has the capital.
std::string choices(const Question& question) {
  std::string out;
  for (const auto answer : question.answers) {
    std::string word(answer);
    if (answer == question.usual) word[0] = static_cast<char>(word[0] - 'a' + 'A');
    out += (out.empty() ? "[" : "/") + word;
  }
  return out + "]";
}

}  // namespace

std::string_view TerminalPrompt::ask(const Question& question) {
  const std::string shown =
      format("{} {} ", style_.paint(Tone::strong, style_.shown(question.text)), choices(question));
  if (yes_) {
    say(format("{}{} (--yes)\n", shown, question.usual));
    return question.usual;
  }
  for (;;) {
    const auto typed = line(shown);
    if (!typed) return question.safe;
    if (typed->empty()) return question.usual;
    const auto answer = std::ranges::find_if(
        question.answers, [&](std::string_view word) { return begins(word, *typed); });
    if (answer != question.answers.end()) return *answer;
    say(format("expected one of {}, found \"{}\"\n", choices(question),
               style_.shown(excerpt(*typed, 60))));
  }
}

std::optional<std::string> TerminalPrompt::words(const std::string& what) {
  if (yes_) return std::nullopt;
  return line(style_.paint(Tone::strong, style_.shown(what)) + " ");
}

void TerminalPrompt::say(const std::string& lines) {
  display_.make_room();
  write_all(STDERR_FILENO, lines);  // a terminal that is gone sends SIGHUP
}

/// Nothing at the end of input and after an interrupt.
std::optional<std::string> TerminalPrompt::line(const std::string& shown) {
  if (interrupts_.asked().what != Interrupt::none) return std::nullopt;
  tcflush(STDIN_FILENO, TCIFLUSH);
  say(shown);
  std::string typed;
  while (wait_for_input(shown)) {
    char bytes[longest_line];
    const ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    typed.append(bytes, static_cast<std::size_t>(count));
    if (typed.ends_with('\n') || typed.size() > longest_line) return std::string(trimmed(typed));
  }
  say("\n");
  return std::nullopt;
}

/// False after an interrupt. Who comes back from Ctrl-Z sees the question again.
bool TerminalPrompt::wait_for_input(const std::string& shown) {
  for (;;) {
    pollfd inputs[] = {{STDIN_FILENO, POLLIN, 0}, {interrupts_.fd(), POLLIN, 0}};
    if (poll(inputs, 2, -1) < 0 && errno != EINTR) return false;
    if (interrupts_.asked().what != Interrupt::none) return false;
    if (interrupts_.take_suspend()) {
      display_.suspend();
      say(shown);
    } else if (inputs[0].revents != 0) {
      return true;
    }
  }
}

}  // namespace sage
