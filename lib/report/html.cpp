#include "report/html.h"

#include "base/digest.h"
#include "base/placeholders.h"
#include "report/progress.h"

namespace sage {
namespace {

/// RFC 4648.
std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
    };
    const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) out += digits[group >> shift & 63U];
  }
  const std::size_t missing = (3 - bytes.size() % 3) % 3;
  out.replace(out.size() - missing, missing, missing, '=');
  return out;
}

/// How a policy names an inline script or style: 'sha256-…'.
std::string source_of(std::string_view text) {
  const std::string hex = sha256_hex(text);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return format("'sha256-{}'", base64(bytes));
}

/// The document with nothing in it that HTML or an old script parser could take for its own: no
/// "<", ">" or "&", no U+2028 and U+2029. All of these can stand in JSON's strings only.
std::string script_safe(const std::string& document) {
  std::string out;
  out.reserve(document.size() + document.size() / 16);
  for (std::size_t i = 0; i < document.size(); ++i) {
    const char c = document[i];
    const auto three = std::string_view(document).substr(i, 3);
    if (c == '<' || c == '>' || c == '&') {
      out += format("\\u{:04x}", static_cast<unsigned char>(c));
    } else if (three == "\u2028" || three == "\u2029") {
      out += three == "\u2028" ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += c;
    }
  }
  return out;
}

std::string markup_safe(std::string_view text) {
  std::string out;
  for (const char c : escaped(text))
    out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

}  // namespace

std::string html_report(const RunFacts& facts) {
  return fill_placeholders(html_page, {{"title", markup_safe(headline(facts))},
                                       {"script_source", source_of(html_script)},
                                       {"style_source", source_of(html_style)},
                                       {"style", html_style},
                                       {"script", html_script},
                                       {"data", script_safe(json::serialize(to_json(facts)))}});
}

}  // namespace sage
