#include "shell/manual.h"

#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "cli/exit_code.h"

namespace sage {
namespace {

/// Text as man(7) takes it: no escapes, no hyphens that turn into dashes, no line that is a
/// request.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    line_begins = c == '\n';
    out += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

/// Paragraphs; one whose lines are indented is an example, and stays as it is.
std::string paragraphs(const std::string& text) {
  std::string out;
  std::istringstream lines(text);
  bool example = false;
  for (std::string line; std::getline(lines, line);) {
    const bool indented = line.starts_with("  ");
    if (indented != example) out += indented ? ".PP\n.RS 4\n.nf\n" : ".fi\n.RE\n";
    example = indented;
    out += line.empty() ? ".PP\n" : roff(indented ? line.substr(2) : line) + "\n";
  }
  return out + (example ? ".fi\n.RE\n" : "");
}

std::string flag_entry(const FlagInfo& flag) {
  std::string names;
  for (const auto& name : flag.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (!flag.value.empty()) {
    const bool is_long = flag.names.back().starts_with("--");
    const std::string value = (is_long ? "=" : " ") + italic(flag.value);
    names += flag.value_is_optional ? "[" + value + "]" : value;
  }
  return ".TP\n" + names + "\n" + roff(flag.help) + "\n";
}

std::string synopsis(const CommandInfo& command) {
  std::string line = bold(command.path.empty() ? "sage-stream" : "sage-stream " + command.path);
  if (!command.flags.empty()) line += " [" + italic("options") + "]";
  if (!command.commands.empty())
    line += command.needs_command ? " " + italic("command") : " [" + italic("command") + "]";
  for (const auto& operand : command.operands) {
    const std::string word = italic(operand.names.front()) + (operand.is_repeatable ? "..." : "");
    line += operand.is_required ? " " + word : " [" + word + "]";
  }
  return line + "\n";
}

std::string options(const CommandInfo& command) {
  std::string text;
  for (const auto& operand : command.operands)
    text += ".TP\n" + italic(operand.names.front()) + "\n" + roff(operand.help) + "\n";
  for (const auto& flag : command.flags) text += flag_entry(flag);
  return text;
}

std::string header(const std::string& name, const std::string& version, const std::string& help) {
  std::string title = name;
  std::ranges::transform(title, title.begin(), [](unsigned char c) { return std::toupper(c); });
  return format(".TH {} 1 \"\" \"sage-stream {}\" \"sage-stream manual\"\n.SH NAME\n{} \\- {}\n",
                roff(title), version, roff(name), roff(help));
}

std::string exit_section() {
  std::string text = ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : exit_code_meanings())
    text += format(".TP\n\\fB{}\\fR\n{}\n", code, roff(meaning));
  return text;
}

std::string command_page(const CommandInfo& command, const std::string& version) {
  std::string text = header("sage-stream-" + command.path, version, command.help) +
                     ".SH SYNOPSIS\n" + synopsis(command);
  for (const auto& below : command.commands) text += ".br\n" + synopsis(below);
  text +=
      ".SH DESCRIPTION\n" + paragraphs(command.about.empty() ? command.help + "." : command.about);
  if (const auto entries = options(command); !entries.empty()) text += ".SH OPTIONS\n" + entries;
  for (const auto& below : command.commands)
    text += ".SS " + roff(below.path) + "\n" + roff(below.help) + ".\n" + options(below);
  return text + exit_section() + ".SH SEE ALSO\n.BR sage\\-stream (1)\n";
}

std::string program_page(const CommandInfo& program, const std::string& version) {
  std::string text =
      header("sage-stream", version, "drains the backlog of tickets of a repository") +
      ".SH SYNOPSIS\n" + synopsis(program) + ".SH DESCRIPTION\n" + paragraphs(program.help) +
      ".PP\n" + paragraphs(program.about) + ".SH OPTIONS\n" + options(program) + ".SH COMMANDS\n";
  for (const auto& command : program.commands)
    text +=
        format(".TP\n\\fBsage\\-stream\\-{}\\fR(1)\n{}\n", roff(command.path), roff(command.help));
  return text + exit_section() + ".SH SEE ALSO\n.BR git (1)\n";
}

}  // namespace

std::vector<ManualPage> manual_pages(const CommandInfo& program, const std::string& version) {
  std::vector<ManualPage> pages{{"sage-stream.1", program_page(program, version)},
                                {"git-sage.1", ".so man1/sage-stream.1\n"}};
  for (const auto& command : program.commands)
    pages.push_back({format("sage-stream-{}.1", command.path), command_page(command, version)});
  return pages;
}

}  // namespace sage
