// What is taken as an order: by GitHub's runner, a line whose first characters but blanks (those of
// Unicode too) are "::", and "##[" anywhere, the form of earlier years that is still read; by Azure
// Pipelines, "##vso[" anywhere; by TeamCity, "##teamcity[" at the beginning of a line. A ticket's
// title that is printed could so hide words of the log, make annotations, or switch off the orders
// that follow. A colon or a number sign fewer, and it is only text. What is not ASCII counts as a
// blank: better a title too much with an odd beginning than a table of blanks.

#include "base/runner_orders.h"

#include "base/text.h"

namespace sage {
namespace {

bool may_be_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || static_cast<unsigned char>(c) >= 0x80;
}

/// "##[", "##vso["
bool is_marked(std::string_view text) {
  if (!text.starts_with("##")) return false;
  const auto end =
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 2);
  return end != text.npos && text[end] == '[';
}

std::string broken_up(std::string_view text, std::string_view colon, std::string_view number_sign) {
  std::string out;
  out.reserve(text.size());
  bool line_begins = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::string_view rest = text.substr(i);
    if (line_begins && rest.starts_with("::"))
      out += colon;
    else if (is_marked(rest))
      out += number_sign;
    else
      out += c;
    line_begins = c == '\n' || c == '\r' || (line_begins && may_be_blank(c));
  }
  return out;
}

/// What would end the value, or stand for something else.
std::string encoded(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text)
    out += special.find(c) == special.npos ? std::string(1, c)
                                           : format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

}  // namespace

std::string without_orders(std::string_view text) { return broken_up(text, "\\x3a", "\\x23"); }

std::string json_without_orders(std::string_view document) {
  return broken_up(document, "\\u003a", "\\u0023");
}

std::string workflow_command(std::string_view name,
                             std::span<const std::pair<std::string, std::string>> properties,
                             std::string_view message) {
  std::string head;
  for (const auto& [property, value] : properties)
    head += format("{}{}={}", head.empty() ? " " : ",", property, encoded(value, "%\r\n:,"));
  return format("::{}{}::{}\n", name, head, encoded(message, "%\r\n"));
}

}  // namespace sage
