/// Runs a fuzz target without libFuzzer, so that every build tries it for a moment: the files of
/// its corpus, then these changed at random. The seed is printed, and SAGE_FUZZ_SEED sets it. A
/// child does the work; the input that ended it is kept in a file.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "fuzz/fuzz.h"

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds time_for_changes{2};
constexpr unsigned hang_seconds = 60;
constexpr std::size_t longest = 1 << 16;

/// Shared with the child: the input in hand.
struct Input {
  std::size_t size;
  char bytes[longest];
};

std::vector<std::string> read_corpus(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(folder)) files.push_back(file.path());
  std::ranges::sort(files);
  std::vector<std::string> texts;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

class Changes {
 public:
  Changes(const std::vector<std::string>& corpus, unsigned seed) : corpus_(corpus), random_(seed) {}

  std::string next() {
    std::string text = any_text();
    for (std::size_t i = below(4) + 1; i > 0; --i) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }
  const std::string& any_text() { return corpus_[below(corpus_.size())]; }
  std::string any_part(const std::string& text) {
    const auto at = below(text.size() + 1);
    return text.substr(at, below(std::min<std::size_t>(64, text.size() - at + 1)) + 1);
  }
  char any_byte() {
    static constexpr std::string_view telling("\0\n\r\t \"\\{}[]:,'0-9e\x1b\x7f\xc2\xff", 23);
    return below(4) == 0 ? static_cast<char>(below(256)) : telling[below(telling.size())];
  }

  void change(std::string& text) {
    const auto at = below(text.size() + 1);
    switch (below(6)) {
      case 0:
        text.insert(at, 1, any_byte());
        return;
      case 1:
        text.replace(at, 1, 1, any_byte());
        return;
      case 2:
        text.erase(at, below(64) + 1);
        return;
      case 3:
        text.insert(at, any_part(text));
        return;
      case 4:
        text.insert(at, any_part(any_text()));
        return;
      default:
        text.erase(at);
    }
  }

  const std::vector<std::string>& corpus_;
  std::mt19937 random_;
};

void run(const std::string& text, Input& input) {
  input.size = std::min(text.size(), longest);
  text.copy(input.bytes, input.size);
  ::alarm(hang_seconds);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), input.size);
}

int run_all(const fs::path& folder, unsigned seed, Input& input) {
  const auto corpus = read_corpus(folder);
  for (const auto& text : corpus) run(text, input);
  Changes changes(corpus, seed);
  const auto end = std::chrono::steady_clock::now() + time_for_changes;
  std::size_t count = 0;
  for (; std::chrono::steady_clock::now() < end; ++count) run(changes.next(), input);
  std::printf("%zu inputs, and %zu changed ones\n", corpus.size(), count);
  return 0;
}

int keep(const Input& input, const std::string& name, unsigned seed) {
  const auto file = fs::absolute(sage::format("crash-{}-{}", name, seed));
  std::ofstream(file, std::ios::binary).write(input.bytes, std::ptrdiff_t(input.size));
  std::fprintf(stderr, "the input that did it: %s\n", file.c_str());
  return 1;
}

}  // namespace

int main(int, char** argv) {
  const char* const given = std::getenv("SAGE_FUZZ_SEED");
  const auto seed = given ? unsigned(std::strtoul(given, nullptr, 10)) : std::random_device()();
  std::printf("SAGE_FUZZ_SEED=%u\n", seed);
  std::fflush(stdout);

  auto* const shared = static_cast<Input*>(
      ::mmap(nullptr, sizeof(Input), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  const pid_t child = ::fork();
  if (child == 0) return run_all(argv[1], seed, *shared);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0 ? 0 : keep(*shared, fs::path(argv[0]).filename().string(), seed);
}
