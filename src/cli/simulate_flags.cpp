#include <charconv>
#include <cmath>

#include "cli/choice.h"
#include "cli/flags.h"

namespace sage {
namespace {

const Choices<Micros Costs::*> costs{
    {"start", &Costs::start}, {"settle", &Costs::settle}, {"landing", &Costs::landing},
    {"batch", &Costs::batch}, {"record", &Costs::record}, {"workspace", &Costs::workspace}};

constexpr double longest = 1000 * 3600e6;  // of one thing, in microseconds

/// "850us", "1.5ms", "2s", "10m", "0"; at most 1000h.
std::optional<Micros> parse_micros(std::string_view text) {
  static const std::vector<std::pair<std::string_view, double>> units{
      {"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"m", 60e6}, {"h", 3600e6}};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit(end, text.data() + text.size());
  if (unit.empty() && number == 0) return 0;
  for (const auto& [name, micros] : units)
    if (unit == name && number * micros >= 0 && number * micros <= longest)
      return std::llround(number * micros);
  return std::nullopt;
}

Micros micros_of(const std::string& flag, std::string_view text) {
  if (const auto micros = parse_micros(text)) return *micros;
  throw CLI::ValidationError(
      flag,
      format("expected a time from 0 to 1000h (850us, 1.5ms, 10m), found {}", excerpt(text, 60)));
}

CLI::Option* add_time(CLI::App& command, const std::string& flag, std::int64_t& milliseconds,
                      const std::string& help) {
  const auto set = [&milliseconds, flag](const std::string& text) {
    const Micros micros = micros_of(flag, text);
    if (micros % 1000 != 0)
      throw CLI::ValidationError(
          flag, format("expected whole milliseconds (1ms, 90s, 10m), found {}", excerpt(text, 60)));
    milliseconds = micros / 1000;
  };
  return command.add_option_function<std::string>(flag, set, help)->type_name("DURATION");
}

/// `what`: "a share", for whom gives none from 0 to `most`.
CLI::Option* add_number(CLI::App& command, const std::string& flag, double& number, double most,
                        const std::string& what, const std::string& help) {
  const auto is_fit = [most, what](const std::string& text) {
    double given = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), given);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (whole && given >= 0 && given <= most) return std::string();  // which nan is not
    return format("expected {} from 0 to {}, found {}", what, most, excerpt(text, 60));
  };
  return command.add_option(flag, number, help)->check(is_fit, "");
}

CLI::Option* add_rate(CLI::App& command, const std::string& flag, double& rate,
                      const std::string& help) {
  return add_number(command, flag, rate, 1, "a share", help)->type_name("SHARE");
}

/// "landing=1.5ms"; "all=0" sets them all.
void take_cost(SimulateOptions& simulate, const std::string& text) {
  const auto equals = std::min(text.find('='), text.size());
  const std::string name = text.substr(0, equals);
  const auto is_meant = [&](const auto& cost) { return name == "all" || name == cost.first; };
  if (equals == text.size() || std::ranges::none_of(costs, is_meant)) {
    std::string names;
    for (const auto& [word, cost] : costs) names += word + ", ";
    throw CLI::ValidationError("--cost", format("expected {}or all, then = and a time, found {}",
                                                names, excerpt(text, 60)));
  }
  const Micros micros = micros_of("--cost", std::string_view(text).substr(equals + 1));
  for (const auto& cost : costs)
    if (is_meant(cost)) simulate.costs.emplace_back(cost.second, micros);
}

void add_backlog_flags(CLI::App& command, SimulateOptions& simulate) {
  MadeUp& made_up = simulate.made_up;
  auto* tickets = command
                      .add_option("--tickets", made_up.tickets,
                                  "a made-up backlog of N tickets instead of the repository's own")
                      ->check(CLI::Range(1, 1'000'000).description(""))
                      ->type_name("N");
  add_number(command, "--dependencies", made_up.dependencies, 10, "a number",
             "of a made-up ticket, on average (1)")
      ->needs(tickets)
      ->type_name("X");
  command
      .add_option_function<std::uint32_t>(
          "--seed",
          [&simulate](std::uint32_t seed) { simulate.made_up.seed = simulate.chances.seed = seed; },
          "of all that is made up or drawn (1)")
      ->check(CLI::Range(std::uint32_t{0}, ~std::uint32_t{0}).description(""))
      ->type_name("N");
}

}  // namespace

void add_simulate_flags(CLI::App& command, Options& options) {
  SimulateOptions& simulate = options.simulate;
  Chances& chances = simulate.chances;
  add_backlog_flags(command, simulate);
  add_parallel_flag(command, options);
  command.add_flag(
      "--sweep", simulate.sweep,
      "also with 1, 2, 4, 8 workers and so on, until twice as many bring less than 5 %");
  add_time(command, "--agent-time", simulate.agent_time,
           "of a ticket on average, where no past run tells (10m)");
  auto* gate =
      add_time(command, "--gate-time", simulate.gate_time, "of a test by the gate (0: no gate)");
  add_rate(command, "--failures", chances.failure, "share of attempts whose agent fails (0)");
  add_rate(command, "--conflicts", chances.conflict, "share of results that do not merge (0)");
  add_rate(command, "--gate-failures", chances.gate_failure,
           "share of results that do not pass the gate (0)")
      ->needs(gate);
  command
      .add_option_function<std::vector<std::string>>(
          "--cost",
          [&simulate](const std::vector<std::string>& texts) {
            for (const auto& text : texts) take_cost(simulate, text);
          },
          "what the stream's own work takes: start=3ms, settle, landing, batch, record, workspace, "
          "all")
      ->allow_extra_args(false)
      ->type_name("NAME=TIME");
  command.add_flag_callback(
      "--no-overlap-check", [&options] { options.overlap_check = false; },
      "run tickets whose target files overlap at the same time");
  add_setting_flags(command, options, [](std::string_view name) {
    return name == "attempts" || name == "retryDelay" || name == "maxWorkers" ||
           name == "landing.train" || name == "landing.window";
  });
  add_format_flag(command, options, "output format");
}

}  // namespace sage
