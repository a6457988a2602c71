#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"
#include "support/temp_folder.h"
#include "ticket/read_index.h"

namespace sage::test {

inline std::filesystem::path backlog_file(const std::string& name) {
  return std::filesystem::path(__FILE__).parent_path() / "../../fixtures/backlogs" / name;
}
inline std::string backlog_text(const std::string& name) { return read_text(backlog_file(name)); }

/// An index with these tickets, given as JSON.
inline std::string index_of(const std::string& tickets) {
  return R"({"tickets":[)" + tickets + "]}";
}

/// A ticket that lacks nothing, with more members in front: `"priority":"P0",`.
inline std::string ticket_with(const std::string& members, const std::string& id = "A-1") {
  return "{" + members + R"("id":")" + id + R"(","title":"t","state":"UNPROCESSED"})";
}
inline Backlog read(const std::string& text) { return read_index_text(text, "index.json"); }
inline Backlog read_one(const std::string& members) { return read(index_of(ticket_with(members))); }

/// The Error that reading throws; the test fails if there is none.
inline Error error_of(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorKind::internal, "no error");
}

}  // namespace sage::test
