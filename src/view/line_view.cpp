#include "view/line_view.h"

#include "view/event_line.h"
#include "view/output.h"

namespace sage {

void LineView::take(const Event& event) {
  state_.apply(event);
  if (gone_) return;
  if (const auto line = event_line(event, state_))
    gone_ = write_all(fd_, style_.paint(line->tone, line->word) + " " + style_.shown(line->text) +
                               "\n") != 0;
}

}  // namespace sage
