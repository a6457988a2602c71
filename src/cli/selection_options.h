#pragma once

#include <optional>
#include <string>

#include "engine/selection.h"

namespace sage {

enum class GraphFormat { text, dot, mermaid, json };

/// Which tickets a run is for, and what is only looked at. `ready` takes the limit of `request`,
/// `graph` its components and tickets.
struct SelectionOptions {
  SelectionRequest request;
  bool dry_run = false;
  std::optional<std::string> explain;  ///< id of the ticket to explain
  GraphFormat graph = GraphFormat::text;

  bool is_everything() const {
    return request.components.empty() && request.tickets.empty() && !request.limit &&
           request.until == 0 && !request.retry_deferred && !request.fail_fast;
  }
};

}  // namespace sage
