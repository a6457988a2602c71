#include "modes/session_file.h"

#include <algorithm>

#include "os/clock.h"
#include "os/file.h"
#include "ticket/ticket.h"

namespace sage {
namespace {

constexpr std::uint64_t largest = 16 << 20;

}  // namespace

std::optional<SessionState> SessionFile::load(const std::string& mode) const {
  const auto text = read_file(file_, largest);
  if (!text) return std::nullopt;
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::invalid_input, format("{}: {}", file_.string(), what));
  };
  SessionState state;
  state.schema.clear();
  from_json(parse_json(*text, file_.string()), state, file_.string());
  if (state.schema != SessionState().schema)
    refuse(format("schema: expected {}, found \"{}\"", SessionState().schema,
                  excerpt(state.schema, 60)));
  if (state.mode != mode)
    refuse(format("it is a session of --{}, not of --{}", excerpt(state.mode, 60), mode));
  if (parse_iso_time(state.since) == 0)
    refuse(format("since: expected a time, found \"{}\"", excerpt(state.since, 60)));
  for (const auto& id : state.skipped_tickets)
    if (!is_valid_id(id)) refuse(format("skipped_tickets: \"{}\" is no id", excerpt(id, 60)));
  return state;
}

void SessionFile::save(const SessionState& state) const {
  make_folders(file_.parent_path());
  replace_file(file_, pretty(to_json(state)));
}

void SessionFile::remove() const {
  fs::remove(file_);
  if (fs::exists(file_.parent_path())) sync_folder(file_.parent_path());
}

fs::path SessionFile::set_aside() const {
  fs::path aside = file_.string() + ".aside";
  fs::rename(file_, aside);
  sync_folder(file_.parent_path());
  return aside;
}

}  // namespace sage
