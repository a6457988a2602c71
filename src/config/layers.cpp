#include <algorithm>

#include "config/settings.h"

namespace sage {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return out;
}

/// The setting's own spelling for a name that lost its case (git's keys, the environment).
std::string own_spelling(const std::string& name) {
  for (const auto& setting : setting_names())
    if (lower(setting.name) == lower(name)) return std::string(setting.name);
  return name;
}

std::string environment_name(std::string_view name) {
  std::string out = "SAGE_";
  for (const unsigned char c : name) out += c == '.' ? '_' : static_cast<char>(std::toupper(c));
  return out;
}

}  // namespace

std::vector<SettingValue> settings_of_git(const std::string& config_list_z) {
  std::vector<SettingValue> values;
  std::string_view rest = config_list_z;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    const std::size_t newline = item.find('\n');
    const std::string key(item.substr(0, newline));
    if (!key.starts_with("sage.")) continue;
    const std::string name = own_spelling(key.substr(5));
    const auto value = newline == item.npos ? std::string_view("true") : item.substr(newline + 1);
    values.push_back({name, json::value(value), "git config " + excerpt(key, 100)});
  }
  return values;
}

std::vector<SettingValue> settings_of_environment(const std::vector<std::string>& environment) {
  std::vector<SettingValue> values;
  for (const auto& setting : setting_names()) {
    const std::string name = environment_name(setting.name);
    for (const auto& assignment : environment)
      if (assignment.starts_with(name + "="))
        values.push_back(
            {std::string(setting.name), json::value(assignment.substr(name.size() + 1)), name});
  }
  return values;
}

}  // namespace sage
