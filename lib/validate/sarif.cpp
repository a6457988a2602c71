#include "validate/print.h"

namespace sage {
namespace {

json::object described(const Rule& rule) {
  return {{"id", rule.id},
          {"shortDescription", {{"text", rule.what}}},
          {"defaultConfiguration", {{"level", to_string(rule.severity)}}}};
}

/// A path as a relative URI: what is not plain in one is percent-encoded (RFC 3986).
std::string uri_of(std::string_view path) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string uri;
  for (const char c : path)
    uri += plain.find(c) != plain.npos ? std::string(1, c)
                                       : format("%{:02X}", static_cast<unsigned char>(c));
  return uri;
}

json::object result_of(const Finding& finding) {
  json::object location{
      {"physicalLocation",
       {{"artifactLocation", {{"uri", uri_of(finding.file)}}},
        {"region", {{"startLine", finding.line}, {"startColumn", finding.column}}}}}};
  if (!finding.ticket.empty())
    location["logicalLocations"] = json::array{
        {{"name", finding.ticket},
         {"fullyQualifiedName",
          finding.field.empty() ? finding.ticket : finding.ticket + "." + finding.field}}};
  const std::string text =
      finding.hint.empty() ? finding.message : finding.message + "\nhint: " + finding.hint;
  return {{"ruleId", finding.rule->id},
          {"ruleIndex", finding.rule - rules().data()},
          {"level", to_string(finding.rule->severity)},
          {"message", {{"text", text}}},
          {"locations", json::array{std::move(location)}}};
}

}  // namespace

json::object sarif(const ValidationReport& report, std::string_view version) {
  json::array described_rules, results;
  for (const Rule& rule : rules()) described_rules.push_back(described(rule));
  for (const Finding& finding : report.findings) results.push_back(result_of(finding));
  json::object driver{{"name", "sage-stream validate"},
                      {"version", version},
                      {"rules", std::move(described_rules)}};
  json::object run{{"tool", {{"driver", std::move(driver)}}},
                   {"columnKind", "unicodeCodePoints"},
                   {"results", std::move(results)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", json::array{std::move(run)}}};
}

}  // namespace sage
