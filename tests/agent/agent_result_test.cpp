#include "agent/agent_result.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "support/temp_folder.h"

namespace sage {
namespace {

using Said = AgentReport::Said;
using test::TempFolder;
using test::write_text;

AgentReport report_of(const std::string& file_text, std::string_view output = "") {
  const TempFolder folder;
  write_text(folder / "result.json", file_text);
  return read_report(folder / "result.json", output, "");
}

AgentReport report_from(std::string_view output, std::string_view parser) {
  return read_report("/nonexistent/result.json", output, parser);
}

TEST(AgentReport, TakesEverythingOfAGoodFile) {
  const auto report = report_of(
      R"({"outcome":"deferred","summary":"s\r\nt","message":"m","defer_reason":"d",
          "usage":{"input_tokens":12,"output_tokens":3},"cost_usd":0.5,
          "discovered":[{"title":"x\ny","description":"d","type":"bug","priority":"P0"}]})");
  EXPECT_EQ(report.said, Said::deferred);
  EXPECT_EQ(report.summary, "s\nt");
  EXPECT_EQ(report.message, "m");
  EXPECT_EQ(report.defer_reason, "d");
  EXPECT_EQ(report.input_tokens, 12U);
  EXPECT_EQ(report.output_tokens, 3U);
  EXPECT_EQ(report.cost_usd, 0.5);
  ASSERT_EQ(report.discovered.size(), 1U);
  EXPECT_EQ(report.discovered[0].title, "x y");
  EXPECT_EQ(report.discovered[0].priority, "P0");
  EXPECT_TRUE(report.notes.empty());
}

TEST(AgentReport, NoFileSaysNothing) {
  const auto report = report_from("hello", "");
  EXPECT_EQ(report.said, Said::nothing);
  EXPECT_TRUE(report.notes.empty());
  EXPECT_TRUE(report.summary.empty());
}

TEST(AgentReport, NotesWrongTypesAndKeepsTheRest) {
  const auto report = report_of(
      R"({"outcome":"DONE","summary":["s"],"message":"kept","usage":{"input_tokens":-1,
          "output_tokens":"many"},"cost_usd":-2,
          "discovered":[1,{"title":" "},{"title":"ok","priority":"urgent"}]})");
  EXPECT_EQ(report.said, Said::nothing);
  EXPECT_EQ(report.message, "kept");
  EXPECT_EQ(report.input_tokens, 0U);
  EXPECT_EQ(report.cost_usd, 0);
  ASSERT_EQ(report.discovered.size(), 1U);
  EXPECT_EQ(report.discovered[0].priority, "");
  EXPECT_EQ(report.notes.size(), 8U) << testing::PrintToString(report.notes);
}

TEST(AgentReport, SurvivesHostileFiles) {
  for (const auto& text :
       {std::string(), std::string("{"), std::string("[1]"), std::string(100'000, '['),
        std::string("{\"summary\":\"\xff\"}"), std::string(2 << 20, ' '), std::string("\0{}", 3),
        std::string("{\"usage\":[],\"discovered\":{}}"), std::string("{\"cost_usd\":1e999}")}) {
    const auto report = report_of(text);
    EXPECT_FALSE(report.notes.empty()) << text.substr(0, 40);
    EXPECT_EQ(report.said, Said::nothing);
  }
}

TEST(AgentReport, FollowsNoLinkAndWaitsForNoFifo) {
  const TempFolder folder;
  write_text(folder / "secret", R"({"summary":"secret"})");
  std::filesystem::create_symlink(folder / "secret", folder / "link");
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  std::filesystem::create_directory(folder / "folder");
  for (const char* name : {"link", "fifo", "folder"}) {
    const auto report = read_report(folder / name, "", "");
    EXPECT_TRUE(report.summary.empty()) << name;
    EXPECT_EQ(report.notes.size(), 1U) << name;
  }
}

TEST(AgentReport, LimitsWhatItTakes) {
  std::string many = R"({"discovered":[{"title":"t"})";
  for (int i = 0; i < 500; ++i) many += R"(,{"title":"t"})";
  EXPECT_EQ(report_of(many + "]}").discovered.size(), 100U);
  std::string wrong = R"({"discovered":[0)";
  for (int i = 0; i < 500; ++i) wrong += ",0";
  EXPECT_LE(report_of(wrong + "]}").notes.size(), 20U);
  std::string text;
  while (text.size() < 100'000) text += "é";
  const auto summary = report_of("{\"summary\":\"x" + text + "\"}").summary;
  EXPECT_EQ(summary.size(), (16U << 10) - 1);
}

TEST(AgentReport, HonoursTheLastResultLine) {
  EXPECT_EQ(report_from("RESULT: COMPLETED\nmore\n  RESULT: DEFERRED \r\nbye", "").said,
            Said::deferred);
  EXPECT_EQ(report_from("RESULT: COMPLETED", "").said, Said::completed);
  EXPECT_EQ(report_from("I say RESULT: DEFERRED now\n", "").said, Said::nothing);
  EXPECT_EQ(report_of(R"({"outcome":"COMPLETED"})", "RESULT: DEFERRED\n").said, Said::completed);
}

TEST(AgentReport, ReadsClaudesOutput) {
  const auto report = report_from(
      "warning\n"
      R"({"type":"result","subtype":"success","result":"Did it.\nRESULT: DEFERRED",)"
      R"("total_cost_usd":0.25,"usage":{"input_tokens":7,"output_tokens":9}})"
      "\n",
      "claude");
  EXPECT_EQ(report.said, Said::deferred);
  EXPECT_EQ(report.summary, "Did it.");
  EXPECT_EQ(report.input_tokens, 7U);
  EXPECT_EQ(report.output_tokens, 9U);
  EXPECT_EQ(report.cost_usd, 0.25);
}

TEST(AgentReport, ReadsCodexOutput) {
  const auto report = report_from(
      "n\":1}}\n"
      R"({"type":"item.completed","item":{"type":"agent_message","text":"First."}})"
      "\n"
      R"({"type":"item.completed","item":{"type":"agent_message","text":"Last."}})"
      "\n"
      R"({"type":"turn.completed","usage":{"input_tokens":100,"output_tokens":20}})",
      "codex");
  EXPECT_EQ(report.summary, "Last.");
  EXPECT_EQ(report.input_tokens, 100U);
  EXPECT_EQ(report.output_tokens, 20U);
  EXPECT_TRUE(report_from(R"({"type":"turn.completed","usage":[1]})", "codex").notes.empty());
}

}  // namespace
}  // namespace sage
