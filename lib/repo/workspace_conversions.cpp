// A blob is written as it is unless core.autocrlf, core.eol or an attribute (eol=crlf, crlf, ident,
// or a macro that holds one of them) says otherwise. So only rules with the letters "crlf" or
// "ident" in them count; one whose pattern is "*.ending" converts names with that ending, any
// other one is taken to convert everything.

#include "repo/workspace_conversions.h"

#include <algorithm>

namespace sage {
namespace {

bool converts(std::string_view rule) {
  return rule.find("crlf") != rule.npos || rule.find("ident") != rule.npos;
}

/// Text of a file that may be missing or unreadable, as libgit2 takes it.
std::string text_of(const fs::path& file) try {
  return read_file(file).value_or("");
} catch (const Error&) {
  return "";
}

/// The folders libgit2 looks for settings in.
std::vector<fs::path> search_path(git_config_level_t level) {
  Buffer folders;
  check(git_libgit2_opts(GIT_OPT_GET_SEARCH_PATH, level, &folders), "read libgit2's settings");
  std::vector<fs::path> out;
  for (std::string_view rest = folders.text(); !rest.empty();) {
    const std::size_t colon = std::min(rest.find(GIT_PATH_LIST_SEPARATOR), rest.size());
    out.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return out;
}

Config configuration(const Repository& repository) {
  return make<Config>("read the configuration", git_repository_config_snapshot, repository.raw());
}

/// The attributes of the user and of the machine.
std::vector<std::string> rules_outside_of_trees(const Repository& repository, git_config* config) {
  std::vector<std::string> rules{text_of(repository.common_dir() / "info" / "attributes")};
  for (const fs::path& folder : search_path(GIT_CONFIG_LEVEL_SYSTEM))
    rules.push_back(text_of(folder / "gitattributes"));
  for (const fs::path& folder : search_path(GIT_CONFIG_LEVEL_XDG))
    rules.push_back(text_of(folder / "attributes"));
  Buffer file;
  if (git_config_get_path(&file, config, "core.attributesfile") == 0)
    rules.push_back(text_of(std::string(file.text())));
  return rules;
}

}  // namespace

bool is_attributes_file(std::string_view path) {
  return path == ".gitattributes" || path.ends_with("/.gitattributes");
}

std::string conversions_outside_of_trees(const Repository& repository) {
  const Config config = configuration(repository);
  std::string out;
  for (const char* name : {"core.autocrlf", "core.eol", "core.ignorecase", "core.filemode"}) {
    const char* value = nullptr;
    if (git_config_get_string(&value, config.get(), name) == 0)
      out += format("{}={}\n", name, value);
  }
  for (const std::string& rules : rules_outside_of_trees(repository, config.get()))
    out += format("{}\n{}\n", rules.size(), rules);
  return out;
}

Conversions::Conversions(const Repository& repository, const WorkspaceState& state) {
  const Config config = configuration(repository);
  read_settings(config.get());
  for (const std::string& rules : rules_outside_of_trees(repository, config.get()))
    read_rules(rules);
  for (const git_index_entry* entry : state.entries())
    if (is_attributes_file(entry->path) && entry->mode != static_cast<unsigned>(Mode::gitlink))
      read_rules(repository.blob(tree_entry(*entry).id));
}

void Conversions::read_settings(git_config* config) {
  const auto is = [&](const char* name, std::string_view expected) {
    const char* value = nullptr;
    return git_config_get_string(&value, config, name) == 0 && value == expected;
  };
  int autocrlf = 0;
  const bool has_autocrlf = git_config_get_bool(&autocrlf, config, "core.autocrlf") == 0;
  all_ = (has_autocrlf && autocrlf) || is("core.eol", "crlf") || is("core.ignorecase", "true");
}

void Conversions::read_rules(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view rule = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!converts(rule)) continue;
    const std::string_view pattern = rule.substr(0, rule.find_first_of(" \t"));
    if (pattern.starts_with("*.") && pattern.find_first_of("*?[\\/\"", 1) == pattern.npos)
      endings_.emplace_back(pattern.substr(1));
    else
      all_ = true;
  }
}

bool Conversions::may_change(std::string_view path) const {
  return all_ ||
         std::ranges::any_of(endings_, [&](const auto& end) { return path.ends_with(end); });
}

}  // namespace sage
