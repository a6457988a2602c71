#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace sage {

/// What a person has decided in a session: with it, one that was paused or killed goes on
/// (docs/MODES.md).
struct SessionState {
  std::string schema = "sage.session/1";
  std::string mode;       ///< the flag, without its dashes
  std::string since;      ///< ISO time of the first decision
  std::string command;    ///< that it is worked on with, for a shell
  std::string component;  ///< the one that is being worked on, or empty
  std::vector<std::string> skipped_components, skipped_tickets;
};
BOOST_DESCRIBE_STRUCT(SessionState, (),
                      (schema, mode, since, command, component, skipped_components,
                       skipped_tickets))

/// The file of the session that has not come to its end.
class SessionFile {
 public:
  explicit SessionFile(std::filesystem::path file) : file_(std::move(file)) {}

  /// Nothing if there is none. Throws Error(invalid_input) if it is not a session of `mode`.
  std::optional<SessionState> load(const std::string& mode) const;
  void save(const SessionState& state) const;
  void remove() const;
  /// Out of the way, beside it; gives the new name.
  std::filesystem::path set_aside() const;

 private:
  std::filesystem::path file_;
};

}  // namespace sage
