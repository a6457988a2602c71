#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/guide.h"
#include "engine/index_store.h"
#include "modes/session_file.h"
#include "plan/graph.h"
#include "prompt.h"
#include "run/event.h"
#include "view/sections.h"

namespace sage {

/// What a guide that asks works with; all outlive it.
struct Asking {
  Guide& wanted;  ///< asked first: what it does not want, nobody is asked for
  Prompt& prompt;
  ReportOptions layout;  ///< how what is shown is laid out
  SessionFile file;
  /// What a result changed, as patches; any bytes.
  std::function<std::string(const QueueEntry& result)> diff;
  std::string command;  ///< the one that was given, for a shell: goes on with the session
};

/// A guide that asks a person what is to be done next, when nothing runs.
///
/// The coordinator offers tickets one by one, the most urgent first, and wants an answer at once.
/// So each is held back until none is left to be offered; then `choose` sees all of them together
/// and says which are wanted, and these pass when they are offered again. Every mode is a way of
/// choosing: one ticket, a batch, a component.
class AskingGuide : public Guide, public EventSink {
 public:
  AskingGuide(std::string mode, Asking asking) : asking_(std::move(asking)) {
    state_.mode = std::move(mode);
  }

  /// Before anything is changed: takes up a session that did not come to its end, if the person
  /// wants to. False: nothing is to be done. `index` is nobody else's, and outlives the run.
  bool begin(IndexStore& index);
  /// After the run: says how to go on, or ends the session.
  void end(bool interrupted);
  bool paused() const { return paused_; }

  Start may_start(const Ticket& ticket) final;
  bool concerns(const Ticket& ticket) const final { return asking_.wanted.concerns(ticket); }
  bool retries(const Ticket& ticket) const final { return asking_.wanted.retries(ticket); }
  More more() final;
  Judgement judge(const Finished& finished) override { return asking_.wanted.judge(finished); }
  void take(const Event& event) override;

 protected:
  struct Offer {
    std::string id, title, component;
  };

  virtual bool may_begin() { return true; }
  /// Whether it has been chosen already.
  virtual bool is_wanted(const Offer& offer) const = 0;
  /// Nothing runs, and these could start; `go_on` if some of them are wanted now.
  virtual More choose(const std::vector<Offer>& offers) = 0;

  struct Tickets {
    Backlog backlog;
    Graph graph;
  };
  /// As they stand in the index; nothing while it is not valid, being edited, say.
  std::optional<Tickets> tickets() const;
  void skip_ticket(const std::string& id);
  void skip_component(const std::string& component);
  /// The session is saved, and nothing new begins.
  void pause();
  void save();
  bool is_done(const Ticket& ticket) const;
  bool is_to_do(const Ticket& ticket) const;
  /// "A-1 Its title".
  static std::string named(const Offer& offer) { return offer.id + " " + offer.title; }
  void tell(std::string_view text) { asking_.prompt.say(paragraph(text, asking_.layout)); }

  Asking asking_;
  SessionState state_;

 private:
  bool take_up();
  void tell_command(std::string_view what, std::string_view command);

  IndexStore* index_ = nullptr;
  std::vector<Offer> offers_;
  bool in_order_ = false;  ///< offers_ holds all, the most urgent first
  bool paused_ = false;
  std::set<std::string> done_;  ///< in this run; the index may not show it yet
};

}  // namespace sage
