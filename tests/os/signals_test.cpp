#include "os/signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "os/process.h"

namespace sage {
namespace {

TEST(Signals, CanBeWaitedForAndTaken) {
  Signals signals{SIGUSR1, SIGUSR2};
  EXPECT_EQ(signals.take(), std::nullopt);
  ::kill(::getpid(), SIGUSR2);
  EXPECT_EQ(wait_readable({signals.fd()}, SteadyTime::max()), std::vector<std::size_t>{0});
  EXPECT_EQ(signals.take(), SIGUSR2);
  EXPECT_EQ(signals.take(), std::nullopt);
}

TEST(Signals, AreDroppedWhenNobodyTookThemAndTheMaskComesBack) {
  {
    const Signals signals{SIGUSR1};
    ::kill(::getpid(), SIGUSR1);  // would end this process
  }
  sigset_t mask;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  EXPECT_FALSE(::sigismember(&mask, SIGUSR1));
}

TEST(Signals, MakeABrokenPipeAnError) {
  const Signals signals{SIGUSR1};
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  UniqueFd read_end{ends[0]};
  const UniqueFd write_end{ends[1]};
  read_end.reset();
  EXPECT_EQ(::write(write_end.get(), "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
}

}  // namespace
}  // namespace sage
