#include "command/recovered_names.h"

namespace sage {

void RecoveredNames::know(const Recovered& recovered, IndexStore& index) {
  for (const auto& landed : recovered.landed)
    known_[landed.entry.ticket_id].files = landed.entry.files;
  for (const auto& entry : recovered.to_land) known_[entry.ticket_id].files = entry.files;
  for (const auto& outcome : recovered.finished) known_[outcome.ticket].files = outcome.files;
  for (const auto& orphan : recovered.orphans) known_[orphan.ticket];
  if (!known_.empty()) add_titles(index);
}

void RecoveredNames::add_titles(IndexStore& index) try {
  const Backlog backlog = index.read();
  for (auto& [id, known] : known_)
    if (const auto ticket = backlog.find(id)) known.title = std::string(backlog[*ticket].title);
} catch (const Error&) {
  // Somebody edits it now: no run ends for a title.
}

void RecoveredNames::take(const Event& event) {
  const auto* recovered = std::get_if<event::Recovered>(&event.body);
  const auto known = recovered ? known_.find(recovered->ticket) : known_.end();
  if (known == known_.end()) return next_.take(event);
  next_.take({event.at, event::Recovered{recovered->ticket, recovered->how, known->second.title,
                                         known->second.files}});
}

}  // namespace sage
