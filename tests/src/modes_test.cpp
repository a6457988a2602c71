#include <gmock/gmock.h>

#include <deque>

#include "fakes/drain.h"
#include "modes/batches.h"
#include "modes/interactive.h"
#include "modes/semi_auto.h"

namespace sage {
namespace {

using test::completed;
using test::Drain;
using test::ended;
using test::FakeLander;
using test::FakePool;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Names = std::vector<std::string>;

/// Answers as it is told, each time to the question that it is told to expect.
struct Script : Prompt {
  struct Line {
    std::string question, answer;  ///< "": the usual answer; "^D": nobody answers
  };

  std::string_view ask(const Question& question) override {
    const std::string answer = next(question.text);
    if (answer.empty()) return question.usual;
    for (const auto word : question.answers)
      if (word == answer) return word;
    EXPECT_EQ(answer, "^D") << "is no answer to " << question.text;
    return question.safe;
  }
  std::optional<std::string> words(const std::string& what) override {
    const std::string answer = next(what);
    return answer == "^D" ? std::nullopt : std::optional(answer);
  }
  void say(const std::string& lines) override { said += lines; }

  std::string next(const std::string& question) {
    if (lines.empty()) {
      ADD_FAILURE() << "nothing was expected to be asked: " << question;
      return "^D";
    }
    EXPECT_THAT(question, HasSubstr(lines.front().question));
    const std::string answer = lines.front().answer;
    lines.pop_front();
    return answer;
  }

  std::deque<Line> lines;
  std::string said;
};

struct Given {
  std::string id;
  Names dependencies{};
  std::string description = "Do it";
};

std::string index_text(const std::vector<Given>& tickets) {
  json::array list;
  for (const auto& ticket : tickets)
    list.push_back(json::object{{"id", ticket.id},
                                {"title", "Do " + ticket.id},
                                {"state", "UNPROCESSED"},
                                {"dependencies", to_json(ticket.dependencies)},
                                {"description", ticket.description}});
  return pretty(json::object{{"tickets", list}});
}

/// A session of a mode over fakes; the next one of the same test goes on in the same repository.
struct Sessions : testing::Test {
  template <class Mode>
  std::optional<Drained> session(std::deque<Script::Line> lines, std::size_t workers = 1) {
    prompt.lines = std::move(lines);
    prompt.said.clear();
    if (!drain) drain.emplace(index_text(tickets));
    Mode guide({everything, prompt, {}, SessionFile(drain->layout.session()), diff, command});
    WorkingIndex index(drain->layout.index());
    if (!guide.begin(index)) return std::nullopt;
    drain->guide = &guide;
    drain->events.also = &guide;
    pool.emplace(workers, script);
    Recovered recovered;
    recovered.to_land = CommitQueue(drain->layout.queue()).list().entries;
    std::erase_if(recovered.to_land, [](auto& e) { return e.status != EntryStatus::queued; });
    const Drained drained = drain->run(*pool, lander, recovered);
    guide.end(drained.interrupted != Interrupt::none);
    EXPECT_THAT(prompt.lines, IsEmpty()) << "was not asked: " << prompt.lines.front().question;
    return drained;
  }

  Names sent() const {
    Names ids;
    for (const Job& job : pool->sent) ids.push_back(job.ticket);
    return ids;
  }
  bool session_is_saved() const { return fs::exists(drain->layout.session()); }

