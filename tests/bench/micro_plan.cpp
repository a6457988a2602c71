// The pure parts of planning, from the text of an index to the last ticket done.
#include <benchmark/benchmark.h>

#include "bench/micro_backlog.h"
#include "plan/plan.h"
#include "ticket/edit_index.h"
#include "ticket/read_index.h"

namespace {

using namespace sage;

Backlog backlog_of(const benchmark::State& state) {
  return read_index_text(bench::index_text(static_cast<std::size_t>(state.range(0))), "index");
}

std::vector<Standing> standing_in(const Backlog& backlog) {
  std::vector<Standing> standing;
  for (const auto& ticket : backlog.tickets()) standing.push_back(Plan::standing_of(ticket.state));
  return standing;
}

void read_index(benchmark::State& state) {
  const std::string text = bench::index_text(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(read_index_text(text, "index").size());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void edit_one_state(benchmark::State& state) {
  const Backlog backlog = backlog_of(state);
  const IndexEdit edit{{{.ticket = "T-000007", .state = State::completed, .at = "now"}}, {}};
  for (auto _ : state) benchmark::DoNotOptimize(edit_index(backlog, edit).text().size());
}

void build_graph(benchmark::State& state) {
  const Backlog backlog = backlog_of(state);
  for (auto _ : state) benchmark::DoNotOptimize(Graph::build(backlog).size());
}

void start_plan(benchmark::State& state) {
  const Backlog backlog = backlog_of(state);
  const Graph graph = Graph::build(backlog);
  for (auto _ : state) {
    Plan plan(backlog, graph, standing_in(backlog), {});
    benchmark::DoNotOptimize(plan.start());
  }
}

/// Per ticket: taken, done, and what it frees made ready.
void drain_plan(benchmark::State& state) {
  const Backlog backlog = backlog_of(state);
  const Graph graph = Graph::build(backlog);
  for (auto _ : state) {
    Plan plan(backlog, graph, standing_in(backlog), {});
    plan.start();
    while (const auto ticket = plan.take_ready()) plan.done(*ticket);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMicrosecond);
}

BENCHMARK(read_index)->Apply(sizes);
BENCHMARK(edit_one_state)->Apply(sizes);
BENCHMARK(build_graph)->Apply(sizes);
BENCHMARK(start_plan)->Apply(sizes);
BENCHMARK(drain_plan)->Apply(sizes);

}  // namespace

BENCHMARK_MAIN();
