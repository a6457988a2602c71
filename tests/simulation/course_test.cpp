#include "simulation/course.h"

#include <gtest/gtest.h>

namespace sage {
namespace {

TEST(Course, GivesTheMeanOfEachStep) {
  Course course;
  course.held_until(10, {1, 0, 0, 0});
  course.held_until(30, {4, 0, 0, 2});
  ASSERT_EQ(course.step(), 1);
  const auto ready = course.means(Course::ready);
  ASSERT_EQ(ready.size(), 30u);
  EXPECT_EQ(ready[9], 1);
  EXPECT_EQ(ready[10], 4);
  EXPECT_EQ(course.most(Course::ready), 4u);
  EXPECT_DOUBLE_EQ(course.mean(Course::to_land), 40.0 / 30);
}

TEST(Course, TakesLongerStepsAsTheRunGetsLonger) {
  Course course;
  course.held_until(1, {8, 0, 0, 0});
  course.held_until(100'000'000, {0, 2, 0, 0});
  const auto working = course.means(Course::working);
  EXPECT_LE(working.size(), Course::most_steps);
  EXPECT_GT(working.size(), Course::most_steps / 2 - 1);
  EXPECT_DOUBLE_EQ(working.back(), 2) << "a step that is not full is as high as the others";
  EXPECT_NEAR(course.means(Course::ready)[0], 8.0 / static_cast<double>(course.step()), 1e-9);
}

TEST(Course, KeepsAllThatWasTold) {
  Course course;
  double told = 0;
  Micros at = 0;
  for (const Micros length : {1, 70, 3, 5000, 11, 200, 1}) {
    const auto level = static_cast<std::size_t>(length % 7);
    told += static_cast<double>(level) * static_cast<double>(length);
    course.held_until(at += length, {level, 0, 0, 0});
  }
  EXPECT_DOUBLE_EQ(course.mean(Course::ready) * static_cast<double>(at), told);
}

TEST(Course, OfNoTimeIsEmpty) {
  EXPECT_TRUE(Course().means(Course::ready).empty());
  EXPECT_EQ(Course().mean(Course::ready), 0);
}

}  // namespace
}  // namespace sage
