#include "repo/private_repository.h"

#include <fcntl.h>

#include <array>

#include "repo/beneath.h"
#include "repo/git2_handles.h"

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

void make_private_repository(const Repository& repository, const fs::path& tree,
                             const ObjectId& base, const std::string& branch,
                             const fs::path& index_file) {
  const fs::path git_dir = tree / ".git", common = repository.common_dir();
  for (const char* folder : {"objects/info", "objects/pack", "refs/heads", "refs/tags", "info"})
    fs::create_directories(git_dir / folder);
  const UniqueFd top{::open(git_dir.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  beneath::Parents parents(top.get());
  const auto write = [&](const std::string& path, const std::string& text) {
    const auto [folder, name] = beneath::split(path);
    beneath::write_new(parents.of(folder), name, text, 0666);
  };
  const auto copy = [&](const std::string& path) {
    if (const auto text = read_file(common / path)) write(path, *text);
  };
  write("HEAD", format("ref: refs/heads/{}\n", branch));
  if (!base.is_zero()) write("refs/heads/" + branch, base.hex() + "\n");
  write("config", configuration(repository));
  write("objects/info/alternates", (common / "objects").native() + "\n");
  copy("info/exclude");
  copy("info/attributes");
  copy("shallow");
  fs::copy_file(index_file, git_dir / "index");
}

}  // namespace sage
