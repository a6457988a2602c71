#include "command/run_results.h"

#include <cstdio>
#include <fstream>

#include "command/gather_facts.h"
#include "report/github.h"
#include "report/junit.h"
#include "view/output.h"

namespace sage {
namespace {

constexpr std::size_t summary_limit = 1 << 20;  ///< of a step, by GitHub

std::string document_of(const Options& options, const Session& session, const Display& display) {
  if (options.format == Format::json) return pretty(display.document());
  return junit(gather_facts(session, display.state().run.run));
}

/// What the step wrote before stays, and counts.
void add_to_job_summary(const fs::path& file, const RunFacts& facts) {
  std::error_code absent;
  const auto size = fs::file_size(file, absent);
  const std::size_t used = absent ? 1 : size + 1;
  const std::string text = used < summary_limit ? job_summary(facts, summary_limit - used) : "";
  std::ofstream out(file, std::ios::app | std::ios::binary);
  if (!(out << "\n" << text << std::flush))
    throw Error(ErrorKind::internal,
                format("the summary of the job cannot be written: {}", escaped(file.native())));
}

/// The run has its own outcome; what cannot be shown of it does not change that.
void tell_github(const App& app, const Options& options, const Session& session,
                 const RunState& run) {
  try {
    const RunFacts facts = gather_facts(session, run.run.run);
    const bool is_free = options.on_stdout() == Format::human;
    write_all(is_free ? STDOUT_FILENO : STDERR_FILENO, annotations(facts));
    if (const auto file = app.variable("GITHUB_STEP_SUMMARY"); !file.empty())
      add_to_job_summary(file, facts);
  } catch (const Error& error) {
    fmt::print(stderr, "sage-stream: {}\n", error.message());
  }
}

}  // namespace

void publish_results(const App& app, const Options& options, const Session& session,
                     Display& display) {
  if (!options.output.empty())
    replace_file(app.folder / options.output, document_of(options, session, display));
  display.finish();
  if (options.on_stdout() == Format::junit) print_result(document_of(options, session, display));
  if (app.variable("GITHUB_ACTIONS") == "true") tell_github(app, options, session, display.state());
}

}  // namespace sage
