#pragma once

#include <filesystem>
#include <string>

#include "support/temp_folder.h"
#include "validate/print.h"
#include "validate/validate.h"

namespace sage::test {

/// Files of a real folder.
class FolderFiles : public Files {
 public:
  explicit FolderFiles(std::filesystem::path root) : root_(std::move(root)) {}
  std::optional<std::string> read(const std::string& path) const override {
    if (!std::filesystem::is_regular_file(root_ / path)) return std::nullopt;
    return read_text(root_ / path);
  }
  bool exists(const std::string& path) const override {
    return std::filesystem::exists(root_ / path);
  }
  std::vector<std::string> names_in(const std::string& folder) const override {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(root_ / folder, none))
      names.push_back(entry.path().filename().string());
    return names;
  }

 private:
  std::filesystem::path root_;
};

inline std::filesystem::path fixtures(const std::string& folder) {
  return std::filesystem::path(__FILE__).parent_path() / "../../fixtures" / folder;
}

inline ValidationReport report_on(std::string text, const Surroundings& around = {}) {
  return validate(survey_index(text), "index.json", around);
}

/// The rules that a text breaks, in the order of findings.
inline std::vector<std::string> rules_broken(const std::string& text,
                                             const Surroundings& around = {}) {
  std::vector<std::string> ids;
  for (const auto& finding : report_on(text, around).findings) ids.emplace_back(finding.rule->id);
  return ids;
}

}  // namespace sage::test
