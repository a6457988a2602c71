#include "base/json.h"

#include <gtest/gtest.h>

namespace sage {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)
struct Inner {
  int count = 1;
  Colour colour = Colour::red;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (count, colour))
struct Outer {
  std::string text;
  std::optional<std::uint64_t> number;
  std::vector<Inner> inner;
  ObjectId id;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (text, number, inner, id))

std::string problem_of(std::string_view text) {
  try {
    Outer outer;
    from_json(parse_json(text, "file"), outer, "outer");
    return "none";
  } catch (const Error& error) {
    return error.message();
  }
}

TEST(Json, RoundTripsADescribedStruct) {
  const Outer before{"é\n", 1ULL << 63, {{3, Colour::green}}, ObjectId{{1, 2, 3}}};
  Outer after;
  from_json(parse_json(json::serialize(to_json(before)), "file"), after, "outer");
  EXPECT_EQ(after.text, before.text);
  EXPECT_EQ(after.number, before.number);
  EXPECT_EQ(after.inner.at(0).colour, Colour::green);
  EXPECT_EQ(after.id, before.id);
}

TEST(Json, IgnoresUnknownMembersAndKeepsDefaults) {
  Outer outer{"kept", 7, {}, {}};
  from_json(parse_json(R"({"later":1,"number":null})", "file"), outer, "outer");
  EXPECT_EQ(outer.text, "kept");
  EXPECT_FALSE(outer.number);
}

TEST(Json, NamesTheMemberThatIsWrong) {
  EXPECT_EQ(problem_of(R"({"inner":[{"count":"no"}]})"),
            "outer.inner[0].count: expected a number, found \"no\"");
  EXPECT_EQ(problem_of(R"({"inner":[{"colour":"blue"}]})"),
            "outer.inner[0].colour: expected a known name, found \"blue\"");
  EXPECT_EQ(problem_of(R"({"id":"12"})"), "outer.id: expected an object id, found \"12\"");
}

TEST(Json, RefusesBadDocumentsWithTheirOffset) {
  EXPECT_NE(problem_of("{\"a\":}").find("file: not valid JSON at offset 5"), std::string::npos);
  EXPECT_NE(problem_of("{} x").find("extra data"), std::string::npos);
  EXPECT_NE(problem_of(std::string(1000, '[')).find("too deep"), std::string::npos);
}

TEST(Json, PrettyIsValidAndIndented) {
  const json::value value = parse_json(R"({"a":[1,{}],"b":{"c":"\""}})", "file");
  EXPECT_EQ(pretty(value),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": \"\\\"\"\n  }\n}\n");
  EXPECT_EQ(parse_json(pretty(value), "pretty"), value);
}

TEST(ObjectIds, ParseOnlyFortyHexDigits) {
  const std::string hex = "0123456789abcdef0123456789abcdef01234567";
  EXPECT_EQ(ObjectId::parse(hex)->hex(), hex);
  EXPECT_FALSE(ObjectId::parse(hex.substr(1)));
  EXPECT_FALSE(ObjectId::parse("-" + hex.substr(1)));
  EXPECT_TRUE(ObjectId{}.is_zero());
}

}  // namespace
}  // namespace sage
