#pragma once

#include <string>
#include <string_view>

#include "ticket/json_style.h"
#include "ticket/merge_choice.h"
#include "ticket/merge_items.h"
#include "ticket/merged_text.h"

namespace sage {

/// Merges values that ours and theirs both have, in our layout, onto the end of a text.
class ValueMerger {
 public:
  explicit ValueMerger(MergedText& out) : out_(out) {}

  /// A whole document.
  void merge(const Versions& value) { merge("", value, {}); }

 private:
  /// What is around a value.
  struct Place {
    JsonStyle style{};  ///< for a container that shows none of its own
    bool alike = true;  ///< ours and theirs are laid out alike here: their text fits as it is

    std::string fit(std::string_view theirs) const;
  };
  class ItemWriter;

  void merge(std::string_view member, const Versions& value, const Place& place);
  void merge_items(std::string_view member, const MatchedItems& items, const Place& place);
  static Place inside(const MatchedItems& items, const Place& place);

  MergedText& out_;
};

}  // namespace sage
