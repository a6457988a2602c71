// plan_floor INDEX: what `plan` does, with nothing but simdjson and Kahn's algorithm.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "bench/measure.h"
#include "bench/simdjson_kahn.h"

int main(int, char** argv) {
  using namespace sage::bench;
  const int file = ::open(argv[1], O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (file < 0 || ::fstat(file, &status) != 0) return 1;
  const auto size = static_cast<std::size_t>(status.st_size);
  const std::size_t padded = size + simdjson::SIMDJSON_PADDING;
  void* room = ::mmap(nullptr, padded, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) return 1;
  if (::mmap(room, size, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_POPULATE, file, 0) == MAP_FAILED)
    return 1;
  simdjson::ondemand::parser parser;
  auto document =
      parser.iterate(simdjson::padded_string_view(static_cast<const char*>(room), size, padded));
  const std::size_t ready = ready_by_kahn(read_tickets(document.value()));
  print_fact("ready", std::to_string(ready));
  std::fflush(stdout);
  std::_Exit(0);
}
