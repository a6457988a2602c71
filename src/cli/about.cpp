#include "cli/about.h"

#include <utility>

namespace sage {
namespace {

constexpr std::pair<std::string_view, std::string_view> texts[] = {
    {"",
     "Tickets whose dependencies are done go to agents, several at a time; each result is checked\n"
     "and lands as one commit. Without a mode, on a terminal, everything is asked first.\n"
     "\n"
     "  sage-stream --dry-run                   what would run\n"
     "  sage-stream --auto --parallel=auto      drain the backlog\n"
     "  sage-stream --auto --component AUTH     only a part of it\n"
     "\n"
     "Settings may also stand in SAGE_<NAME>, git config sage.<name> or .sage/config.json."},
    {"init",
     "Nothing that is there is overwritten, and a second time changes nothing.\n"
     "\n"
     "  sage-stream init && sage-stream --auto"},
    {"simulate",
     "The repository's backlog, or a made-up one. Nothing is started, and nothing written.\n"
     "\n"
     "  sage-stream simulate --parallel 8 --gate-time 3m --gate-failures 0.05\n"
     "  sage-stream simulate --tickets 100000 --parallel 1000\n"
     "  sage-stream simulate --tickets 10000 --sweep"},
    {"status",
     "Reads the journal, so it works beside a running stream, and after one that died: it then\n"
     "shows agents that are still at work."},
    {"land",
     "A result is held back when local edits were in its way, when it was declined, or when its\n"
     "checks could not be run. It is tested anew before it lands.\n"
     "\n"
     "  sage-stream land AUTH-003"},
    {"rollback",
     "One commit for each landing, the newest first; history is not rewritten. Conflicts are told\n"
     "before anything moves. The tickets are UNPROCESSED afterwards.\n"
     "\n"
     "  sage-stream rollback --ticket AUTH-003 --dry-run\n"
     "  sage-stream rollback --run 20261120-223501-k3x9"},
    {"clean",
     "Of each branch the newest run that ended stays, with its journal, prompts and logs, and "
     "what\n"
     "came after it; all runs before it go. Results that have not landed are never removed."},
    {"unlock",
     "A lock whose owner is dead is never in the way. This is for owners that nobody can ask, on\n"
     "another host say."},
    {"validate",
     "Findings are told as file, line and column, each with the name of its rule.\n"
     "\n"
     "  sage-stream validate --staged           what is about to be committed\n"
     "  sage-stream validate --format=sarif     for code scanning"},
    {"hooks",
     "A hook of yours stays, and runs first. Where a hook manager is in charge, the lines that it\n"
     "needs are shown instead.\n"
     "\n"
     "  sage-stream hooks install"},
    {"report",
     "  sage-stream report\n"
     "  sage-stream report --format=html --output report.html\n"
     "  gh pr create --body-file <(sage-stream report --format=pull-request)"},
    {"completion",
     "  source <(sage-stream completion bash)\n"
     "  sage-stream completion zsh > ~/.zfunc/_sage-stream\n"
     "  sage-stream completion fish > ~/.config/fish/completions/sage-stream.fish"},
};

}  // namespace

std::string_view about(std::string_view command) {
  for (const auto& [name, text] : texts)
    if (name == command) return text;
  return {};
}

}  // namespace sage
