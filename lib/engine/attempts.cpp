#include "engine/attempts.h"

#include <algorithm>

namespace sage {

Milliseconds backoff(Milliseconds first, int times) {
  constexpr Milliseconds longest = std::chrono::minutes(5);
  for (int i = 0; i < times && first < longest; ++i) first *= 2;
  return std::min(first, longest);
}

void Attempts::taken(const std::string& ticket, int number) {
  int& last = records_[ticket].last_number;
  last = std::max(last, number);
}

int Attempts::begin(const std::string& ticket) { return ++records_[ticket].last_number; }

std::optional<Milliseconds> Attempts::failed(const std::string& ticket, EarlierAttempt what) {
  put_off(ticket, std::move(what));
  const int failures = ++records_[ticket].failures;
  if (failures >= limit_) return std::nullopt;
  return backoff(first_delay_, failures - 1);
}

void Attempts::put_off(const std::string& ticket, EarlierAttempt what) {
  records_[ticket].earlier.push_back(std::move(what));
}

int Attempts::failures(const std::string& ticket) const {
  const auto found = records_.find(ticket);
  return found == records_.end() ? 0 : found->second.failures;
}

const std::vector<EarlierAttempt>& Attempts::earlier(const std::string& ticket) const {
  static const std::vector<EarlierAttempt> none;
  const auto found = records_.find(ticket);
  return found == records_.end() ? none : found->second.earlier;
}

const EarlierAttempt* Attempts::last_made(const std::string& ticket) const {
  const auto& all = earlier(ticket);
  const auto made =
      std::find_if(all.rbegin(), all.rend(), [](const auto& one) { return !one.result.is_zero(); });
  return made == all.rend() ? nullptr : &*made;
}

std::vector<std::string> Attempts::due(SteadyTime now) {
  const auto end = waiting_.upper_bound(now);
  std::vector<std::string> tickets;
  for (auto it = waiting_.begin(); it != end; ++it) tickets.push_back(it->second);
  waiting_.erase(waiting_.begin(), end);
  return tickets;
}

SteadyTime Attempts::next_due() const {
  return waiting_.empty() ? SteadyTime::max() : waiting_.begin()->first;
}

}  // namespace sage
