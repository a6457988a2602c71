#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "display.h"
#include "interrupts.h"

namespace sage {

struct Question {
  std::string text;                       ///< as it came: whoever prints it escapes it
  std::vector<std::string_view> answers;  ///< words that begin with different letters
  std::string_view usual;                 ///< Enter, and --yes
  std::string_view safe;  ///< nobody answers: end of input, an interrupt, a terminal that is gone
};

/// The one place where a person is asked.
class Prompt {
 public:
  virtual ~Prompt() = default;

  /// One of the question's answers. An answer may be typed in any case and as its beginning.
  virtual std::string_view ask(const Question& question) = 0;
  /// A line of the person's own words, trimmed; nothing if nobody answers.
  virtual std::optional<std::string> words(const std::string& what) = 0;
  /// Shows lines that are fit to be shown.
  virtual void say(const std::string& lines) = 0;
};

/// On the process's terminal: reads stdin, writes to stderr. After an interrupt nobody is asked any
/// more. What was typed before a question was shown is no answer to it.
class TerminalPrompt : public Prompt {
 public:
  /// `yes`: nobody is asked, and each answer is the usual one.
  TerminalPrompt(Display& display, Interrupts& interrupts, Style style, bool yes)
      : display_(display), interrupts_(interrupts), style_(style), yes_(yes) {}

  std::string_view ask(const Question& question) override;
  std::optional<std::string> words(const std::string& what) override;
  void say(const std::string& lines) override;

 private:
  std::optional<std::string> line(const std::string& shown);
  bool wait_for_input(const std::string& shown);

  Display& display_;
  Interrupts& interrupts_;
  Style style_;
  bool yes_;
};

}  // namespace sage
