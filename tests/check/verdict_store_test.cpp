#include "check/verdict_store.h"

#include <gmock/gmock.h>

#include "support/error_of.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using test::read_text;
using test::TempFolder;
using test::write_text;
using testing::EndsWith;
using testing::Ne;

ObjectId tree(unsigned number) {
  ObjectId id;
  id.bytes[0] = static_cast<std::uint8_t>(number >> 8);
  id.bytes[1] = static_cast<std::uint8_t>(number);
  id.bytes[19] = 1;
  return id;
}

GateVerdict verdict(Verdict verdict, std::string output = {}) {
  return {verdict, {{.name = "unit", .verdict = verdict, .output = std::move(output), .runs = 2}}};
}

struct VerdictStoreTest : testing::Test {
  VerdictStore store(const std::string& definition = "d1") const {
    return {file, [definition] { return definition; }};
  }

  TempFolder folder;
  std::filesystem::path file = folder / "cache" / "verdicts.ndjson";
};

TEST_F(VerdictStoreTest, RemembersAcrossRuns) {
  EXPECT_FALSE(store().find(tree(1)));
  store().remember(tree(1), verdict(Verdict::PASS));
  store().remember(tree(2), verdict(Verdict::FAIL, "why"));
  store().remember(tree(3), verdict(Verdict::NO_TESTS));
  EXPECT_EQ(store().find(tree(1))->verdict, Verdict::PASS);
  EXPECT_EQ(store().find(tree(1))->reports.at(0).runs, 2);
  EXPECT_EQ(store().find(tree(2))->reports.at(0).output, "why");
  EXPECT_EQ(store().find(tree(3))->verdict, Verdict::NO_TESTS);
  EXPECT_FALSE(store().find(tree(4)));
}

