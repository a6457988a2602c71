#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Valid JSON as text, for editing in place: where things stand in it, and how it is laid out.
/// None of this checks anything; the text has been through read_index.
namespace sage {

/// One member of an object, or one element of an array (`name` is empty then), by its place in the
/// container's text.
struct Item {
  std::string name;
  std::size_t begin = 0;  ///< of the name's quote, or of the element
  std::size_t value = 0;
  std::size_t end = 0;  ///< behind the value
};

/// Members or elements of the container that starts at the front of `container`.
std::vector<Item> items_of(std::string_view container);

const Item* find_item(const std::vector<Item>& items, std::string_view name);

std::string_view value_of(std::string_view container, const Item& item);

/// How a container is laid out, as the bytes between its tokens. New text made with the layout of
/// what stands beside it looks the same, whatever that is: indented by anything, with any line
/// ends, on one line, minified.
struct JsonStyle {
  std::string open;       ///< behind the opening bracket
  std::string colon;      ///< between name and value: ": "
  std::string separator;  ///< between two items: ",\n    "
  std::string close;      ///< in front of the closing bracket

  /// The layout of a container in this one: one step further in, if this one is indented.
  JsonStyle nested() const;

  using Members = std::vector<std::pair<std::string_view, std::string>>;
  std::string object(const Members& members) const;  ///< values are JSON
  std::string array(const std::vector<std::string>& elements) const;
};

/// The layout of a container, as far as it shows; else `fallback`.
JsonStyle style_of(std::string_view container, const JsonStyle& fallback);

/// A string as JSON. Bytes that are not UTF-8 become U+FFFD, so the text stays valid.
std::string json_string(std::string_view text);

}  // namespace sage
