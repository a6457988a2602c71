#include "cli/command_table.h"

#include "cli/flags.h"
#include "command/commands.h"

namespace sage {
namespace {

constexpr CommandEntry table[] = {
    {"init", "set up this repository: settings, an example, merging of the ticket index",
     add_init_flags, init_command},
    {"merge-driver", "merge the ticket index; what git calls after init", add_merge_driver_flags,
     merge_driver_command},
    {"status", "what a running or the last run is doing", add_status_flags, status_command},
    {"ready", "the tickets that could start now, most urgent first", add_ready_flags,
     ready_command},
    {"explain", "why a ticket is where it is, and what to do about it", add_explain_flags,
     explain_command},
    {"graph", "what waits for what, with the critical path", add_graph_flags, graph_command},
    {"simulate", "what a run would take: workers, gate and landing on a virtual clock",
     add_simulate_flags, simulate_command},
    {"report", "what a run did, as text, Markdown, JSON, a trace or one HTML page",
     add_report_flags, report_command},
    {"land", "land finished results that were held back", add_land_flags, land_command},
    {"enqueue", "put work of your own into the commit queue", add_enqueue_flags, enqueue_command},
    {"queue", "what waits to land, or was kept from it", add_queue_flags, queue_command},
    {"rollback", "take landings back, by commits that revert them", add_rollback_flags,
     rollback_command},
    {"clean", "remove workspaces, old runs, and pins of results that have landed", nullptr,
     clean_command},
    {"unlock", "remove locks that nobody can be holding any more", add_unlock_flags,
     unlock_command},
    {"hooks", "git checks tickets as you commit, push and merge", add_hooks_flags, hooks_command},
    {"validate", "say what is wrong with the ticket index, and mend it", add_validate_flags,
     validate_command},
    {"completion", "print a completion script for a shell", add_completion_flags,
     completion_command},
    {"manual", "", add_manual_flags, manual_command},
    {"worker", "", add_worker_flags, worker_command},
};

}  // namespace

std::span<const CommandEntry> command_table() { return table; }

}  // namespace sage
