#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "check/verdict_store.h"
#include "engine/coordinator.h"
#include "engine/stored_result.h"
#include "fakes/fake_lander.h"
#include "fakes/fake_pool.h"
#include "support/temp_folder.h"
#include "ticket/read_index.h"

namespace sage::test {

struct Recorder : EventSink {
  void take(const Event& event) override {
    events.push_back(event.body);
    if (also) also->take(event);
  }
  template <class Body>
  std::vector<Body> all() const {
    std::vector<Body> found;
    for (const auto& body : events)
      if (const auto* it = std::get_if<Body>(&body)) found.push_back(*it);
    return found;
  }
  std::vector<EventBody> events;
  EventSink* also = nullptr;
};

/// A backlog as lines "ID: what it depends on", or "ID = its children" for an epic.
inline std::string index_of(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& tickets) {
  json::array list;
  for (const auto& [id, others] : tickets) {
    const bool epic = id.ends_with("=");
    json::array ids(others.begin(), others.end());
    json::object ticket{{"id", epic ? id.substr(0, id.size() - 1) : id},
                        {"title", "Do " + id},
                        {"state", "UNPROCESSED"},
                        {epic ? "children" : "dependencies", ids}};
    list.push_back(ticket);
  }
  return pretty(json::object{{"tickets", list}});
}

/// One drain over fakes, with a real index file and a real queue in a temporary folder.
class Drain {
 public:
  explicit Drain(const std::string& index) : layout{folder / ".sage"} {
    fs::create_directories(layout.index().parent_path());
    replace_file(layout.index(), index);
    options.run = "run-1";
    options.attempts = 2;
    options.retry_delay = Milliseconds{0};
    options.agent_of = [](const Ticket&) { return AgentSpec{.argv = {"true"}}; };
  }

  Drained run(WorkerPool& pool, FakeLander& lander, const Recovered& recovered = {}) {
    VerdictStore verdicts(layout.verdicts(), [this] { return gate_definition; });
    WorkingIndex index(layout.index());
    CommitQueue queue(layout.queue());
    queue.list();  // as recovery does
    Coordinator coordinator(
        options,
        {pool, lander, index, queue, events, layout, [this] { return interrupt; },
         [this] { each_turn(); },
         [this](auto& ticket, int attempt) { return stored(ticket, attempt); }, &verdicts, guide,
         [this](auto& request, auto& adoption) { return adopt(request, adoption); }});
    return coordinator.drain(recovered);
  }

  /// As recovery finds the ticket's first result, which an earlier run had put into the queue.
  Recovered queued_before(const std::string& id) {
    CommitQueue queue(layout.queue());
    Recovered recovered;
    recovered.to_land = {
        queue.add(entry_of(completed({.ticket = id, .attempt = 1}), "run-0", "", id))};
    return recovered;
  }

  State state(const std::string& id) {
    const Backlog backlog = read_index_file(layout.index());
    return backlog[backlog.find(id).value()].state;
  }
  std::size_t queued() { return CommitQueue(layout.queue()).list().entries.size(); }

  test::TempFolder folder;
  Layout layout;
  DrainOptions options;
  Recorder events;
  InterruptRequest interrupt;
  std::string gate_definition = "the gate";
  Guide* guide = nullptr;
  std::function<void()> each_turn = [] {};
  std::function<QueueEntry(const QueueEntry&, const Adoption&)> adopt =
      [](const QueueEntry& request, const Adoption& adoption) {
        QueueEntry entry = request;
        entry.attempt = std::max(entry.attempt, adoption.attempt);
        entry.result.bytes[0] = static_cast<std::uint8_t>(request.seq);
        entry.result_ref = result_ref(entry.ticket_id, entry.attempt);
        return entry;
      };
  std::function<std::optional<Outcome>(const std::string&, int)> stored =
      [](const std::string&, int) { return std::nullopt; };
};

}  // namespace sage::test
