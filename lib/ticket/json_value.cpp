#include "ticket/json_value.h"

#include <algorithm>

#include "base/json.h"

namespace sage {
namespace {

bool is_container(std::string_view value) { return value[0] == '{' || value[0] == '['; }

std::string canonical_string(std::string_view value) {
  if (value.find('\\') == value.npos) return std::string(value);
  return json_string(string_in(value));
}

/// A member's name with its quotes, as it is written.
std::string_view raw_name(std::string_view container, const Item& item) {
  const std::string_view head = container.substr(item.begin, item.value - item.begin);
  return head.substr(0, head.rfind('"') + 1);
}

}  // namespace

std::string canonical(std::string_view value) {
  if (value[0] == '"') return canonical_string(value);
  if (!is_container(value)) return std::string(value);
  auto items = items_of(value);
  if (value[0] == '{') std::ranges::stable_sort(items, {}, &Item::name);
  std::string out(1, value[0]);
  for (const Item& item : items) {
    if (value[0] == '{') out += json_string(item.name) + ":";
    out += canonical(value_of(value, item)) + ",";
  }
  return out + (value[0] == '{' ? '}' : ']');
}

bool same_value(std::string_view a, std::string_view b) {
  if (a == b) return true;
  return !a.empty() && !b.empty() && a[0] == b[0] && canonical(a) == canonical(b);
}

std::string string_in(std::string_view value) {
  if (value.empty() || value[0] != '"') return {};
  if (value.find('\\') == value.npos) return std::string(value.substr(1, value.size() - 2));
  return std::string(parse_json(value, "a string").get_string());
}

std::string laid_out(std::string_view value, const JsonStyle& style) {
  if (!is_container(value) || value.find('\n') == value.npos) return std::string(value);
  std::string out(1, value[0]);
  const JsonStyle inner = style.nested();
  const auto items = items_of(value);
  for (const Item& item : items) {
    out += &item == &items.front() ? style.open : style.separator;
    if (value[0] == '{') out.append(raw_name(value, item)).append(style.colon);
    out += laid_out(value_of(value, item), inner);
  }
  return out + (items.empty() ? "" : style.close) + (value[0] == '{' ? '}' : ']');
}

}  // namespace sage
