#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/edges.h"
#include "ticket/json_style.h"
#include "ticket/survey_index.h"
#include "validate/validate.h"

/// The parts of `validate`. Each adds what it finds, in any order.
namespace sage {

/// An index under validation.
class Subject {
 public:
  explicit Subject(const IndexSurvey& survey);

  const Backlog& backlog;
  const IndexSurvey& survey;
  std::vector<IndexProblem> problems;
  std::vector<Reference> references;  ///< of all tickets, in their order

  /// Adds a problem of a ticket's member and gives it for more to be said. Its place is that of
  /// `part`, a text of the Backlog, or, where that was spelled with escapes, of the member's value.
  IndexProblem& add(std::string_view rule, TicketIndex ticket, std::string_view member,
                    std::string what, std::string_view part = {});

  /// Whether the member is there as a list, empty or not.
  bool has_list(TicketIndex ticket, std::string_view member);

  /// The rows of the edges that these links write down, in tickets that are found by their id.
  Rows rows(std::initializer_list<Link> links) const;

  /// The id, fit to be printed.
  std::string name(TicketIndex ticket) const;

 private:
  const std::vector<Item>& items(TicketIndex ticket);
  std::size_t place(TicketIndex ticket, std::string_view member, std::string_view part);

  std::vector<bool> is_found_;  ///< by its id: it is not the second with it
  TicketIndex walked_ = ~TicketIndex{0};
  std::vector<Item> items_;  ///< of the ticket walked last
};

void check_references(Subject& subject);
void check_cycles(Subject& subject);
void check_hierarchy(Subject& subject);
void check_states(Subject& subject);
void check_ticket_checks(Subject& subject);
void check_agents(Subject& subject, const Surroundings& around);
void check_documents(Subject& subject, const Files& files);
/// What is wrong with ticket files themselves goes to `findings`.
void check_ticket_files(Subject& subject, const Files& files, std::vector<Finding>& findings);

}  // namespace sage
