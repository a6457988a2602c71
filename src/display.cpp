#include "display.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "git_program.h"
#include "view/line_view.h"
#include "view/output.h"

namespace sage {
namespace {

bool speaks_utf8(const App& app) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = app.variable(name);
    if (locale.empty()) continue;
    return locale.find("UTF-8") != locale.npos || locale.find("utf8") != locale.npos;
  }
  return false;
}

bool can_move_cursor(const App& app) {
  const std::string terminal = app.variable("TERM");
  return app.stderr_is_terminal && !terminal.empty() && terminal != "dumb";
}

/// A crash must not leave the terminal without its cursor.
void restore_terminal_on_crash() {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
    std::signal(signal, [](int caught) {
      TerminalView::restore_terminal();
      std::signal(caught, SIG_DFL);
      raise(caught);
    });
}

/// Whether it is decided by this setting what lands, and where.
bool decides_landing(std::string_view name) {
  return name == "onto" || name == "gate" || name.starts_with("landing.");
}

/// Such flags of this run, for a command that goes on where it ended.
std::string landing_flags(const Options& options) {
  std::string flags;
  for (const auto& setting : options.settings) {
    if (!decides_landing(setting.name)) continue;
    flags += " " + setting.where;
    if (const auto* text = setting.value.if_string()) flags += " " + shell_word(std::string(*text));
  }
  return flags;
}

}  // namespace

bool wants_colour(const App& app, const Options& options, bool is_terminal) {
  if (options.color != "auto") return options.color == "always";
  if (!app.variable("NO_COLOR").empty()) return false;
  const std::string forced = app.variable("CLICOLOR_FORCE");
  return is_terminal || (!forced.empty() && forced != "0");
}

Style style_for(const App& app, const Options& options, bool is_terminal) {
  return {wants_colour(app, options, is_terminal), speaks_utf8(app)};
}

int columns_of_stdout() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

Display::Display(const App& app, const Options& options)
    : app_(app), options_(options), beside_{{}, landing_flags(options)} {
  const Style style = style_for(app, options, app.stderr_is_terminal);
  if (options.on_stdout() == Format::ndjson) {
    auto ndjson = std::make_unique<NdjsonView>(STDOUT_FILENO);
    ndjson_ = ndjson.get();
    view_ = std::move(ndjson);
  } else if (can_move_cursor(app)) {
    auto terminal = std::make_unique<TerminalView>(STDERR_FILENO, style);
    terminal_ = terminal.get();
    view_ = std::move(terminal);
    restore_terminal_on_crash();
  } else {
    view_ = std::make_unique<LineView>(STDERR_FILENO, style);
  }
}

Display::~Display() = default;

void Display::take(const Event& event) {
  state_.apply(event);
  view_->take(event);
}

void Display::tick() {
  if (terminal_) terminal_->tick(wall_now());
}

void Display::make_room() {
  if (terminal_) terminal_->clear();
}

void Display::suspend() {
  make_room();
  raise(SIGSTOP);
}

void Display::add(std::vector<Deferral> deferred_before) {
  beside_.deferred_before = std::move(deferred_before);
}

void Display::finish() {
  make_room();
  if (options_.on_stdout() == Format::human) print_summary();
  if (options_.on_stdout() == Format::json) print_result(pretty(document()));
  finish_stdout(ndjson_ ? ndjson_->write_error() : 0);
}

void Display::print_summary() const {
  ReportOptions report;
  report.style = style_for(app_, options_, app_.stdout_is_terminal);
  report.columns = columns_of_stdout();
  print_result(summary(state_, report, beside_));
}

}  // namespace sage
