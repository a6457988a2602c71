#include "worker/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.h"

namespace sage::wire {
namespace {

using test::error_of;
using testing::HasSubstr;

Job sample_job() {
  Job job;
  job.run = "r1";
  job.ticket = "AUTH-001";
  job.title = "quote \" newline \n tab \t ä";
  job.attempt = 3;
  job.base = *ObjectId::parse("0123456789012345678901234567890123456789");
  job.ticket_json = R"({"id":"AUTH-001"})";
  job.agent = {.name = "fast", .argv = {"a", "{ticket}"}, .prompt = "file", .usage = "codex"};
  job.earlier = {{.attempt = 1, .problem = "conflict", .paths = {"a", "b"}}};
  job.limits = {.timeout_ms = 1, .stall_ms = 2, .grace_ms = 3, .log_bytes = 4};
  job.log_folder = "/logs";
  job.result_ref = "refs/sage/results/AUTH-001/3";
  job.setup = "npm ci";
  job.copy = {".env"};
  job.pristine = true;
  return job;
}

template <class Kind, class Variant>
json::value round(const Variant& message, Variant (*decode)(std::string_view)) {
  auto line = encode(message);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
  line.pop_back();
  return to_json(std::get<Kind>(decode(line)));
}

TEST(Wire, CarriesEveryMemberOfAJob) {
  EXPECT_EQ(round<Job>(ToWorker(sample_job()), decode_to_worker), to_json(sample_job()));
}

TEST(Wire, CarriesEveryMemberOfAnOutcome) {
  Outcome outcome;
  outcome.ticket = "AUTH-001";
  outcome.attempt = 2;
  outcome.kind = OutcomeKind::stalled;
  outcome.base = outcome.result = *ObjectId::parse("0123456789012345678901234567890123456789");
  outcome.files = {"a b", "ü"};
  outcome.summary = "two\nlines";
  outcome.message = "m";
  outcome.category = "c";
  outcome.last_error = "e";
  outcome.discovered = {{.title = "t", .description = "d", .type = "bug", .priority = "P1"}};
  outcome.notes = {"n"};
  outcome.prepare_ms = 1;
  outcome.agent_ms = 2;
  outcome.collect_ms = 3;
  outcome.input_tokens = 4;
  outcome.output_tokens = 5;
  outcome.cost_usd = 0.25;
  EXPECT_EQ(round<Outcome>(FromWorker(outcome), decode_from_worker), to_json(outcome));
}

TEST(Wire, CarriesHelloBothWays) {
  const Hello hello{.version = "1.2", .pid = 4711};
  const auto line = encode(ToWorker(hello));
  EXPECT_EQ(line, encode(FromWorker(hello)));
  EXPECT_EQ(line, "{\"hello\":\"sage-stream\",\"protocol\":1,\"version\":\"1.2\",\"pid\":4711}\n");
  const auto read = std::get<Hello>(decode_from_worker(line));
  EXPECT_EQ(read.version, "1.2");
  EXPECT_EQ(read.pid, 4711);
}

TEST(Wire, CarriesTheShortMessages) {
  EXPECT_TRUE(std::holds_alternative<Cancel>(decode_to_worker(encode(ToWorker(Cancel{})))));
  EXPECT_TRUE(std::holds_alternative<Quit>(decode_to_worker(encode(ToWorker(Quit{})))));
  const Alive alive{.ticket = "A-1", .phase = "agent", .activity = "reads"};
  EXPECT_EQ(round<Alive>(FromWorker(alive), decode_from_worker), to_json(alive));
}

TEST(Wire, WritesUtf8WhateverTheBytes) {
  Outcome outcome;
  outcome.files = {"bad \xff name", std::string("nul \0.", 6)};
  const auto line = encode(FromWorker(outcome));
  EXPECT_TRUE(is_utf8(line));
  EXPECT_EQ(std::get<Outcome>(decode_from_worker(line)).files[0], "bad \uFFFD name");
}

TEST(Wire, IgnoresMembersThatANewerOneSends) {
  const auto alive = decode_from_worker(R"({"alive":{"ticket":"A-1","mood":"good"},"extra":1})");
  EXPECT_EQ(std::get<Alive>(alive).ticket, "A-1");
}

TEST(Wire, RefusesWhatIsNotOfTheProtocol) {
  for (const char* line :
       {"", "null", "[]", "{}", "{", "x", R"({"hello":"ninja"})", R"({"hello":1})",
        R"({"hello":"sage-stream","protocol":"1"})", R"({"job":[]})", R"({"job":{"attempt":"1"}})",
        R"({"outcome":1})", R"({"outcome":{"kind":"splendid"}})", R"({"shout":{}})",
        R"({"alive":{"ticket":"\ud800"}})"}) {
    EXPECT_EQ(error_of([&] { decode_to_worker(line); }).kind(), ErrorKind::invalid_input) << line;
    EXPECT_EQ(error_of([&] { decode_from_worker(line); }).kind(), ErrorKind::invalid_input) << line;
  }
}

TEST(Wire, KnowsTheDirectionOfAMessage) {
  EXPECT_THROW(decode_from_worker(encode(ToWorker(sample_job()))), Error);
  EXPECT_THROW(decode_to_worker(encode(FromWorker(Outcome{}))), Error);
}

TEST(Wire, NamesTheWrongMember) {
  const auto read = [] { decode_to_worker(R"({"job":{"limits":{"timeout_ms":"soon"}}})"); };
  EXPECT_THAT(error_of(read).message(), HasSubstr("job.limits.timeout_ms"));
}

TEST(LineBuffer, GivesWholeLinesHoweverTheBytesCome) {
  const std::string text = "one\n\ntwo words\nlast";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    LineBuffer buffer;
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size(); from += step) {
      buffer.feed(std::string_view(text).substr(from, step));
      while (auto line = buffer.next()) lines.push_back(*line);
    }
    EXPECT_THAT(lines, testing::ElementsAre("one", "", "two words")) << "in steps of " << step;
    EXPECT_EQ(buffer.pending(), 4U);
  }
}

TEST(LineBuffer, GivesLinesThatWereFedTogetherOneByOne) {
  LineBuffer buffer;
  buffer.feed("a\nb\nc");
  EXPECT_EQ(buffer.next(), "a");
  EXPECT_EQ(buffer.pending(), 3U);
  buffer.feed("d\n");
  EXPECT_EQ(buffer.next(), "b");
  EXPECT_EQ(buffer.next(), "cd");
  EXPECT_EQ(buffer.next(), std::nullopt);
  EXPECT_EQ(buffer.pending(), 0U);
}

}  // namespace
}  // namespace sage::wire
