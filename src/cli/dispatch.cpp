#include "cli/dispatch.h"

#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"

namespace sage {
namespace {

int run_command(const App& app, const Options& options) {
  switch (options.command) {
    case Command::run:
      return run_stream(app, options);
    case Command::init:
      return init_command(app, options);
    case Command::merge_driver:
      return merge_driver_command(app, options);
    case Command::status:
      return status_command(app, options);
    case Command::land:
      return land_command(app, options);
    case Command::clean:
      return clean_command(app, options);
    case Command::unlock:
      return unlock_command(app, options);
    case Command::worker:
      return worker_command(app, options);
  }
  return exit_code::internal;
}

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
    return run_command(app, options);
  } catch (const Error& error) {
    return tell(error.message(), error.hint(), exit_code_of(error.kind()));
  } catch (const std::exception& error) {
    return tell(escaped(error.what()), "", exit_code::internal);
  }
}

}  // namespace sage
