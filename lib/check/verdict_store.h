#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/object_id.h"
#include "check/check.h"
#include "os/append_file.h"
#include "os/file.h"

namespace sage {

/// What the gate said of a tree: all its checks, up to the first that is not a PASS.
struct GateVerdict {
  Verdict verdict = Verdict::NOT_RUN;
  std::vector<CheckReport> reports;
};
BOOST_DESCRIBE_STRUCT(GateVerdict, (), (verdict, reports))

/// Verdicts by tree, remembered across runs for one definition of the gate, so that no tree is
/// tested twice. PASS, FAIL and NO_TESTS are kept on disk (docs/CHECKS.md: one JSON line each);
/// NOT_RUN and TIMEOUT, which may come from the machine, for the life of this object only.
class VerdictStore {
 public:
  /// `file` need not exist, nor its folder. `define` gives the definition as it is now (see
  /// gate_definition). Lines that cannot be read are passed over, and nothing is synced: a verdict
  /// less costs a test. One writer at a time (the holder of the stream lock).
  VerdictStore(std::filesystem::path file, std::function<std::string()> define);

  /// Whatever is known, looked up and remembered is of this definition.
  const std::string& definition() const { return definition_; }
  /// Asks for it again: another one has other verdicts.
  void look_again();

  std::optional<GateVerdict> find(const ObjectId& tree) const;
  void remember(const ObjectId& tree, const GateVerdict& verdict);
  /// A verdict that may come from the machine (NOT_RUN, TIMEOUT) has been acted upon: where the
  /// same tree comes again, it is tested again. Any other stays.
  void let_go(const ObjectId& tree);
  /// The user wants it tested anew: all that is no PASS.
  void let_go_of_failures();

 private:
  void load();

  std::filesystem::path file_;
  std::function<std::string()> define_;
  std::string definition_;
  bool without_failures_ = false;
  std::unordered_map<ObjectId, GateVerdict> known_;
  std::optional<AppendFile> out_;  ///< opened by the first that is kept
};

/// What stands for a gate: a digest of its commands, of `setup` (what prepares the workspace), and
/// of the content of the environment files the checks declare, relative to `checkout` (a missing
/// one counts as missing). Another definition remembers nothing of this one's.
std::string gate_definition(const std::vector<Check>& checks, const std::string& setup,
                            const std::filesystem::path& checkout);

/// The same, worked out again only where the stamp of an environment file has changed.
class GateDefinition {
 public:
  GateDefinition(std::vector<Check> checks, std::string setup, std::filesystem::path checkout);
  const std::string& operator()();

 private:
  std::vector<FileStamp> stamps() const;

  std::vector<Check> checks_;
  std::string setup_;
  std::filesystem::path checkout_;
  std::vector<FileStamp> stamps_;
  std::string digest_;
};

}  // namespace sage
