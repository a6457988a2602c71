#include "view/ndjson_view.h"

#include "view/output.h"

namespace sage {

void NdjsonView::take(const Event& event) {
  if (error_ == 0) error_ = write_all(fd_, to_line(event));
}

}  // namespace sage
