#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "base/object_id.h"
#include "base/text.h"

/// The home of Boost.JSON and Boost.Describe. Small documents (journal lines, wire lines, queue
/// entries, configuration, result files) are read and built here; the ticket index, which can be
/// large, is read by simdjson in lib/ticket.
///
/// A struct that is listed with BOOST_DESCRIBE_STRUCT(Type, (), (member, …)) is written by
/// `to_json` and read by `from_json` member by member under the member's own name; enums listed
/// with BOOST_DESCRIBE_ENUM are written as their names. Reading is tolerant in one direction:
/// unknown members are ignored and missing ones keep their default, so a newer and an older
/// program can read each other; a member of the wrong type is an Error that names it.
namespace sage {

namespace json = boost::json;

/// Parses one document. Throws Error(invalid_input) "<what>: …" with the offset; nesting is
/// limited to 64, so hostile input cannot exhaust the stack.
json::value parse_json(std::string_view text, std::string_view what);

/// The document as text, indented by two spaces, with a final newline; fit to be printed.
std::string pretty(const json::value& value);

namespace detail {
[[noreturn]] void wrong_type(std::string_view where, std::string_view expected,
                             const json::value& found);

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_any_access>;
template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;
template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;
template <class T>
constexpr bool is_vector = false;
template <class T>
constexpr bool is_vector<std::vector<T>> = true;
}  // namespace detail

template <class T>
json::value to_json(const T& value) {
  if constexpr (std::is_same_v<T, ObjectId>) {
    return value.is_zero() ? json::value("") : json::value(value.hex());
  } else if constexpr (std::is_same_v<T, json::value>) {
    return value;
  } else if constexpr (detail::is_optional<T>) {
    return value ? to_json(*value) : json::value(nullptr);
  } else if constexpr (detail::is_vector<T>) {
    json::array out;
    out.reserve(value.size());
    for (const auto& item : value) out.push_back(to_json(item));
    return out;
  } else if constexpr (detail::DescribedEnum<T>) {
    return json::value(boost::describe::enum_to_string(value, ""));
  } else if constexpr (detail::Described<T>) {
    json::object out;
    boost::mp11::mp_for_each<detail::members_of<T>>(
        [&](auto member) { out[member.name] = to_json(value.*member.pointer); });
    return out;
  } else if constexpr (std::is_convertible_v<T, std::string_view>) {
    return json::value(json::string(std::string_view(value)));
  } else {
    return json::value(value);
  }
}

/// Reads `value` into `out`; `where` names the place for messages ("job.base").
template <class T>
void from_json(const json::value& value, T& out, const std::string& where) {
  if constexpr (std::is_same_v<T, ObjectId>) {
    const auto* text = value.if_string();
    const auto id = !text || text->empty() ? ObjectId{} : ObjectId::parse(*text);
    if (!text || !id) detail::wrong_type(where, "an object id", value);
    out = *id;
  } else if constexpr (std::is_same_v<T, json::value>) {
    out = value;
  } else if constexpr (detail::is_optional<T>) {
    out.reset();
    if (!value.is_null()) from_json(value, out.emplace(), where);
  } else if constexpr (detail::is_vector<T>) {
    if (!value.is_array()) detail::wrong_type(where, "an array", value);
    out.clear();
    for (const auto& item : value.get_array())
      from_json(item, out.emplace_back(), format("{}[{}]", where, out.size()));
  } else if constexpr (detail::DescribedEnum<T>) {
    const auto* text = value.if_string();
    if (!text || !boost::describe::enum_from_string(std::string(*text).c_str(), out))
      detail::wrong_type(where, "a known name", value);
  } else if constexpr (detail::Described<T>) {
    if (!value.is_object()) detail::wrong_type(where, "an object", value);
    boost::mp11::mp_for_each<detail::members_of<T>>([&](auto member) {
      if (const auto* found = value.get_object().if_contains(member.name))
        from_json(*found, out.*member.pointer, where + "." + member.name);
    });
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value.is_string()) detail::wrong_type(where, "a string", value);
    out = std::string(value.get_string());
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_bool()) detail::wrong_type(where, "true or false", value);
    out = value.get_bool();
  } else {
    json::error_code failed;
    const T number = value.to_number<T>(failed);
    const bool can_be_written = std::isfinite(static_cast<double>(number));  // 1e400 cannot
    if (failed || !can_be_written) detail::wrong_type(where, "a number", value);
    out = number;
  }
}

}  // namespace sage