  std::vector<Given> tickets{{"A-1"}, {"B-1"}};
  std::function<PoolEvent(const Job&)> script = completed;
  std::function<std::string(const QueueEntry&)> diff = [](auto&) { return "+new\n-old\n"; };
  std::string command = "sage-stream --component 'Front End'";
  Guide everything;
  Script prompt;
  std::optional<Drain> drain;
  std::optional<FakePool> pool;
  FakeLander lander{[this](const QueueEntry& entry) {  // the real one tells it, too
    drain->events.take({wall_now(), event::Landed{entry.ticket_id, entry.result, entry.result}});
    return std::nullopt;
  }};
};

using InteractiveMode = Sessions;

TEST_F(InteractiveMode, AsksToBeginForEachTicketAndForEachResult) {
  session<Interactive>({{"Begin?", ""},
                        {"Start A-1 Do A-1?", ""},
                        {"Land A-1?", ""},
                        {"Start B-1", ""},
                        {"Land B-1?", ""}});
  EXPECT_EQ(lander.landed, (Names{"A-1", "B-1"}));
  EXPECT_THAT(prompt.said, HasSubstr("2 tickets to do, 2 ready: A-1 Do A-1; B-1 Do B-1"));
  EXPECT_FALSE(session_is_saved());
}

TEST_F(InteractiveMode, NothingIsChangedWhereItIsNotToBegin) {
  EXPECT_FALSE(session<Interactive>({{"Begin?", "no"}}));
  EXPECT_FALSE(session_is_saved());
}

TEST_F(InteractiveMode, OneTicketAtATimeIsInHandHoweverManyWorkers) {
  session<Interactive>({{"Begin?", ""}, {"Start A-1", ""}, {"Land A-1", ""}, {"Start B-1", "no"}},
                       2);
  EXPECT_EQ(sent(), Names{"A-1"});
}

TEST_F(InteractiveMode, NoPutsATicketOffAndSkipLeavesItOut) {
  tickets.push_back({"C-1"});
  session<Interactive>({{"Begin?", ""},
                        {"Start A-1", "no"},
                        {"Start B-1", "skip"},
                        {"Start C-1", "yes"},
                        {"Land C-1", ""},
                        {"Start A-1", "yes"},
                        {"Land A-1", ""}});
  EXPECT_EQ(lander.landed, (Names{"C-1", "A-1"}));
  EXPECT_EQ(drain->state("B-1"), State::unprocessed);
}

TEST_F(InteractiveMode, AResultGoesBackToTheAgentWithTheWords) {
  tickets = {{"A-1"}};
  session<Interactive>({{"Begin?", ""},
                        {"Start A-1", ""},
                        {"Land A-1", "no"},
                        {"What is the agent", ""},
                        {"Land A-1", "no"},
                        {"What is the agent", "tests are missing"},
                        {"Land A-1", ""}});
  ASSERT_EQ(pool->sent.size(), 2u);
  EXPECT_EQ(pool->sent[1].earlier.at(0).problem, "tests are missing");
  EXPECT_EQ(lander.landed, Names{"A-1"});
}

TEST_F(InteractiveMode, AResultIsDeferredWithTheReason) {
  tickets = {{"A-1"}};
  const auto drained = session<Interactive>(
      {{"Begin?", ""}, {"Start A-1", ""}, {"Land A-1", "defer"}, {"Why?", "after the release"}});
  EXPECT_EQ(drained.value().deferred, 1u);
  EXPECT_EQ(drain->events.all<event::Deferred>().at(0).message, "after the release");
}

TEST_F(InteractiveMode, AFailedTicketIsTriedAgainWithoutAsking) {
  tickets = {{"A-1"}};
  script = [](const Job& job) {
    return job.attempt == 1 ? ended(job, OutcomeKind::failed) : completed(job);
  };
  session<Interactive>({{"Begin?", ""}, {"Start A-1", ""}, {"Land A-1", ""}});
  EXPECT_EQ(sent(), (Names{"A-1", "A-1"}));
}

TEST_F(InteractiveMode, TheDiffIsShownAndCannotReachTheTerminal) {
  tickets = {{"A-1"}};
  diff = [](auto&) { return "+\x1b[31mred\tcell\xff\n"; };
  session<Interactive>(
      {{"Begin?", ""}, {"Start A-1", ""}, {"Land A-1", "look"}, {"Land A-1", "yes"}});
  EXPECT_THAT(prompt.said, HasSubstr("+\\x1b[31mred    cell\\xff\n"));
  EXPECT_THAT(prompt.said, HasSubstr("git diff "));
  EXPECT_THAT(prompt.said, Not(HasSubstr("\x1b")));
}

TEST_F(InteractiveMode, ALongDiffIsCut) {
  tickets = {{"A-1"}};
  diff = [](auto&) {
    std::string lines;
    for (int i = 0; i < 1000; ++i) lines += format("+line {}\n", i);
    return lines;
  };
  session<Interactive>(
      {{"Begin?", ""}, {"Start A-1", ""}, {"Land A-1", "look"}, {"Land A-1", "yes"}});
  EXPECT_THAT(prompt.said, HasSubstr("line 199\n(and more)\n"));
  EXPECT_THAT(prompt.said, Not(HasSubstr("line 200\n")));
}

TEST_F(InteractiveMode, ATicketIsShownWithAllItSays) {
  tickets = {{"A-1", {}, "Mend\n  the \x1b[2Jfence"}};
  session<Interactive>({{"Begin?", ""}, {"Start A-1", "look"}, {"Start A-1", "no"}});
  EXPECT_THAT(prompt.said, HasSubstr("Mend\n  the \\x1b[2Jfence\n"));
}

TEST_F(InteractiveMode, APauseKeepsTheResultForTheNextSession) {
  session<Interactive>({{"Begin?", ""}, {"Start A-1", ""}, {"Land A-1", "pause"}});
  EXPECT_THAT(lander.landed, IsEmpty());
  EXPECT_EQ(drain->queued(), 1u);
  EXPECT_EQ(drain->state("A-1"), State::unprocessed);
  EXPECT_THAT(prompt.said, HasSubstr("To go on: sage-stream --component 'Front End'\n"));
  EXPECT_TRUE(session_is_saved());

  session<Interactive>({{"Resume it?", ""}, {"Land A-1", ""}, {"Start B-1", ""}, {"Land B-1", ""}});
  EXPECT_EQ(lander.landed, (Names{"A-1", "B-1"}));
  EXPECT_FALSE(session_is_saved());
}

TEST_F(InteractiveMode, WhereNobodyAnswersItPauses) {
  session<Interactive>({{"Begin?", ""}, {"Start A-1", "^D"}});
  EXPECT_TRUE(session_is_saved());
  session<Interactive>({{"Resume it?", ""}, {"Start A-1", ""}, {"Land A-1", "^D"}});
  EXPECT_TRUE(session_is_saved());
  EXPECT_EQ(drain->queued(), 1u);
}

TEST_F(InteractiveMode, WhatChangedNothingIsAskedForToo) {
  tickets = {{"A-1"}};
  script = [](const Job& job) { return ended(job, OutcomeKind::no_change); };
  session<Interactive>({{"Begin?", ""}, {"Start A-1", ""}, {"Land A-1", "look"}, {"Land A-1", ""}});
  EXPECT_EQ(drain->state("A-1"), State::completed);
  EXPECT_THAT(prompt.said, HasSubstr("nothing was changed"));
}

TEST_F(InteractiveMode, AnotherCommandThanThatOfTheSessionIsTold) {
  command = "sage-stream --onto stream " + std::string(200, 'x');
  const std::string before = command;
  session<Interactive>({{"Begin?", ""}, {"Start A-1", "pause"}});
  EXPECT_THAT(prompt.said, HasSubstr("To go on: " + before + "\n"));
  session<Interactive>({{"Resume it?", ""}, {"Start A-1", "pause"}});
  EXPECT_THAT(prompt.said, Not(HasSubstr("worked on with")));
  command = "sage-stream";
  session<Interactive>({{"Resume it?", ""}, {"Start A-1", "pause"}});
  EXPECT_THAT(prompt.said, HasSubstr("worked on with: " + before + "\n"));
  session<Interactive>({{"Resume it?", ""}, {"Start A-1", "pause"}});
  EXPECT_THAT(prompt.said, Not(HasSubstr("worked on with")));
}

TEST_F(InteractiveMode, SkippedTicketsStaySkippedWhenItIsResumed) {
  session<Interactive>({{"Begin?", ""}, {"Start A-1", "skip"}, {"Start B-1", "pause"}});
  session<Interactive>({{"Resume it?", ""}, {"Start B-1", ""}, {"Land B-1", ""}});
  EXPECT_THAT(prompt.said, HasSubstr("skipped: A-1"));
  EXPECT_EQ(drain->state("A-1"), State::unprocessed);
}

TEST_F(InteractiveMode, AfreshForgetsWhatWasSkipped) {
  session<Interactive>({{"Begin?", ""}, {"Start A-1", "skip"}, {"Start B-1", "pause"}});
  session<Interactive>({{"Resume it?", "afresh"},
                        {"Begin?", ""},
                        {"Start A-1", ""},
                        {"Land A-1", ""},
                        {"Start B-1", ""},
                        {"Land B-1", ""}});
  EXPECT_EQ(lander.landed, (Names{"A-1", "B-1"}));
}

TEST_F(InteractiveMode, TheSelectionIsAskedFirst) {
  struct OnlyB : Guide {
    Start may_start(const Ticket& ticket) override {
      return ticket.id == "B-1" ? Start::yes : Start::not_now;
    }
    bool concerns(const Ticket& ticket) const override { return ticket.id == "B-1"; }
  } only_b;
  drain.emplace(index_text(tickets));
  prompt.lines = {{"Begin?", ""}, {"Start B-1", ""}, {"Land B-1", ""}};
  Interactive guide({only_b, prompt, {}, SessionFile(drain->layout.session()), diff, command});
  WorkingIndex index(drain->layout.index());
  ASSERT_TRUE(guide.begin(index));
  drain->guide = &guide;
  pool.emplace(1, script);
  drain->run(*pool, lander);
  EXPECT_THAT(prompt.said, HasSubstr("1 ticket to do, 1 ready: B-1 Do B-1"));
  EXPECT_EQ(lander.landed, Names{"B-1"});
}

using SemiAutoMode = Sessions;

TEST_F(SemiAutoMode, EachComponentIsConfirmedDrainedAndSummedUp) {
  tickets = {{"API-1"}, {"API-2", {"API-1"}}, {"SDK-1"}};
  session<SemiAuto>({{"Go on with API?", ""}, {"Go on with SDK?", ""}}, 2);
  EXPECT_EQ(lander.landed, (Names{"API-1", "API-2", "SDK-1"}));
  EXPECT_THAT(prompt.said, HasSubstr("API: 2 tickets to do"));
  EXPECT_THAT(prompt.said, HasSubstr("API: 2 done, 0 deferred"));
  EXPECT_THAT(prompt.said, HasSubstr("SDK: 1 done, 0 deferred"));
  EXPECT_FALSE(session_is_saved());
}

TEST_F(SemiAutoMode, AComponentThatHadToWaitComesAgain) {
  tickets = {{"API-1"}, {"API-2", {"SDK-1"}}, {"API-3", {"API-1"}}, {"SDK-1"}};
  session<SemiAuto>({{"Go on with API?", ""}, {"Go on with SDK?", ""}, {"Go on with API?", ""}});
  EXPECT_EQ(lander.landed, (Names{"API-1", "API-3", "SDK-1", "API-2"}));
  EXPECT_THAT(prompt.said, HasSubstr("API-2 for SDK-1"));
}

TEST_F(SemiAutoMode, ASkippedComponentStaysAsItIs) {
  tickets = {{"API-1"}, {"SDK-1"}, {"SDK-2", {"API-1"}}};
  session<SemiAuto>({{"Go on with API?", "skip"}, {"Go on with SDK?", ""}});
  EXPECT_EQ(lander.landed, Names{"SDK-1"});
  EXPECT_EQ(drain->state("API-1"), State::unprocessed);
}

TEST_F(SemiAutoMode, DeferredTicketsOfTheComponentCanBeTriedAgain) {
  tickets = {{"API-1"}, {"SDK-1"}};
  bool mended = false;
  script = [&](const Job& job) {
    if (job.ticket == "API-1" && !std::exchange(mended, job.attempt >= 2))
      return ended(job, OutcomeKind::failed, "exit status 1");
    return completed(job);
  };
  session<SemiAuto>(
      {{"Go on with API?", ""}, {"Try 1 deferred ticket again?", "yes"}, {"Go on with SDK?", ""}});
  EXPECT_EQ(lander.landed, (Names{"API-1", "SDK-1"}));
  EXPECT_THAT(prompt.said, HasSubstr("API: 0 done, 1 deferred"));
  EXPECT_THAT(prompt.said, HasSubstr("deferred: agent_failed: exit status 1"));
  EXPECT_THAT(prompt.said, HasSubstr("API: 1 done, 0 deferred"));
}

TEST_F(SemiAutoMode, PausedAtTheBorderItIsResumedThere) {
  tickets = {{"API-1"}, {"SDK-1"}, {"WEB-1"}};
  session<SemiAuto>(
      {{"Go on with API?", "skip"}, {"Go on with SDK?", ""}, {"Go on with WEB?", "pause"}});
  EXPECT_THAT(prompt.said, HasSubstr("To go on: sage-stream --component 'Front End'\n"));
  session<SemiAuto>({{"Resume it?", ""}, {"Go on with WEB?", ""}});
  EXPECT_THAT(prompt.said, HasSubstr("skipped: API"));
  EXPECT_EQ(lander.landed, (Names{"SDK-1", "WEB-1"}));
}

TEST_F(SemiAutoMode, CutOffWithinAComponentItGoesOnThere) {
  tickets = {{"API-1"}, {"SDK-1"}};
  drain.emplace(index_text(tickets));
  SessionFile(drain->layout.session())
      .save({.mode = "semi-auto", .since = "2026-11-20T22:35:01Z", .component = "SDK"});
  session<SemiAuto>({{"Resume it?", ""}, {"Go on with API?", "pause"}});
  EXPECT_EQ(lander.landed, Names{"SDK-1"});
}

using ParallelInteractiveMode = Sessions;

TEST_F(ParallelInteractiveMode, EachBatchIsConfirmedWhenTheOneBeforeItIsDone) {
  tickets = {{"A-1"}, {"B-1"}, {"C-1", {"A-1"}}};
  session<Batches>({{"Start 2 tickets?", ""}, {"Start 1 ticket?", ""}}, 2);
  EXPECT_EQ(sent(), (Names{"A-1", "B-1", "C-1"}));
}

TEST_F(ParallelInteractiveMode, SomeCanBeChosenAndTheOthersComeAgain) {
  tickets = {{"A-1"}, {"B-1"}, {"C-1"}};
  session<Batches>({{"Start 3 tickets?", "choose"},
                    {"Which", "7"},
                    {"Which", ""},
                    {"Which", "1, c-1"},
                    {"Start 1 ticket?", "no"}},
                   2);
  EXPECT_EQ(sent(), (Names{"A-1", "C-1"}));
  EXPECT_EQ(drain->state("B-1"), State::unprocessed);
  EXPECT_FALSE(session_is_saved());
}

TEST_F(ParallelInteractiveMode, ItPausesBetweenBatches) {
  session<Batches>({{"Start 2 tickets?", "pause"}}, 2);
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_TRUE(session_is_saved());
}

TEST(NamedAmong, NumbersRangesAndIds) {
  const Names ids{"A-1", "B-1", "2-4", "D-1"};
  const auto named = [&](const char* words) { return named_among(ids, words).value(); };
  EXPECT_THAT(named("1"), ElementsAre("A-1"));
  EXPECT_THAT(named(" 1-3,4 "), ElementsAre("2-4", "A-1", "B-1", "D-1"));
  EXPECT_THAT(named("2-4"), ElementsAre("2-4"));
  EXPECT_THAT(named("b-1\td-1"), ElementsAre("B-1", "D-1"));
  EXPECT_THAT(named(""), IsEmpty());
  for (const char* wrong : {"0", "5", "3-2", "1-5", "x", "-1", "1-", "99999999999999999999"})
    EXPECT_FALSE(named_among(ids, wrong)) << wrong;
}

struct SessionOnDisk : testing::Test {
  SessionOnDisk() { drain.emplace(index_text({{"A-1"}})); }
  fs::path file() const { return drain->layout.session(); }

