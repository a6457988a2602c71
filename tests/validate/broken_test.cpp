#include <gtest/gtest.h>

#include <algorithm>

#include "plan/graph.h"
#include "ticket/read_index.h"
#include "validate/fixtures.h"

/// fixtures/broken/: each NAME.json is wrong in the way its name says, and NAME.txt is what
/// validate says of it, exactly. NAME.files, where there is one, is the folder around it.
namespace sage {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> broken_indexes() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(test::fixtures("broken")))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

ValidationReport report_on_broken(const std::string& name) {
  const test::FolderFiles files(test::fixtures("broken") / (name + ".files"));
  std::string text = test::read_text(test::fixtures("broken") / (name + ".json"));
  return validate(survey_index(text), ".sage/tickets/index.json",
                  {&files, [](std::string_view agent) { return agent == "codex"; }});
}

class Broken : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Index, Broken, testing::ValuesIn(broken_indexes()), [](const auto& test) {
  std::string name = test.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST_P(Broken, IsToldAsExpected) {
  const auto report = report_on_broken(GetParam());
  const fs::path expected = test::fixtures("broken") / (GetParam() + ".txt");
  ASSERT_TRUE(fs::exists(expected)) << "write down what is expected of it in " << expected;
  EXPECT_EQ(human_text(report) + summary_line(report) + "\n", test::read_text(expected));
}

/// As far as a run reads the index alone: it looks at checks and agents later.
TEST_P(Broken, HasAnErrorExactlyIfARunRefusesIt) {
  bool is_refused = false;
  try {
    Graph::build(read_index_text(test::read_text(test::fixtures("broken") / (GetParam() + ".json")),
                                 "index.json"));
  } catch (const Error&) {
    is_refused = true;
  }
  const auto report = report_on_broken(GetParam());
  const auto is_refused_later = [](const Finding& finding) {
    return finding.rule->id == "invalid-checks" || finding.rule->id == "unknown-agent";
  };
  if (std::ranges::any_of(report.findings, is_refused_later)) return;
  EXPECT_EQ(report.count(Severity::error) > 0, is_refused);
}

TEST(BrokenIndexes, AreManyAndEachExpectationHasItsIndex) {
  EXPECT_GE(broken_indexes().size(), 60u);
  for (const auto& entry : fs::directory_iterator(test::fixtures("broken"))) {
    fs::path index = entry.path();
    if (index.filename() == ".gitattributes") continue;
    EXPECT_TRUE(fs::exists(index.replace_extension(".json"))) << entry.path();
  }
}

TEST(BrokenIndexes, ShowEveryRuleButTheOneOfAMissingIndex) {
  for (const Rule& rule : rules()) {
    const auto shows = [&](const std::string& name) {
      const auto report = report_on_broken(name);
      return std::ranges::any_of(report.findings,
                                 [&](const Finding& finding) { return finding.rule == &rule; });
    };
    const auto names = broken_indexes();
    EXPECT_EQ(std::ranges::any_of(names, shows), rule.id != "missing-index") << rule.id;
  }
}

}  // namespace
}  // namespace sage
