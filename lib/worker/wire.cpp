#include "worker/wire.h"

namespace sage::wire {
namespace {

constexpr std::string_view program = "sage-stream";

json::object as_object(const Hello& hello) {
  return {{"hello", program},
          {"protocol", hello.protocol},
          {"version", hello.version},
          {"pid", hello.pid}};
}
json::object as_object(const Job& job) { return {{"job", to_json(job)}}; }
json::object as_object(const Cancel&) { return {{"cancel", true}}; }
json::object as_object(const Quit&) { return {{"quit", true}}; }
json::object as_object(const Alive& alive) { return {{"alive", to_json(alive)}}; }
json::object as_object(const Outcome& outcome) { return {{"outcome", to_json(outcome)}}; }

/// A path or an agent's words may be any bytes; a line is UTF-8.
template <class Message>
std::string as_line(const Message& message) {
  const auto text = std::visit(
      [](const auto& alternative) { return json::serialize(as_object(alternative)); }, message);
  return (is_utf8(text) ? text : valid_utf8(text)) + "\n";
}

json::object parse(std::string_view line) {
  auto value = parse_json(line, "protocol line");
  if (auto* object = value.if_object()) return std::move(*object);
  throw Error(ErrorKind::invalid_input, "protocol line: found no object");
}

template <class T>
T read(const json::value& value, const std::string& where) {
  T out;
  from_json(value, out, where);
  return out;
}

std::optional<Hello> read_hello(const json::object& object) {
  const auto* name = object.if_contains("hello");
  if (!name) return std::nullopt;
  if (!name->is_string() || name->get_string() != program)
    throw Error(ErrorKind::invalid_input, format("protocol line: hello from '{}', expected '{}'",
                                                 excerpt(json::serialize(*name), 100), program));
  Hello hello;
  const auto member = [&](const char* key, auto& out) {
    if (const auto* found = object.if_contains(key)) from_json(*found, out, key);
  };
  member("protocol", hello.protocol);
  member("version", hello.version);
  member("pid", hello.pid);
  return hello;
}

[[noreturn]] void unknown_message(std::string_view line) {
  throw Error(ErrorKind::invalid_input,
              format("protocol line: unknown message {}", excerpt(line, 200)));
}

}  // namespace

std::string encode(const ToWorker& message) { return as_line(message); }
std::string encode(const FromWorker& message) { return as_line(message); }

ToWorker decode_to_worker(std::string_view line) {
  const auto object = parse(line);
  if (auto hello = read_hello(object)) return *hello;
  if (const auto* job = object.if_contains("job")) return read<Job>(*job, "job");
  if (object.contains("cancel")) return Cancel{};
  if (object.contains("quit")) return Quit{};
  unknown_message(line);
}

FromWorker decode_from_worker(std::string_view line) {
  const auto object = parse(line);
  if (auto hello = read_hello(object)) return *hello;
  if (const auto* alive = object.if_contains("alive")) return read<Alive>(*alive, "alive");
  if (const auto* outcome = object.if_contains("outcome"))
    return read<Outcome>(*outcome, "outcome");
  unknown_message(line);
}

std::optional<std::string> LineBuffer::next() {
  const auto end = pending_.find('\n', searched_);
  if (end == std::string::npos) {
    pending_.erase(0, std::exchange(read_, 0));
    searched_ = pending_.size();
    return std::nullopt;
  }
  auto line = pending_.substr(read_, end - read_);
  read_ = searched_ = end + 1;
  return line;
}

}  // namespace sage::wire
