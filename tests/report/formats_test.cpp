#include <gtest/gtest.h>

#include <algorithm>

#include "report/gated_run.h"
#include "report/html.h"
#include "report/markdown.h"
#include "report/progress.h"
#include "report/trace.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

constexpr const char* attack =
    "</script><script>alert(1)</script> @all fixes #1 | `x` \x1b[31m\xE2\x80\xA8";

RunFacts gated_facts() {
  const Backlog backlog = read_index_text(gated_backlog, "index.json");
  return facts_of(a_gated_run(), &backlog, 0);
}

RunFacts hostile_facts() {
  RunFacts facts = gated_facts();
  for (auto& ticket : facts.tickets) {
    ticket.title = ticket.summary = ticket.message = ticket.category = attack;
    for (auto& check : ticket.checks) check.name = attack;
    ticket.change = ChangeFacts{.commit = id_of(9),
                                .message = attack,
                                .files = {{attack, "added", 1, 0, false}},
                                .diff = {"diff", attack, 0}};
    for (auto& attempt : ticket.attempts) attempt.prompts = attempt.logs = {{"a", attack, 0}};
  }
  facts.command = attack;
  return facts;
}

RunFacts large_facts() {
  RunFacts facts = gated_facts();
  const TicketFacts landed = facts.tickets.front();
  for (int i = 0; i < 1000; ++i) {
    facts.tickets.push_back(landed);
    facts.tickets.back().id = format("L-{:04}", i);
    facts.tickets.back().summary = std::string(700, 'x');
  }
  return facts;
}

bool says(std::string_view text, std::string_view what) { return text.find(what) != text.npos; }

// --- the progress report -------------------------------------------------------------------------

TEST(Progress, HasATableForEachThingThatOccurs) {
  const Progress progress = progress_of(gated_facts());
  std::vector<std::string> titles;
  for (const auto& table : progress.tables) {
    titles.push_back(table.title);
    EXPECT_FALSE(table.rows.empty()) << table.title;
    for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.columns.size()) << table.title;
  }
  EXPECT_EQ(titles, (std::vector<std::string>{"By state", "By component", "Velocity",
                                              "Where the workers' time went", "Landed", "No change",
                                              "Deferred", "Blocked"}));
}

TEST(Progress, SaysHowTheRunStands) {
  EXPECT_TRUE(says(progress_of(gated_facts()).lines[0], "finished after 6.0s, exit code 1"));
  auto events = a_gated_run();
  events.resize(8);
  EXPECT_TRUE(says(progress_of(facts_of(events, nullptr, run_start + 9000)).lines[0],
                   "still going on, for 9.0s"));
  EXPECT_TRUE(says(progress_of(facts_of(events, nullptr, 0)).lines[0], "cut short"));
}

// --- Markdown ------------------------------------------------------------------------------------

TEST(Markdown, HoldsTablesThatAreWhole) {
  const std::string text = markdown_report(gated_facts());
  EXPECT_TRUE(text.starts_with("# Run 20261120-223501-test on main\n")) << text;
  EXPECT_TRUE(says(text,
                   "| Ticket | Title | Category | Reason | Attempts |\n"
                   "| --- | --- | --- | --- | ---: |\n"
                   "| B-1 | Do B-1 | timeout | ran longer than 1s | 2 |\n"))
      << text;
}

TEST(Markdown, TextFromOutsideIsNoMarkup) {
  EXPECT_EQ(as_markdown("a|b *c* _d_ [e](f) `g`"), "a\\|b \\*c\\* \\_d\\_ \\[e\\](f) \\`g\\`");
  EXPECT_EQ(as_markdown("<b> & \n x"), "&lt;b> &amp;   x");
  EXPECT_EQ(as_markdown("# no heading"), "\\# no heading");
  EXPECT_EQ(as_markdown("- no item"), "\\- no item");
  EXPECT_EQ(as_markdown("1. no list"), "1\\. no list");
  EXPECT_EQ(as_markdown("1.5 times"), "1.5 times");
  EXPECT_EQ(as_markdown("\x1b[1m"), "\\\\x1b\\[1m");
}

