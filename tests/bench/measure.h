#pragma once

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>

/// What the programs of scripts/bench have in common: how they measure, and their inputs.
namespace sage::bench {

/// Milliseconds that `action` takes.
template <class Action>
double milliseconds(Action action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

/// One measured run: a line for the driver.
inline void print_sample(double ms) { std::printf("ms %.6f\n", ms); }

/// What the driver checks: a line "<name> <value>".
inline void print_fact(const char* name, const std::string& value) {
  std::printf("%s %s\n", name, value.c_str());
}

/// The i-th file of the repositories that the driver makes (inputs.py).
inline std::string path_of(std::size_t i) {
  char path[64];
  std::snprintf(path, sizeof path, "src/g%03zu/d%02zu/file-%06zu.txt", i / 1000, i / 20 % 50, i);
  return path;
}

/// A wrong result must not be taken for a fast one.
inline void require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("wrong result: " + what);
}

}  // namespace sage::bench
