#include "ticket/did_you_mean.h"

#include "base/text.h"

namespace sage {

std::string did_you_mean(const Backlog& backlog, std::string_view id) {
  if (id.size() > 64) return {};  // longer than any id can be
  std::vector<std::string_view> ids;
  for (const Ticket& ticket : backlog.tickets()) ids.push_back(ticket.id);
  const auto known = nearest(id, ids);
  return known.empty() ? "" : format("did you mean {}?", escaped(known));
}

}  // namespace sage
