#include "simulation/made_up_backlog.h"

#include <array>
#include <iterator>
#include <set>

#include "base/text.h"
#include "simulation/chances.h"

namespace sage {
namespace {

constexpr std::size_t component_size = 40, files_of_component = 30;
constexpr std::array points{1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 5, 5, 5, 8, 8, 13};
constexpr std::array priorities{0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3};

class Author {
 public:
  explicit Author(const MadeUp& wanted) : wanted_(wanted) {}

  std::string index() {
    std::string out = R"({"version":"1.0","tickets":[)";
    for (std::size_t i = 0; i < wanted_.tickets; ++i) {
      out += i == 0 ? "\n" : ",\n";
      add_ticket(out, i);
    }
    return out + "\n]}\n";
  }

 private:
  void add_ticket(std::string& out, std::size_t i) {
    auto to = fmt::format_to(
        std::back_inserter(out),
        R"({{"id":"{}","title":"","type":"task","state":"UNPROCESSED","priority":"P{}",)"
        R"("effort":{},"dependencies":[)",
        id(i), one_of(priorities), one_of(points));
    std::string_view comma;
    for (const std::size_t other : dependencies_of(i)) {
      to = fmt::format_to(to, R"({}"{}")", comma, id(other));
      comma = ",";
    }
    to = fmt::format_to(to, R"(],"targetFiles":[{})", file_of(i));
    if (below(2) == 0) to = fmt::format_to(to, ",{}", file_of(i));
    fmt::format_to(to, "]}}");
  }

  std::set<std::size_t> dependencies_of(std::size_t i) {
    const auto whole = static_cast<std::size_t>(wanted_.dependencies);
    const double rest = wanted_.dependencies - static_cast<double>(whole);
    const std::size_t count = whole + (static_cast<double>(below(1000)) < rest * 1000 ? 1 : 0);
    const std::size_t first = i / component_size * component_size;
    std::set<std::size_t> others;
    for (std::size_t n = 0; n < count; ++n) {
      if (first > 0 && below(10) == 0)
        others.insert(below(first));
      else if (i > first)
        others.insert(first + below(i - first));
    }
    return others;
  }

  static std::string id(std::size_t i) {
    return format("C{}-{}", i / component_size + 1, i % component_size + 1);
  }
  std::string file_of(std::size_t i) {
    return format(R"({{"path":"c{}/f{}"}})", i / component_size + 1, below(files_of_component));
  }
  template <std::size_t N>
  int one_of(const std::array<int, N>& values) {
    return values[below(N)];
  }
  std::size_t below(std::size_t limit) { return mixed(wanted_.seed, ++drawn_) % limit; }

  const MadeUp wanted_;
  std::uint64_t drawn_ = 0;
};

}  // namespace

std::string made_up_index(const MadeUp& wanted) { return Author(wanted).index(); }

}  // namespace sage
