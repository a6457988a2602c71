#pragma once

#include "app.h"
#include "cli/options.h"

/// The commands, one file each. Each gives the exit code and may throw Error.
namespace sage {

int run_stream(const App& app, const Options& options);  ///< no subcommand: drain the backlog
int dry_run_command(const App& app, const Options& options);
int explain_command(const App& app, const Options& options);
int ready_command(const App& app, const Options& options);
int graph_command(const App& app, const Options& options);
int simulate_command(const App& app, const Options& options);
int status_command(const App& app, const Options& options);
int land_command(const App& app, const Options& options);
int init_command(const App& app, const Options& options);
int merge_driver_command(const App& app, const Options& options);  ///< what git calls
int clean_command(const App& app, const Options& options);
int enqueue_command(const App& app, const Options& options);
int queue_command(const App& app, const Options& options);
int rollback_command(const App& app, const Options& options);
int unlock_command(const App& app, const Options& options);
int hooks_command(const App& app, const Options& options);
int report_command(const App& app, const Options& options);
int validate_command(const App& app, const Options& options);
int completion_command(const App& app, const Options& options);
int manual_command(const App& app, const Options& options);  ///< writes the manual pages
int worker_command(const App& app, const Options& options);

}  // namespace sage
