#pragma once

#include <functional>

#include "cli/command_line.h"

/// The flags of each command: they go into its part of `options`.
namespace sage {

void add_format_flag(CLI::App& command, Options& options, const std::string& help);

void add_parallel_flag(CLI::App& command, Options& options);
/// Of the settings that have a flag, those wanted.
void add_setting_flags(CLI::App& command, Options& options,
                       const std::function<bool(std::string_view name)>& wanted);

CLI::Option* add_onto_flag(CLI::App& command, Options& options, const std::string& help);

void add_document_flags(CLI::App& app, Options& options);
void add_mode_flags(CLI::App& app, Options& options);
void add_run_flags(CLI::App& command, Options& options);
void add_selection_flags(CLI::App& app, Options& options);
void add_explain_flags(CLI::App& command, Options& options);
void add_ready_flags(CLI::App& command, Options& options);
void add_graph_flags(CLI::App& command, Options& options);
void add_simulate_flags(CLI::App& command, Options& options);
void add_merge_driver_flags(CLI::App& command, Options& options);
void add_status_flags(CLI::App& command, Options& options);
void add_land_flags(CLI::App& command, Options& options);
void add_hooks_flags(CLI::App& command, Options& options);
void add_init_flags(CLI::App& command, Options& options);
void add_enqueue_flags(CLI::App& command, Options& options);
void add_queue_flags(CLI::App& command, Options& options);
void add_rollback_flags(CLI::App& command, Options& options);
void add_unlock_flags(CLI::App& command, Options& options);
void add_report_flags(CLI::App& command, Options& options);
void add_validate_flags(CLI::App& command, Options& options);
void add_completion_flags(CLI::App& command, Options& options);
void add_manual_flags(CLI::App& command, Options& options);
void add_worker_flags(CLI::App& command, Options& options);

}  // namespace sage
