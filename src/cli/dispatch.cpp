#include "cli/dispatch.h"

#include <cstdio>

#include "cli/command_table.h"
#include "cli/exit_code.h"
#include "command/commands.h"

namespace sage {
namespace {

int tell(const std::string& message, const std::string& hint, int code) {
  fmt::print(stderr, "sage-stream: {}\n", message);
  if (!hint.empty()) fmt::print(stderr, "hint: {}\n", hint);
  return code;
}

}  // namespace

int dispatch(App app, int argc, const char* const* argv) {
  try {
    const auto read = read_options(argc, argv);
    if (const auto* printed = std::get_if<Printed>(&read)) {
      std::fputs(printed->text.c_str(), printed->exit_code == exit_code::ok ? stdout : stderr);
      return printed->exit_code;
    }
    const auto& options = std::get<Options>(read);
    if (!options.folder.empty()) app.folder = std::filesystem::absolute(options.folder);
    return options.command ? options.command->run(app, options) : run_stream(app, options);
  } catch (const Error& error) {
    return tell(error.message(), error.hint(), exit_code_of(error.kind()));
  } catch (const std::exception& error) {
    return tell(escaped(error.what()), "", exit_code::internal);
  }
}

}  // namespace sage
