#include "agent/markdown.h"

#include <algorithm>

namespace sage {
namespace {

constexpr std::string_view lead_names[] = {"path", "title",       "name",      "criterion",
                                           "text", "description", "condition", "id"};

std::string text_of(const json::value& scalar) {
  if (const auto* text = scalar.if_string()) return std::string(trimmed(*text));
  return json::serialize(scalar);
}

/// Lines after the first are indented, so that they stay within their list item.
void write_line(std::string_view text, std::size_t indent, std::string& out) {
  out.append(indent, ' ').append("- ");
  for (const char c : text) {
    out += c;
    if (c == '\n') out.append(indent + 2, ' ');
  }
  out += '\n';
}

void write_items(const json::value& value, std::size_t indent, std::string& out);

void write_member(const json::key_value_pair& member, std::size_t indent, std::string& out) {
  if (is_blank(member.value())) return;
  const std::string key = format("**{}**:", escaped(member.key()));
  if (!member.value().is_structured())
    return write_line(key + " " + text_of(member.value()), indent, out);
  write_line(key, indent, out);
  write_items(member.value(), indent + 2, out);
}

const json::key_value_pair* lead_of(const json::object& object) {
  for (const auto name : lead_names) {
    const auto found = object.find(name);
    if (found == object.end() || is_blank(found->value())) continue;
    if (!found->value().is_structured()) return &*found;
  }
  return nullptr;
}

void write_object_item(const json::object& object, std::size_t indent, std::string& out) {
  const auto* lead = lead_of(object);
  if (lead) write_line(text_of(lead->value()), indent, out);
  for (const auto& member : object)
    if (&member != lead) write_member(member, lead ? indent + 2 : indent, out);
}

void write_items(const json::value& value, std::size_t indent, std::string& out) {
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) write_member(member, indent, out);
  } else if (const auto* array = value.if_array()) {
    for (const auto& item : *array) {
      if (is_blank(item)) continue;
      if (const auto* inner = item.if_object())
        write_object_item(*inner, indent, out);
      else
        write_items(item, item.is_array() ? indent + 2 : indent, out);
    }
  } else {
    write_line(text_of(value), indent, out);
  }
}

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) longest = std::max(longest, run = c == wanted ? run + 1 : 0);
  return longest;
}

}  // namespace

bool is_blank(const json::value& value) {
  if (const auto* text = value.if_string()) return trimmed(*text).empty();
  if (const auto* array = value.if_array()) return std::ranges::all_of(*array, is_blank);
  if (const auto* object = value.if_object())
    return std::ranges::all_of(*object,
                               [](const auto& member) { return is_blank(member.value()); });
  return value.is_null();
}

std::string to_markdown(const json::value& value) {
  if (!value.is_structured()) return text_of(value) + "\n";
  std::string out;
  write_items(value, 0, out);
  return out;
}

std::string fenced(std::string_view text) {
  const std::string fence(std::max<std::size_t>(3, longest_run(text, '`') + 1), '`');
  return format("{}\n{}{}{}\n", fence, text, text.ends_with('\n') ? "" : "\n", fence);
}

std::string code_span(std::string_view text) {
  const std::string fence(longest_run(text, '`') + 1, '`');
  return format("{0}{1}{0}", fence, escaped(text));
}

}  // namespace sage
