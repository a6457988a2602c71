#include "hooks/hook_scripts.h"

#include "base/text.h"
#include "git_program.h"

namespace sage {
namespace {

constexpr std::string_view program_line = "program=sage-stream\n";
constexpr std::string_view mark = "`sage-stream hooks install` put it here";

}  // namespace

std::string installed_script(const HookScript& script, const std::filesystem::path& program) {
  std::string text(script.text);
  return text.replace(text.find(program_line), program_line.size(),
                      format("program={}\n", in_shell_quotes(program.string())));
}

std::string run_line(std::string_view hook) { return format("sage-stream hooks run {}", hook); }

bool is_our_script(std::string_view text) { return text.find(mark) != text.npos; }

}  // namespace sage
