// Merging the index
//
// Problem: two branches that drain different tickets change neighbouring lines of one file, and
// both add to its end. A merge of lines sees conflicts where there are none, and where it sees
// none it may give a file that is no index.
//
// Idea: the three-way merge of the tree that the text stands for. Items of a container are matched
// by key (members by name, tickets by id, ids of a list by value), in hash tables; a value that one
// side left as it was is the other's; containers that both changed are merged item by item; of
// scalars, those whose meaning orders them (state, times) have a greater one, others clash. What
// makes a model unnecessary is that texts are compared and copied, never built: the merged text is
// our text with pieces of theirs spliced in.
//
// A clash has two texts, and where one of them is empty the comma beside it differs too. So the
// merged text is a text with two readings, each valid JSON, and conflict markers are drawn around
// the lines in which they differ.
//
// Cost: each container is scanned once for every level above it, so linear in size for the nesting
// that an index has. Source: three-way merge of ordered trees as in Lindholm, "A three-way merge
// for XML documents" (2004), with keys in place of tree matching.
#include "ticket/merge_index.h"

#include <string_view>

#include "base/text.h"
#include "ticket/merge_value.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

/// Where the document begins and ends: a byte order mark and white space around it are not merged.
struct Frame {
  explicit Frame(std::string_view text) {
    const std::size_t begin = text.find('{'), end = text.rfind('}') + 1;
    if (begin == text.npos) return;
    before = text.substr(0, begin);
    document = text.substr(begin, end - begin);
    behind = text.substr(end);
  }
  std::string_view before, document, behind;
};

void refuse_unreadable(const std::string& text, const char* version) {
  read_index_text(text, version);
}

std::string_view line_end_of(std::string_view text) {
  const std::size_t end = text.find('\n');
  return end != text.npos && end > 0 && text[end - 1] == '\r' ? "\r\n" : "\n";
}

}  // namespace

MergedIndex merge_index(const std::string& base, const std::string& ours, const std::string& theirs,
                        std::size_t marker_size) {
  if (!trimmed(base).empty()) refuse_unreadable(base, "the common version");
  refuse_unreadable(ours, "our version");
  refuse_unreadable(theirs, "their version");
  if (ours == base) return {theirs};

  const Frame common(base), our(ours), their(theirs);
  MergedText merged;
  merged.add(our.before);
  ValueMerger(merged).merge({common.document, our.document, their.document});
  merged.add(our.behind);
  return {merged.rendered(marker_size, line_end_of(ours)), merged.clean()};
}

}  // namespace sage
