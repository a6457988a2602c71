#include "index_at.h"

#include "agent/command.h"
#include "config/settings.h"
#include "os/file.h"
#include "outlook.h"
#include "repo/stored_files.h"
#include "session.h"

namespace sage {
namespace {

constexpr std::uint64_t most_index_bytes = std::uint64_t{1} << 30;
constexpr std::uint64_t most_file_bytes = std::uint64_t{1} << 20;

/// Regular files only: reading another kind may not come to an end.
bool is_readable(const fs::path& path, std::uint64_t most_bytes) {
  std::error_code none;
  return fs::is_regular_file(path, none) && fs::file_size(path, none) <= most_bytes;
}

class FolderFiles : public Files {
 public:
  explicit FolderFiles(fs::path root) : root_(std::move(root)) {}

  std::optional<std::string> read(const std::string& path) const override {
    if (!is_readable(root_ / path, most_file_bytes)) return std::nullopt;
    return read_file(root_ / path);
  }
  bool exists(const std::string& path) const override {
    std::error_code none;
    return fs::exists(root_ / path, none);
  }
  std::vector<std::string> names_in(const std::string& folder) const override {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(root_ / folder, none))
      names.push_back(entry.path().filename().string());
    return names;
  }

 private:
  fs::path root_;
};

/// Files that are blobs.
class BlobFiles : public Files {
 public:
  explicit BlobFiles(const Repository& repository) : repository_(repository) {}

  std::optional<std::string> read(const std::string& path) const override {
    const TreeEntry entry = at(path);
    if (entry.mode != Mode::file && entry.mode != Mode::executable) return std::nullopt;
    return repository_.blob(entry.id);
  }
  bool exists(const std::string& path) const override { return at(path).mode != Mode::none; }

 protected:
  virtual TreeEntry at(const std::string& path) const = 0;
  const Repository& repository_;
};

class Staged : public BlobFiles {
 public:
  Staged(const Repository& repository, const fs::path& index_file)
      : BlobFiles(repository), staged_(index_file) {}
  std::vector<std::string> names_in(const std::string& folder) const override {
    return staged_.names_in(folder);
  }

 private:
  TreeEntry at(const std::string& path) const override { return staged_.at(path); }
  StagedFiles staged_;
};

class Committed : public BlobFiles {
 public:
  Committed(const Repository& repository, const ObjectId& tree)
      : BlobFiles(repository), tree_(tree) {}
  std::vector<std::string> names_in(const std::string& folder) const override {
    return sage::names_in(repository_, tree_, folder);
  }

 private:
  TreeEntry at(const std::string& path) const override { return repository_.entry_at(tree_, path); }
  ObjectId tree_;
};

/// Agents that the configuration beside an index has; it is read when a ticket names one.
class ConfiguredAgents {
 public:
  ConfiguredAgents(const Files* files, fs::path own_config)
      : files_(files), own_config_(std::move(own_config)) {}

  bool operator()(std::string_view name) {
    if (find_preset(name)) return true;
    if (!settings_) read();
    return settings_->agents.contains(std::string(name));
  }

 private:
  void read() {
    settings_.emplace();
    std::string file = ".sage/config.json";
    auto text = files_->read(file);
    if (!text) text = read_file(file = own_config_.string(), most_file_bytes);
    if (!text) return;
    for (const auto& value : settings_of_file(*text, file)) set(*settings_, value);
  }

  const Files* files_;
  fs::path own_config_;
  std::optional<Settings> settings_;
};

IndexAt index_among(std::unique_ptr<Files> files, const Repository& repository,
                    std::string_view where) {
  IndexAt index;
  index.name = index_in_tree;
  index.text = files->read(index_in_tree);
  index.why = format("no such file {}", where);
  index.knows_agent = ConfiguredAgents(files.get(), layout_of(repository).config());
  index.files = std::move(files);
  return index;
}

IndexAt index_in_folder(const Repository& repository, const Layout& layout) {
  IndexAt index;
  index.name = escaped(layout.index().string());
  index.why = "no such file, expected a ticket index";
  if (!repository.is_bare()) {
    index.name = index_in_tree;
    index.files = std::make_unique<FolderFiles>(repository.checkout());
  }
  std::error_code none;
  if (is_readable(layout.index(), most_index_bytes))
    index.text = read_file(layout.index());
  else if (fs::is_regular_file(layout.index(), none))
    index.why = format("found {} bytes, expected at most {} (1 GB)",
                       fs::file_size(layout.index(), none), most_index_bytes);
  else if (fs::exists(layout.index(), none))
    index.why = "not a regular file, expected a ticket index";
  return index;
}

IndexAt index_of_branch(const Repository& repository, const ObjectId& tip) {
  IndexAt index =
      index_among(std::make_unique<Committed>(repository, repository.tree_of(tip)), repository, {});
  index.in_branch = true;
  return index;
}

}  // namespace

IndexAt index_of_run(const App& app, const Options& options, const Repository& repository) {
  const Layout layout = layout_of(repository);
  const Settings settings = settings_here(app, options, repository);
  const ObjectId tip = tip_with_index(repository, settings.onto);
  IndexAt index =
      tip.is_zero() ? index_in_folder(repository, layout) : index_of_branch(repository, tip);
  index.knows_agent = [agents = settings.agents](std::string_view name) {
    return find_preset(name) != nullptr || agents.contains(std::string(name));
  };
  return index;
}

/// For a part of what is staged (git commit FILE) git makes an index of its own, and names it.
IndexAt index_staged(const App& app, const Repository& repository) {
  const std::string named = app.variable("GIT_INDEX_FILE");
  const fs::path file = named.empty() ? repository.git_dir() / "index" : app.folder / named;
  return index_among(std::make_unique<Staged>(repository, file), repository, "in git's index");
}

IndexAt index_of_commit(const App& app, const Repository& repository, const std::string& rev) {
  if (const auto objects = app.variable("GIT_OBJECT_DIRECTORY"); !objects.empty())
    read_objects_also(repository, app.folder / objects);
  const auto commit = repository.commit_of(rev);
  if (!commit)
    throw Error(ErrorKind::usage, format("--rev: there is no commit \"{}\"", excerpt(rev, 80)));
  return index_among(std::make_unique<Committed>(repository, repository.tree_of(*commit)),
                     repository, format("in commit {}", commit->hex().substr(0, 8)));
}

ValidationReport report_on(IndexAt& index) {
  if (!index.text) return without_index(index.name, index.why);
  try {
    return validate(survey_index(*index.text), index.name, {index.files.get(), index.knows_agent});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    return without_index(index.name, error.message());
  }
}

}  // namespace sage
