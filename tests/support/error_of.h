#pragma once

#include <gtest/gtest.h>

#include "base/error.h"

namespace sage::test {

/// The Error that `action` throws; the test fails if it throws none.
template <class Action>
Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no Error was thrown";
  return {ErrorKind::usage, ""};
}

}  // namespace sage::test
