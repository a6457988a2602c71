#include "repo/private_repository.h"

#include <array>

#include "os/file.h"
#include "repo/git2_handles.h"
#include "repo/renew_folder.h"

namespace sage {
namespace {

/// The user's settings that decide what git makes of the files in a workspace.
constexpr std::array copied_settings{
    std::pair{"user", "name"},         std::pair{"user", "email"},
    std::pair{"core", "filemode"},     std::pair{"core", "autocrlf"},
    std::pair{"core", "eol"},          std::pair{"core", "safecrlf"},
    std::pair{"core", "excludesfile"}, std::pair{"core", "attributesfile"},
};

// No daemon that outlives the agent, no background packing, no wait for a passphrase.
constexpr std::string_view own_settings =
    "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tfsmonitor = false\n"
    "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
    "[commit]\n\tgpgsign = false\n[tag]\n\tgpgsign = false\n";

std::string quoted(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

std::string configuration(const Repository& repository) {
  const auto config =
      make<Config>("read the configuration", git_repository_config_snapshot, repository.raw());
  std::string out(own_settings);
  for (const auto& [section, name] : copied_settings) {
    const char* value = nullptr;
    const std::string key = format("{}.{}", section, name);
    if (git_config_get_string(&value, config.get(), key.c_str()) == 0)
      out += format("[{}]\n\t{} = {}\n", section, name, quoted(value));
  }
  return out;
}

}  // namespace

void make_private_repository(const Repository& repository, int tree, const ObjectId& base,
                             const std::string& branch, const std::string& index) {
  const fs::path common = repository.common_dir();
  const std::string head = format("ref: refs/heads/{}\n", branch), commit = base.hex() + "\n",
                    settings = configuration(repository),
                    alternates = (common / "objects").native() + "\n";
  std::map<std::string, std::string> copied;
  for (const char* path : {"info/exclude", "info/attributes", "shallow"})
    if (auto text = read_file(common / path)) copied[path] = std::move(*text);

  FolderContents wanted;
  wanted.folders = {"objects/pack", "refs/tags"};
  wanted.files = {{"HEAD", head},
                  {"config", settings},
                  {"objects/info/alternates", alternates},
                  {"index", index}};
  if (!base.is_zero()) wanted.files["refs/heads/" + branch] = commit;
  wanted.files.insert(copied.begin(), copied.end());
  renew_folder(tree, ".git", wanted);
}

}  // namespace sage