  std::optional<Drain> drain;
};

TEST_F(SessionOnDisk, IsReadAsItWasWritten) {
  const SessionState state{.mode = "semi-auto",
                           .since = "2026-11-20T22:35:01Z",
                           .command = "sage-stream --semi-auto",
                           .component = "API",
                           .skipped_components = {"a \"b\""},
                           .skipped_tickets = {"T-1"}};
  SessionFile(file()).save(state);
  const auto read = SessionFile(file()).load("semi-auto");
  EXPECT_EQ(to_json(read.value()), to_json(state));
  EXPECT_FALSE(SessionFile(drain->layout.root / "none").load("semi-auto"));
}

TEST_F(SessionOnDisk, ThatIsNoneOfOursIsRefusedAndTold) {
  fs::create_directories(file().parent_path());
  const char* good =
      R"({"schema":"sage.session/1","mode":"interactive","since":"2026-11-20T22:35:01Z")";
  for (const std::string& text :
       {std::string("{"), std::string("[]"), std::string("{}"),
        std::string(R"({"schema":"sage.session/2","mode":"interactive"})"),
        std::string(R"({"schema":"sage.session/1","mode":"interactive","since":"soon"})"),
        std::string(
            R"({"schema":"sage.session/1","mode":"semi-auto","since":"2026-11-20T22:35:01Z"})"),
        std::string(good) + R"(,"skipped_tickets":["../x"]})",
        std::string(good) + R"(,"skipped_tickets":"A-1"})"}) {
    replace_file(file(), text);
    EXPECT_THROW(SessionFile(file()).load("interactive"), Error) << text;
  }
}

TEST_F(Sessions, ASessionThatCannotBeTakenUpIsSetAside) {
  drain.emplace(index_text(tickets));
  const fs::path file = drain->layout.session();
  fs::create_directories(file.parent_path());
  replace_file(file, "{\"schema\":\"\\u001b[31m\"}");
  session<Batches>({{"Start 2 tickets?", "pause"}});
  EXPECT_THAT(prompt.said, HasSubstr("set aside"));
  EXPECT_THAT(prompt.said, Not(HasSubstr("\x1b")));
  EXPECT_TRUE(fs::exists(file.string() + ".aside"));
}

}  // namespace
}  // namespace sage
