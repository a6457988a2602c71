#include "ticket/json_style.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace sage {
namespace {

constexpr std::string_view white_space = " \t\r\n";

std::size_t behind_space(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(white_space, at), text.size());
}

std::size_t behind_string(std::string_view text, std::size_t at) {
  for (++at; text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return at + 1;
}

std::size_t behind_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  do {
    switch (text[at]) {
      case '"':
        at = behind_string(text, at);
        break;
      case '{':
      case '[':
        ++depth;
        ++at;
        break;
      case '}':
      case ']':
        --depth;
        ++at;
        break;
      default:
        at = depth > 0 ? at + 1 : std::min(text.find_first_of(",]} \t\r\n", at), text.size());
    }
  } while (depth > 0);
  return at;
}

std::string decoded(std::string_view raw) {
  if (raw.find('\\') == raw.npos) return std::string(raw.substr(1, raw.size() - 2));
  return std::string(parse_json(raw, "a member's name").get_string());
}

std::string between(std::string_view text, std::size_t begin, std::size_t end) {
  return std::string(text.substr(begin, end - begin));
}

bool has_line_end(std::string_view gap) { return gap.find('\n') != gap.npos; }

/// The white space at the start of the last line of a gap.
std::string_view indentation(std::string_view gap) {
  gap.remove_prefix(gap.rfind('\n') + 1);
  return gap.substr(0, behind_space(gap, 0));
}

/// One step of indentation: what the items of a container have more than its closing bracket.
std::string_view indentation_step(std::string_view inner, std::string_view outer) {
  if (inner.size() > outer.size() && inner.starts_with(outer)) return inner.substr(outer.size());
  return inner.starts_with('\t') ? "\t" : "  ";
}

std::string indented(std::string gap, std::string_view step) {
  if (has_line_end(gap)) gap.insert(gap.rfind('\n') + 1, step);
  return gap;
}

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
  std::string out;
  for (const auto& item : items) {
    if (&item != &items.front()) out += separator;
    out += item;
  }
  return out;
}

}  // namespace

std::vector<Item> items_of(std::string_view container) {
  std::vector<Item> items;
  std::size_t at = behind_space(container, 1);
  while (container[at] != '}' && container[at] != ']') {
    Item& item = items.emplace_back();
    item.begin = item.value = at;
    if (container[0] == '{') {
      at = behind_string(container, at);
      item.name = decoded(container.substr(item.begin, at - item.begin));
      item.value = behind_space(container, behind_space(container, at) + 1);
    }
    item.end = behind_value(container, item.value);
    at = behind_space(container, item.end);
    if (container[at] == ',') at = behind_space(container, at + 1);
  }
  return items;
}

const Item* find_item(const std::vector<Item>& items, std::string_view name) {
  const auto found = std::ranges::find(items, name, &Item::name);
  return found == items.end() ? nullptr : &*found;
}

std::string_view value_of(std::string_view container, const Item& item) {
  return container.substr(item.value, item.end - item.value);
}

JsonStyle JsonStyle::nested() const {
  const std::string_view gap = has_line_end(separator) ? separator : open;
  if (!has_line_end(gap)) return *this;
  const std::string step(indentation_step(indentation(gap), indentation(close)));
  return {indented(open, step), colon, indented(separator, step), indented(close, step)};
}

std::string JsonStyle::object(const Members& members) const {
  std::vector<std::string> items;
  for (const auto& [name, value] : members) items.push_back(json_string(name) + colon + value);
  return items.empty() ? "{}" : "{" + open + joined(items, separator) + close + "}";
}

std::string JsonStyle::array(const std::vector<std::string>& elements) const {
  return elements.empty() ? "[]" : "[" + open + joined(elements, separator) + close + "]";
}

JsonStyle style_of(std::string_view container, const JsonStyle& fallback) {
  const auto items = items_of(container);
  if (items.empty()) return fallback;
  const Item& last = items.back();
  JsonStyle layout;
  layout.open = between(container, 1, items[0].begin);
  const std::size_t name_end =
      container[0] == '{' ? behind_string(container, last.begin) : last.value;
  layout.colon = container[0] == '{' ? between(container, name_end, last.value) : fallback.colon;
  if (items.size() > 1)
    layout.separator = between(container, items[items.size() - 2].end, last.begin);
  else if (has_line_end(layout.open))
    layout.separator = "," + layout.open;
  else
    layout.separator = layout.colon.ends_with(' ') ? ", " : ",";
  layout.close = between(container, last.end, container.find_first_of("]}", last.end));
  return layout;
}

std::string json_string(std::string_view text) {
  return json::serialize(json::value(valid_utf8(text)));
}

}  // namespace sage
