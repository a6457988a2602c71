#pragma once

#include <string>
#include <string_view>

#include "ticket/survey_index.h"

namespace sage {

/// The index with everything mended that has one right answer: references to tickets that are not
/// there removed, entries of a list that are there twice removed, and `blockedBy` filled up from
/// `blocks` of others where it is there. What is waited for stays waited for: nothing is taken out
/// of `blockedBy` because `blocks` lacks it. Only the bytes of what changes are replaced; fixing
/// again changes nothing. O(size of the text).
std::string fixed_index(const IndexSurvey& survey);

}  // namespace sage
