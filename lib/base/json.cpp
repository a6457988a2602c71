#include "base/json.h"

#include "base/runner_orders.h"

namespace sage {

json::value parse_json(std::string_view text, std::string_view what) {
  json::stream_parser parser({}, json::parse_options{.max_depth = 64});
  json::error_code failed;
  const std::size_t read = parser.write_some(text.data(), text.size(), failed);
  if (!failed && !trimmed(text.substr(read)).empty()) failed = json::error::extra_data;
  if (!failed) parser.finish(failed);
  if (failed)
    throw Error(ErrorKind::invalid_input,
                format("{}: not valid JSON at offset {}: {}", what, read, failed.message()));
  return parser.release();
}

namespace {

void write_pretty(const json::value& value, int depth, std::string& out);

template <class Items, class Write>
void write_group(const Items& items, char open, char close, int depth, std::string& out,
                 Write write) {
  out += open;
  bool first = true;
  for (const auto& item : items) {
    out += first ? "\n" : ",\n";
    out.append(2 * (static_cast<std::size_t>(depth) + 1), ' ');
    write(item);
    first = false;
  }
  if (!first) out.append("\n").append(2 * static_cast<std::size_t>(depth), ' ');
  out += close;
}

void write_pretty(const json::value& value, int depth, std::string& out) {
  if (const auto* object = value.if_object()) {
    write_group(*object, '{', '}', depth, out, [&](const auto& member) {
      out += json::serialize(member.key()) + ": ";
      write_pretty(member.value(), depth + 1, out);
    });
  } else if (const auto* array = value.if_array()) {
    write_group(*array, '[', ']', depth, out,
                [&](const auto& item) { write_pretty(item, depth + 1, out); });
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string pretty(const json::value& value) {
  std::string out;
  write_pretty(value, 0, out);
  return json_without_orders(out) + "\n";
}

void detail::wrong_type(std::string_view where, std::string_view expected,
                        const json::value& found) {
  throw Error(ErrorKind::invalid_input, format("{}: expected {}, found {}", where, expected,
                                               excerpt(json::serialize(found), 60)));
}

}  // namespace sage
