#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "os/clock.h"
#include "worker/job.h"

namespace sage {

/// Who was tried how often, what went wrong, and who waits for the next try until when. Pure.
class Attempts {
 public:
  /// At most `limit` attempts a ticket; the first retry waits `first_delay`, each further one
  /// twice as long, at most five minutes.
  Attempts(int limit, Milliseconds first_delay) : limit_(limit), first_delay_(first_delay) {}

  /// Attempt numbers up to `number` are taken (a result of an earlier run holds them).
  void taken(const std::string& ticket, int number);
  /// The number of the attempt that begins now.
  int begin(const std::string& ticket);
  /// An attempt failed: it counts. The wait before the next one, or nothing if it was the last.
  std::optional<Milliseconds> failed(const std::string& ticket, EarlierAttempt what);
  /// An attempt is to be made again that was not at fault: it does not count.
  void put_off(const std::string& ticket, EarlierAttempt what);
  int failures(const std::string& ticket) const;
  /// What failed before does not count any more.
  void forgive(const std::string& ticket) { records_[ticket].failures = 0; }
  /// Whether one more failure would not be the last.
  bool has_another(const std::string& ticket) const { return failures(ticket) + 1 < limit_; }
  const std::vector<EarlierAttempt>& earlier(const std::string& ticket) const;
  /// The newest of them that made something, or null.
  const EarlierAttempt* last_made(const std::string& ticket) const;

  void wait_until(const std::string& ticket, SteadyTime when) { waiting_.emplace(when, ticket); }
  /// The tickets whose wait is over, taken out.
  std::vector<std::string> due(SteadyTime now);
  bool anyone_waits() const { return !waiting_.empty(); }
  /// When the next wait is over; SteadyTime::max() if nobody waits.
  SteadyTime next_due() const;

 private:
  struct Record {
    int last_number = 0, failures = 0;
    std::vector<EarlierAttempt> earlier;
  };
  int limit_;
  Milliseconds first_delay_;
  std::map<std::string, Record> records_;
  std::multimap<SteadyTime, std::string> waiting_;
};

/// `first`, doubled `times` times, at most five minutes.
Milliseconds backoff(Milliseconds first, int times);

}  // namespace sage
