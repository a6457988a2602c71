#include "cli/dispatch.h"

#include <cstdio>
#include <system_error>

#include "cli/command_table.h"
#include "cli/exit_code.h"
#include "command/commands.h"
#include "view/output.h"

namespace sage {
namespace {

int tell(const std::string& message, const std::string& hint, int code) {
  fmt::print(stderr, "sage-stream: {}\n", message);
  if (!hint.empty()) fmt::print(stderr, "hint: {}\n", hint);
  return code;
}

/// Where the program works as if started there.
std::filesystem::path folder_of(const Options& options) {
  std::error_code unknown;
  if (!std::filesystem::is_directory(options.folder, unknown))
    throw Error(ErrorKind::usage,
                format("-C: expected a folder, found {}{}", escaped(options.folder.native()),
                       std::filesystem::exists(options.folder, unknown) ? ", which is none"
                                                                        : ", which is not there"));
  return std::filesystem::absolute(options.folder);
}

int run(App& app, int argc, const char* const* argv) {
  const auto read = read_options(argc, argv);
  if (const auto* printed = std::get_if<Printed>(&read)) {
    if (printed->exit_code == exit_code::ok)
      print_result(printed->text);
    else
      std::fputs(printed->text.c_str(), stderr);
    return printed->exit_code;
  }
  const auto& options = std::get<Options>(read);
  if (!options.folder.empty()) app.folder = folder_of(options);
  return options.command ? options.command->run(app, options) : run_stream(app, options);
}

/// Ends well only if stdout took all: as that fails at the end, or as fmt::print throws it.
int run_and_finish(App& app, int argc, const char* const* argv) {
  int code = exit_code::ok, problem = 0;
  try {
    code = run(app, argc, argv);
  } catch (const std::system_error& error) {
    if (std::ferror(stdout) == 0) throw;
    problem = error.code().value();
  }
  finish_stdout(problem);
  return code;
}

}  // namespace

int dispatch(App app, int argc, const char* const* argv) {
  try {
    return run_and_finish(app, argc, argv);
  } catch (const Error& error) {
    return tell(error.message(), error.hint(), exit_code_of(error.kind()));
  } catch (const std::exception& error) {
    return tell(escaped(error.what()), "", exit_code::internal);
  }
}

}  // namespace sage
