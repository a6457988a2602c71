#pragma once

#include <memory>

#include "app.h"
#include "modes/asking_guide.h"

namespace sage {

/// The mode asked for, or the usual one. Throws Error(usage) where none is given and nobody can be
/// asked, or the one given asks and nobody can be asked.
RunMode mode_of(const App& app, const ModeOptions& options);

/// Nothing for the mode that asks nobody.
std::unique_ptr<AskingGuide> asking_guide(RunMode mode, Asking asking);

}  // namespace sage
