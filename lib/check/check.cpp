#include "check/check.h"

#include <algorithm>

namespace sage {

const CheckReport* first_failing(const std::vector<CheckReport>& reports) {
  const auto passes = [](const CheckReport& report) { return report.verdict == Verdict::PASS; };
  const auto found = std::ranges::find_if_not(reports, passes);
  return found == reports.end() ? nullptr : &*found;
}

std::string_view to_string(Verdict verdict) {
  return boost::describe::enum_to_string(verdict, "NOT_RUN");
}

}  // namespace sage
