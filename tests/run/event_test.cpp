#include "run/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace sage {
namespace {

using testing::HasSubstr;

/// A value for a member that is not its default, so that a member which is lost shows.
void fill(std::string& text) { text = "x \"é\" \n\x1b\\ y"; }
void fill(ObjectId& id) { id.bytes.fill(0xA7); }
void fill(bool& flag) { flag = !flag; }
void fill(std::vector<std::string>& list) { list = {"", "src/a b.c", "ü"}; }
template <class Number>
requires std::is_arithmetic_v<Number>
void fill(Number& number) { number = std::numeric_limits<Number>::max(); }
void fill(Verdict& verdict) { verdict = Verdict::TIMEOUT; }
void fill(std::vector<CheckReport>& list) {
  boost::mp11::mp_for_each<detail::members_of<CheckReport>>(
      [&](auto member) { fill(list.emplace_back().*member.pointer); });
}

template <class... Body>
std::vector<Event> one_of_each(std::variant<Body...>*) {
  std::vector<Event> events{Event{1'795'000'000'123, Body{}}...};
  for (Event& event : events)
    std::visit(
        [](auto& body) {
          boost::mp11::mp_for_each<detail::members_of<std::decay_t<decltype(body)>>>(
              [&](auto member) { fill(body.*member.pointer); });
        },
        event.body);
  return events;
}
std::vector<Event> one_of_each() { return one_of_each(static_cast<EventBody*>(nullptr)); }

std::string problem_of(std::string_view line) {
  try {
    (void)parse_event(line, "journal: line 7");
    return "none";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    return error.message();
  }
}

TEST(EventLine, RoundTripsEveryEventWithEveryMember) {
  for (const Event& before : one_of_each()) {
    const std::string line = to_line(before);
    const auto after = parse_event(line, "line");
    ASSERT_TRUE(after) << line;
    EXPECT_EQ(after->at, before.at) << line;
    EXPECT_EQ(after->body.index(), before.body.index()) << line;
    EXPECT_EQ(to_line(*after), line);
  }
}

TEST(EventLine, IsOneLineThatBeginsWithTimeAndName) {
  const std::string line = to_line({0, event::Slowed{"AUTH-001", 500}});
  EXPECT_EQ(line,
            "{\"t\":\"1970-01-01T00:00:00.000Z\",\"event\":\"slowed\",\"ticket\":\"AUTH-001\","
            "\"wait_ms\":500}\n");
  for (const Event& event : one_of_each())
    EXPECT_EQ(to_line(event).find('\n'), to_line(event).size() - 1);
}

TEST(EventLine, HasNamesOfItsOwn) {
  std::set<std::string> names;
  for (const Event& event : one_of_each())
    std::visit(
        [&]<class Body>(const Body&) {
          EXPECT_TRUE(names.insert(Body::name).second) << Body::name << " twice";
          boost::mp11::mp_for_each<detail::members_of<Body>>([](auto member) {
            EXPECT_STRNE(member.name, "t") << Body::name;
            EXPECT_STRNE(member.name, "event") << Body::name;
          });
        },
        event.body);
  EXPECT_EQ(names.size(), std::variant_size_v<EventBody>);
}

TEST(EventLine, CanBeReadBackWhateverBytesItsTextsHold) {
  const auto event = parse_event(to_line({5, event::Warning{"", "a\xff\xfe b"}}), "line");
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<event::Warning>(event->body).message, "a\uFFFD\uFFFD b");
}

TEST(EventLine, OfANewerProgramIsPassedOver) {
  EXPECT_FALSE(parse_event(R"({"t":"2026-11-20T22:35:01.123Z","event":"teleported"})", "line"));
}

TEST(EventLine, OfAnotherVersionMayHaveMoreMembersOrFewer) {
  const auto event = parse_event(
      R"({"t":"2026-11-20T22:35:01.123Z","event":"landed","ticket":"A-1","new":[1]})", "line");
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<event::Landed>(event->body).ticket, "A-1");
  EXPECT_EQ(std::get<event::Landed>(event->body).files, 0u);
}

TEST(EventLine, ThatIsNoneIsAnErrorThatBeginsWithItsPlace) {
  EXPECT_THAT(problem_of("{"), HasSubstr("journal: line 7: not valid JSON"));
  EXPECT_THAT(problem_of("[1]"), HasSubstr("journal: line 7: expected an object"));
  EXPECT_THAT(problem_of(R"({"t":"2026-11-20T22:35:01Z"})"), HasSubstr("expected an object"));
  EXPECT_THAT(problem_of(R"({"t":"now","event":"slowed"})"),
              HasSubstr("journal: line 7.t: expected a time, found \"now\""));
  EXPECT_THAT(problem_of(R"({"t":"2026-11-20T22:35:01Z","event":"slowed","wait_ms":"long"})"),
              HasSubstr("journal: line 7.wait_ms: expected a number"));
}

TEST(EventLine, SyncsExactlyWhatNoOtherRecordHolds) {
  std::set<std::string> synced, shown_only;
  for (const Event& event : one_of_each())
    std::visit(
        [&]<class Body>(const Body&) {
          if (must_be_synced(event)) synced.insert(Body::name);
          if (!is_journalled(event)) shown_only.insert(Body::name);
        },
        event.body);
  EXPECT_EQ(synced, (std::set<std::string>{"run_started", "landing_intent", "landed", "no_change",
                                           "closed", "deferred", "rolled_back", "run_finished"}));
  EXPECT_EQ(shown_only, (std::set<std::string>{"counts", "progress"}));
}

}  // namespace
}  // namespace sage
