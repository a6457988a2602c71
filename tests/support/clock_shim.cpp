// Preloaded into a program, it shifts the wall clock by as many seconds as the file named by
// CLOCK_SHIFT says at that moment: a clock that jumps, where a test may not set the real one.
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>

namespace {

long shift() {
  const char* name = std::getenv("CLOCK_SHIFT");
  FILE* file = name ? std::fopen(name, "re") : nullptr;
  if (!file) return 0;
  char text[32] = {};
  (void)!std::fread(text, 1, sizeof text - 1, file);
  std::fclose(file);
  return std::strtol(text, nullptr, 10);
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
  using Real = int (*)(clockid_t, timespec*);
  static const auto real = reinterpret_cast<Real>(::dlsym(RTLD_NEXT, "clock_gettime"));
  const int result = real(clock, now);
  if (clock == CLOCK_REALTIME) now->tv_sec += shift();
  return result;
}

extern "C" time_t time(time_t* into) noexcept {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (into) *into = now.tv_sec;
  return now.tv_sec;
}

extern "C" int gettimeofday(timeval* into, void*) noexcept {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  *into = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}
