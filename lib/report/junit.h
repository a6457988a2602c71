#pragma once

#include <string>

#include "report/run_facts.h"

namespace sage {

/// The run as a JUnit document, for the test views of CI services: a test suite for each component,
/// a test case for each ticket that was to be done. Every service reads something else out of these
/// documents; this one keeps to what Jenkins' schema junit-10 allows, the narrowest of them
/// (tests/report/junit.xsd).
std::string junit(const RunFacts& facts);

}  // namespace sage
