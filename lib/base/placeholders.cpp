#include "base/placeholders.h"

namespace sage {

std::string fill_placeholders(std::string_view text,
                              const std::map<std::string, std::string>& values) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == text.npos) break;
    text.remove_prefix(open);
    const auto close = text.find('}');
    const auto value =
        close == text.npos ? values.end() : values.find(std::string(text.substr(1, close - 1)));
    const bool known = value != values.end();
    out += known ? value->second : "{";
    text.remove_prefix(known ? close + 1 : 1);
  }
  return out;
}

}  // namespace sage
