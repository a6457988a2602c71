#pragma once

#include <string>

#include "report/run_facts.h"

namespace sage {

/// The report as one page that needs nothing else: no network, no other file. The facts stand in it
/// as JSON; the page's own script (lib/report/html) shows them as text, never as markup, and a
/// Content-Security-Policy names its digest, so no other script runs.
std::string html_report(const RunFacts& facts);

/// The files of lib/report/html, embedded when the program is built.
extern const char* const html_style;
extern const char* const html_script;
extern const char* const html_page;  ///< with {title}, {style} … to be filled

}  // namespace sage
