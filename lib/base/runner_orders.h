#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

/// Services that run jobs (GitHub's and others) read orders to themselves from what a job prints.
/// Here is how one is given, and how text from outside is kept from being one.
namespace sage {

/// The text without orders: the first character of each stands as \xNN. `escaped` does it for all
/// text from outside; whoever breaks such text into lines does it again for each line.
std::string without_orders(std::string_view text);

/// The same for a JSON document, which says what it said before.
std::string json_without_orders(std::string_view document);

/// An order to GitHub's runner, with its newline: "::error file=a.json,line=3::what is wrong".
/// Values and message may hold anything.
std::string workflow_command(std::string_view name,
                             std::span<const std::pair<std::string, std::string>> properties,
                             std::string_view message);

}  // namespace sage
