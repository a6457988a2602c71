// The small readers of text: words, durations, times, ids, placeholders, UTF-8.
#include "base/object_id.h"
#include "base/placeholders.h"
#include "fuzz/fuzz.h"
#include "os/clock.h"

using namespace sage;
using namespace sage::fuzz;

namespace {

void require_words(const std::string& text) {
  const auto words = split_words(text);
  if (!words) return;
  std::string quoted;
  for (const auto& word : *words) {
    quoted += " '";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    quoted += "'";
  }
  require(split_words(quoted) == words, "quoted words are read as they were");
}

void require_placeholders(const std::string& text) {
  require(fill_placeholders(text, {}) == text, "without values nothing changes");
  const auto filled = fill_placeholders(text, {{"id", "{title}"}, {"title", ""}});
  require(filled.size() <= text.size() * 2, "a value is not read again");
}

void require_printable(const std::string& text) {
  const std::string safe = escaped(text);
  require(is_utf8(safe) && escaped(safe) == safe, "escaped text stays as it is");
  for (const std::size_t bytes : {1, 7, 60}) {
    const std::string cut = excerpt(text, bytes);
    require(is_utf8(cut) && cut.size() <= bytes + 3, "cut at a character");
    require(cut == safe || cut.ends_with("…"), "cut is marked");
  }
  require(is_utf8(valid_utf8(text)), "mended");
  require(!is_utf8(text) || valid_utf8(text) == text, "what is good stays");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_of(data, size);
  require_words(text);
  require_placeholders(text);
  require_printable(text);
  if (const auto duration = parse_duration(text)) {
    require(*duration >= 0, "a duration");
    require(parse_duration(format("{}ms", *duration)) == duration || *duration > 1'000'000'000,
            "the same in milliseconds");
  }
  if (const auto time = parse_iso_time(text))
    require(parse_iso_time(iso_time(time)) == time, "a time is read as it is written");
  if (const auto id = ObjectId::parse(text))
    require(ObjectId::parse(id->hex()) == id, "an id is read as it is written");
  return 0;
}
