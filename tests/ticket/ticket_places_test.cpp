#include "ticket/ticket_places.h"

#include <gtest/gtest.h>

#include <random>

#include "base/text.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

std::string text_of(const std::vector<std::string>& titles) {
  std::string text = "{\"tickets\": [";
  for (std::size_t i = 0; i < titles.size(); ++i)
    text += format(R"({}{{"id": "T-{}", "title": "{}", "state": "UNPROCESSED"}})",
                   i > 0 ? ",  " : " ", i, titles[i]);
  return text + "]}";
}

TEST(TicketPlaces, AreWhatReadingAnewGivesHoweverTicketsGrow) {
  std::mt19937 random(5);
  std::vector<std::string> titles(40, "title");
  TicketPlaces places(read_index_text(text_of(titles), "index"));
  for (int round = 0; round < 50; ++round) {
    std::map<std::uint64_t, std::int64_t> growth;
    for (auto left = random() % 8; left > 0; --left) {
      const auto ticket = random() % titles.size();
      const auto place = places.find(format("T-{}", ticket)).value();
      if (growth.contains(place.begin)) continue;
      const std::string title(random() % 30, 'x');
      growth[place.begin] = std::ssize(title) - std::ssize(titles[ticket]);
      titles[ticket] = title;
    }
    places.grown(growth);
    const std::string text = text_of(titles);
    const Backlog backlog = read_index_text(text, "index");
    for (const Ticket& ticket : backlog.tickets()) {
      const auto place = places.find(ticket.id).value();
      ASSERT_EQ(text.substr(place.begin, place.size), ticket.json) << round;
    }
  }
  EXPECT_FALSE(places.find("T-40"));
}

}  // namespace
}  // namespace sage
