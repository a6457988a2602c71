#pragma once

#include "app.h"
#include "cli/options.h"
#include "display.h"
#include "session.h"

namespace sage {

/// What a run leaves when it has ended, however it did: the document that was asked for, the
/// summary, and in a job of GitHub Actions its annotations and its part of the job's summary. A run
/// to which --output is given has checked it before (output_file.h).
void publish_results(const App& app, const Options& options, const Session& session,
                     Display& display);

}  // namespace sage