TEST(Markdown, TextFromOutsideReachesNobody) {
  EXPECT_EQ(as_markdown("@ada fixes #12, see https://x.y"),
            "@&#8203;ada fixes #&#8203;12, see https:&#8203;//x.y");
}

TEST(Markdown, CodeStaysCode) {
  EXPECT_EQ(as_code("a`b|c"), "`a'b\\|c`");
  EXPECT_EQ(as_code(""), "");
}

// --- the description of a pull request -----------------------------------------------------------

TEST(PullRequest, SaysWhatLandedAndHowItWasChecked) {
  RunFacts facts = gated_facts();
  facts.tickets[0].change =
      ChangeFacts{.files = {{"src/a.c", "modified", 3, 1, false}, {"logo", "added", 0, 0, true}}};
  const std::string text = pull_request(facts);
  EXPECT_TRUE(text.starts_with("## 2 tickets landed\n")) << text;
  EXPECT_TRUE(says(text, "| A-1 | Do A-1 | 15151515 | 2 files +3 -1 |")) << text;
  EXPECT_TRUE(says(text, "- checked: `unit` PASS in 100ms; gate on the merged tree: `build` PASS"));
  EXPECT_TRUE(says(text, "(remembered of the same tree)"));
  EXPECT_TRUE(says(text, "  - `src/a.c` modified +3 -1\n  - `logo` added (binary)\n")) << text;
  EXPECT_TRUE(says(text, "| B-1 | Do B-1 | deferred | timeout: ran longer than 1s |")) << text;
  EXPECT_TRUE(says(text, "| B-2 | Do B-2 | blocked | waits for B-1 |")) << text;
}

TEST(PullRequest, NamesEveryTicketOfTheRunWhateverBecameOfIt) {
  RunFacts facts = gated_facts();
  for (const char* state : {"no_change", "queued", "running", "waiting_to_retry", "held",
                            "cancelled", "rolled_back", "not_started"}) {
    facts.tickets.push_back({.id = "X-" + std::to_string(facts.tickets.size()),
                             .title = "Do it",
                             .state = state,
                             .summary = "was so"});
  }
  const std::string text = pull_request(facts);
  for (const auto& ticket : facts.tickets) {
    const bool is_of_run = ticket.state != "done" && ticket.state != "closed";
    EXPECT_EQ(says(text, format("| {} |", as_markdown(ticket.id))), is_of_run) << ticket.id << text;
  }
  EXPECT_TRUE(says(text, "| Do it | was so |")) << text;
}

TEST(PullRequest, WhatWasTakenBackSinceHasNotLanded) {
  RunFacts facts = gated_facts();
  take_back({"A-1"}, facts);
  const std::string text = pull_request(facts);
  EXPECT_TRUE(text.starts_with("## 1 ticket landed\n")) << text;
  EXPECT_TRUE(says(text, "1 rolled back")) << text;
  EXPECT_TRUE(says(text, "| A-1 | Do A-1 | rolled back | taken back after the run |")) << text;
}

