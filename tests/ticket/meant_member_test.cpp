#include "ticket/meant_member.h"

#include <gtest/gtest.h>

#include "ticket/ticket_member.h"

namespace sage {
namespace {

TEST(MeantMember, IsFoundForSlipsAndOtherWords) {
  constexpr std::pair<std::string_view, std::string_view> slips[]{
      {"dependancies", "dependencies"},
      {"depends_on", "dependencies"},
      {"dependsOn", "dependencies"},
      {"deps", "dependencies"},
      {"blocked_by", "blockedBy"},
      {"target_files", "targetFiles"},
      {"validation_cofnig", "validation_config"},
      {"childern", "children"},
      {"agnet", "agent"},
      {"TYPE", "type"},
      {"priorty", "priority"},
      {"parents", "parent"}};
  for (const auto& [name, meant] : slips) EXPECT_EQ(meant_member(name), meant) << name;
}

TEST(MeantMember, IsNoneForWhatIsSomebodyElses) {
  for (const char* name : {"tags",
                           "task",
                           "status",
                           "stage",
                           "notes",
                           "labels",
                           "docs",
                           "context",
                           "description",
                           "acceptanceCriteria",
                           "created",
                           "completed",
                           "comments",
                           "sprint",
                           "owner",
                           "github",
                           "git",
                           "url",
                           "name",
                           "rank",
                           "validation_type",
                           "assignee",
                           "author",
                           "due",
                           "updated_at",
                           "x",
                           ""})
    EXPECT_EQ(meant_member(name), "") << name;
  EXPECT_EQ(meant_member(std::string(100'000, 'd')), "");
}

TEST(MeantMember, IsNoneForAMember) {
  for (const auto name : detail::member_names) EXPECT_EQ(meant_member(name), "") << name;
}

}  // namespace
}  // namespace sage
