#pragma once

#include <vector>

#include "repo/checkout_sync.h"

namespace sage {

/// Where the user has staged another ticket index than the branch had, what a landing says there
/// would be taken back by the user's next commit. So the change of the index among `changes`, if
/// there is one, becomes one of what is staged: merged with it, ticket by ticket. It is left as it
/// is where that clashes, or nothing else is staged.
void merge_into_staged(const Repository& repository, const CheckoutLock& checkout,
                       std::vector<PathChange>& changes);

}  // namespace sage
