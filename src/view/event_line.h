#pragma once

#include <optional>
#include <string>

#include "run/run_state.h"
#include "view/style.h"

namespace sage {

/// What a person is told of one event: a word that says what happened, and the rest. The text is
/// one line, as it came: whoever prints it escapes it (Style::shown).
struct EventLine {
  Tone tone = Tone::plain;
  std::string word;
  std::string text;
};

/// Nothing for an event that matters to programs only (counts, progress, intents …). `state` is
/// the fold of all events up to this one and with it.
std::optional<EventLine> event_line(const Event& event, const RunState& state);

/// "Y -> Z": what a blocked ticket waits for, down to the deferred one; without itself.
std::string blocked_by(const std::string& ticket, const std::vector<std::string>& chain);

/// "✓ tested", "testing", "waiting": where a queued result stands in the merge train.
std::string train_place(const std::string& ticket, const RunState& state, const Style& style);

/// The first eight digits of an object id, as people know commits.
std::string short_id(const ObjectId& id);

}  // namespace sage
