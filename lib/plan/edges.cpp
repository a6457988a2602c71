#include "plan/edges.h"

#include "base/error.h"
#include "base/text.h"

namespace sage {
namespace {

class EdgeReader {
 public:
  explicit EdgeReader(const Backlog& backlog) : backlog_(backlog) {}

  std::vector<Edge> read() {
    for (TicketIndex t = 0; t < backlog_.size(); ++t) read(t);
    if (missing_ > 0) report_missing();
    return std::move(edges_);
  }

 private:
  void read(TicketIndex t) {
    const Ticket& ticket = backlog_[t];
    each(t, "dependencies", ticket.dependencies, [&](auto other) { add(other, t); });
    each(t, "blockedBy", ticket.blocked_by, [&](auto other) { add(other, t); });
    each(t, "blocks", ticket.blocks, [&](auto other) { add(t, other); });
    each(t, "children", ticket.children, [&](auto child) { add(child, t); });
    if (!ticket.parent.empty())
      each(t, "parent", {&ticket.parent, 1}, [&](auto parent) {
        if (backlog_[parent].is_container) add(t, parent);
      });
  }

  void add(TicketIndex before, TicketIndex after) { edges_.push_back({before, after}); }

  template <class Use>
  void each(TicketIndex t, std::string_view field, std::span<const std::string_view> ids, Use use) {
    for (const auto id : ids) {
      if (const auto found = backlog_.find(id))
        use(*found);
      else if (missing_++ == 0)
        first_missing_ = {t, field, id};
    }
  }

  [[noreturn]] void report_missing() const {
    const auto& [ticket, field, id] = first_missing_;
    std::string message = format("ticket {}: {}: no ticket \"{}\"", escaped(backlog_[ticket].id),
                                 field, excerpt(id, 80));
    if (missing_ > 1) message += format(" (and {} more references like it)", missing_ - 1);
    throw Error(ErrorKind::invalid_input, message, nearest_known(id));
  }

  std::string nearest_known(std::string_view id) const {
    if (id.size() > 64) return {};  // longer than any id can be
    std::vector<std::string_view> ids;
    for (const Ticket& ticket : backlog_.tickets()) ids.push_back(ticket.id);
    const auto known = nearest(id, ids);
    return known.empty() ? "" : format("did you mean {}?", escaped(known));
  }

  struct Reference {
    TicketIndex ticket = 0;
    std::string_view field, id;
  };
  const Backlog& backlog_;
  std::vector<Edge> edges_;
  std::size_t missing_ = 0;
  Reference first_missing_;
};

}  // namespace

std::vector<Edge> edges_of(const Backlog& backlog) { return EdgeReader(backlog).read(); }

}  // namespace sage