TEST_F(VerdictStoreTest, ForgetsWithItselfWhatMayComeFromTheMachine) {
  VerdictStore first = store();
  for (const auto word : {Verdict::NOT_RUN, Verdict::TIMEOUT}) {
    first.remember(tree(1), verdict(word));
    EXPECT_EQ(first.find(tree(1))->verdict, word);
    EXPECT_FALSE(store().find(tree(1)));
  }
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(VerdictStoreTest, KnowsNothingOfAnotherGate) {
  store("d1").remember(tree(1), verdict(Verdict::PASS));
  store("d2").remember(tree(1), verdict(Verdict::FAIL));
  EXPECT_EQ(store("d1").find(tree(1))->verdict, Verdict::PASS);
  EXPECT_EQ(store("d2").find(tree(1))->verdict, Verdict::FAIL);
  EXPECT_FALSE(store("d").find(tree(1)));
}

TEST_F(VerdictStoreTest, TakesTheLastWord) {
  VerdictStore both = store();
  both.remember(tree(1), verdict(Verdict::FAIL));
  both.remember(tree(1), verdict(Verdict::PASS));
  EXPECT_EQ(both.find(tree(1))->verdict, Verdict::PASS);
  EXPECT_EQ(store().find(tree(1))->verdict, Verdict::PASS);
}

TEST_F(VerdictStoreTest, PassesOverLinesThatCannotBeRead) {
  store().remember(tree(1), verdict(Verdict::PASS));
  const std::string good = read_text(file);
  const auto line = [](const std::string& rest) { return R"({"definition":"d1",)" + rest + "}\n"; };
  const std::string tree_of_2 = R"("tree":")" + tree(2).hex() + R"(")";
  for (const std::string& bad :
       {std::string("nonsense d1\n"), std::string("\n"), std::string("\0d1\n", 4),
        line(R"("tree":"x","verdict":"PASS")"), line(R"("verdict":"PASS")"), line(tree_of_2),
        line(tree_of_2 + R"(,"verdict":"MAYBE")"), line(tree_of_2 + R"(,"verdict":"TIMEOUT")")}) {
    write_text(file, bad + good + bad);
    EXPECT_EQ(store().find(tree(1))->verdict, Verdict::PASS) << bad;
    EXPECT_FALSE(store().find(tree(2))) << bad;
  }
}

TEST_F(VerdictStoreTest, IsNotSpoiledByALineThatWasTorn) {
  store().remember(tree(1), verdict(Verdict::PASS));
  const std::string good = read_text(file);
  for (std::size_t kept = 0; kept < good.size(); ++kept) {
    write_text(file, good.substr(0, kept));
    store().remember(tree(2), verdict(Verdict::FAIL));
    EXPECT_EQ(store().find(tree(2))->verdict, Verdict::FAIL) << kept;
  }
}

TEST_F(VerdictStoreTest, KeepsTheEndOfLongOutputAndNoBytesThatAreNoText) {
  const std::string output = std::string(5000, 'x') +
                             "\xff\0\x1b end"
                             "\xc3";
  store().remember(tree(1), verdict(Verdict::FAIL, output));
  const auto found = store().find(tree(1));
  ASSERT_TRUE(found);
  EXPECT_LT(found->reports.at(0).output.size(), 1100u);
  EXPECT_THAT(found->reports.at(0).output, EndsWith("\uFFFD"));
}

TEST_F(VerdictStoreTest, DropsTheOldestWhenItHasGrown) {
  std::string lines;
  for (unsigned i = 0; i <= 20'000; ++i)
    lines += R"({"definition":"d1","tree":")" + tree(i).hex() +
             R"(","verdict":"PASS"})"
             "\n";
  write_text(file, lines);
  EXPECT_TRUE(store().find(tree(10'000))) << "known to the one that drops it";
  EXPECT_FALSE(store().find(tree(10'000)));
  EXPECT_TRUE(store().find(tree(10'001)));
  EXPECT_TRUE(store().find(tree(20'000)));
}

TEST_F(VerdictStoreTest, GoesByTheDefinitionAsItIsWhenItLooksAgain) {
  std::string definition = "d1";
  VerdictStore store(file, [&] { return definition; });
  store.remember(tree(1), verdict(Verdict::PASS));
  definition = "d2";
  EXPECT_TRUE(store.find(tree(1))) << "not looked again yet";
  store.look_again();
  EXPECT_FALSE(store.find(tree(1)));
  store.remember(tree(1), verdict(Verdict::FAIL));
  store.let_go_of_failures();
  definition = "d1";
  store.look_again();
  EXPECT_EQ(store.find(tree(1))->verdict, Verdict::PASS);
  definition = "d2";
  store.look_again();
  EXPECT_FALSE(store.find(tree(1))) << "failures were let go";
}

TEST(GateDefinition, IsWorkedOutAgainWhereAFileChanged) {
  const TempFolder folder;
  GateDefinition definition({{.name = "unit", .environment = {".env"}}}, "", folder);
  const std::string missing = definition();
  write_text(folder / ".env", "A=1");
  EXPECT_THAT(definition(), Ne(missing));
  fs::remove(folder / ".env");
  EXPECT_EQ(definition(), missing);
}

TEST(GateDefinition, ChangesWithAllThatAVerdictDependsOn) {
  const TempFolder folder;
  const Check check{.name = "unit", .argv = {"make", "test"}, .environment = {".env"}};
  const auto of = [&](const std::vector<Check>& checks, const std::string& setup = "") {
    return gate_definition(checks, setup, folder);
  };
  const std::string first = of({check});
  EXPECT_EQ(of({check}), first);
  EXPECT_EQ(first.size(), 64u);
  EXPECT_THAT(of({}), Ne(first));
  EXPECT_THAT(of({check}, "npm ci"), Ne(first));
  EXPECT_THAT(of({check, check}), Ne(first));
  const auto changed = [&](auto change) {
    Check other = check;
    change(other);
    return of({other});
  };
  EXPECT_THAT(changed([](Check& c) { c.argv = {"make test"}; }), Ne(first));
  EXPECT_THAT(changed([](Check& c) { c.timeout_ms = 1; }), Ne(first));
  EXPECT_THAT(changed([](Check& c) { c.success_pattern = "x"; }), Ne(first));
  EXPECT_THAT(changed([](Check& c) { c.expects_tests = true; }), Ne(first));
  EXPECT_THAT(changed([](Check& c) { c.flaky = 1; }), Ne(first));
  EXPECT_THAT(changed([](Check& c) { c.environment = {}; }), Ne(first));
  write_text(folder / ".env", "");
  const std::string empty = of({check});
  EXPECT_THAT(empty, Ne(first)) << "missing is not empty";
  write_text(folder / ".env", "A=1");
  EXPECT_THAT(of({check}), Ne(empty));
  write_text(folder / ".env", "");
  EXPECT_EQ(of({check}), empty);
}

TEST(GateDefinition, NamesTheSettingThatNamesNoFile) {
  const TempFolder folder;
  const std::vector<Check> checks{{.name = "lint"}, {.name = "unit", .environment = {"."}}};
  const Error error = test::error_of([&] { gate_definition(checks, "", folder); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
  EXPECT_THAT(error.message(),
              testing::StartsWith("stream.gate[1].environment: expected a file: cannot read "));
  EXPECT_THAT(error.hint(), testing::HasSubstr("verdicts depend on"));
}

}  // namespace
}  // namespace sage
