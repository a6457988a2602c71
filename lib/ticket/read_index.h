#pragma once

#include <filesystem>
#include <string>

#include "ticket/ticket.h"

/// Reading `.sage/tickets/index.json`: the home of simdjson. The format is in docs/TICKETS.md.
/// Throws Error(invalid_input), one line: file, line, ticket (id or position), field, found,
/// expected. Input of any kind and size ends in a Backlog or such an Error.
namespace sage {

/// Maps and reads the file. A missing file is an Error whose hint says how to make one. A file
/// over 1 GB is refused.
Backlog read_index_file(const std::filesystem::path& file);

/// Reads a text (a blob of a commit, say); `name` stands for the file in messages.
Backlog read_index_text(std::string text, const std::string& name);

std::string simdjson_version();

}  // namespace sage