TEST(PullRequest, OfAThousandTicketsFitsAndCountsTheRest) {
  const std::string text = pull_request(large_facts());
  EXPECT_LT(text.size(), 60'000u);
  EXPECT_TRUE(says(text, "more\n"));
  EXPECT_TRUE(says(text, "### Not done")) << "what needs a person comes before the details";
}

TEST(PullRequest, OfARunThatLandedNothingSaysSo) {
  const std::string text = pull_request(facts_of({{run_start, event::RunStarted{}}}, nullptr, 0));
  EXPECT_TRUE(text.starts_with("## 0 tickets landed\n")) << text;
}

// --- the trace -----------------------------------------------------------------------------------

TEST(Trace, HasAThreadForEachWorkerWithSlicesThatNest) {
  const json::value trace = parse_json(json::serialize(trace_of(gated_facts())), "trace");
  EXPECT_EQ(trace.as_object().begin()->key(), "schema");
  std::map<std::int64_t, std::int64_t> ends;  // of the last slice but parts, by thread
  int slices = 0, parts = 0;
  for (const auto& event : trace.at("traceEvents").as_array()) {
    if (event.at("ph") != "X") continue;
    const auto thread = event.at("tid").as_int64(), begin = event.at("ts").as_int64(),
               end = begin + event.at("dur").as_int64();
    if (event.at("cat") == "phase") {
      EXPECT_LE(end, ends[thread]) << "a part ends with its attempt";
      ++parts;
      continue;
    }
    EXPECT_GE(begin, ends[thread]) << event.at("name");
    ends[thread] = end;
    ++slices;
  }
  EXPECT_EQ(slices, 9);
  EXPECT_EQ(parts, 3 * 4 + 3);
}

TEST(Trace, CountsTheResultsThatWait) {
  const json::value trace = trace_of(gated_facts());
  std::vector<std::int64_t> depths;
  for (const auto& event : trace.at("traceEvents").as_array())
    if (event.at("ph") == "C") depths.push_back(event.at("args").at("results").as_int64());
  EXPECT_EQ(depths, (std::vector<std::int64_t>{1, 2, 1, 0, 1, 0}));
}

// --- the page ------------------------------------------------------------------------------------

std::string between(const std::string& text, std::string_view begin, std::string_view end) {
  const auto from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

std::string data_in(const std::string& page) {
  return between(page, R"(<script type="application/json" id="facts">)", "</script>");
}

std::size_t occurrences(std::string_view text, std::string_view what) {
  std::size_t number = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++number;
  return number;
}

TEST(Html, HoldsTheFacts) {
  const RunFacts facts = gated_facts();
  EXPECT_EQ(parse_json(data_in(html_report(facts)), "data"), to_json(facts));
}

TEST(Html, NothingFromOutsideCanLeaveTheData) {
  const RunFacts facts = hostile_facts();
  const std::string page = html_report(facts), data = data_in(page);
  EXPECT_EQ(data.find_first_of("<>&"), data.npos);
  EXPECT_FALSE(says(data, "\u2028"));
  EXPECT_EQ(parse_json(data, "data"), to_json(facts));
  EXPECT_EQ(occurrences(page, "<script"), 2u);
  EXPECT_EQ(occurrences(page, "</script"), 2u);
}

TEST(Html, ATitleFromOutsideIsText) {
  RunFacts facts = gated_facts();
  facts.branch = "</title><script>alert(1)</script>";
  EXPECT_TRUE(says(html_report(facts), "on &lt;/title&gt;&lt;script&gt;alert(1)"));
}

TEST(Html, ItsPolicyAllowsItsOwnScriptAndStyleAndNothingElse) {
  const std::string page = html_report(gated_facts());
  const std::string policy = between(page, "Content-Security-Policy", "<meta name=\"viewport\"");
  EXPECT_TRUE(says(policy, "default-src 'none'; script-src 'sha256-"));
  EXPECT_FALSE(says(policy, "unsafe"));
  EXPECT_FALSE(says(policy, "http"));
}

TEST(Html, NamesNoOtherPlace) {
  const std::string page = html_report(gated_facts());
  EXPECT_FALSE(says(page, "src=")) << "only text, style and script";
  EXPECT_EQ(occurrences(page, "http"),
            occurrences(page, "http-equiv") + occurrences(page, "http://www.w3.org/2000/svg"));
}

TEST(Html, ItsScriptMakesNoMarkupOfText) {
  for (const char* way :
       {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("})
    EXPECT_FALSE(says(html_script, way)) << way;
}

}  // namespace
}  // namespace sage
