// staged_floor REPOSITORY: the least that reads the staged ticket index and parses it once.
#include <git2.h>

#include "bench/measure.h"
#include "bench/simdjson_kahn.h"

int main(int, char** argv) {
  using namespace sage::bench;
  git_libgit2_init();
  git_repository* repository = nullptr;
  git_index* index = nullptr;
  git_blob* blob = nullptr;
  if (git_repository_open(&repository, argv[1]) != 0) return 1;
  if (git_repository_index(&index, repository) != 0) return 1;
  const git_index_entry* entry = git_index_get_bypath(index, ".sage/tickets/index.json", 0);
  if (!entry || git_blob_lookup(&blob, repository, &entry->id) != 0) return 1;
  const simdjson::padded_string text(static_cast<const char*>(git_blob_rawcontent(blob)),
                                     static_cast<std::size_t>(git_blob_rawsize(blob)));
  simdjson::ondemand::parser parser;
  auto document = parser.iterate(text);
  print_fact("tickets", std::to_string(read_tickets(document.value()).ids.size()));
  std::fflush(stdout);
  std::_Exit(0);
}
