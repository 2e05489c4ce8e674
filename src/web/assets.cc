#include "web/assets.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace mamori::web {
namespace {

constexpr std::size_t version_digits = 16;

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> content_types{{
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".map", "application/json"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".ttf", "font/ttf"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string_view content_type_of(std::string_view name) {
  const auto found = std::ranges::find_if(
      content_types, [&](const auto& entry) { return name.ends_with(entry.first); });
  return found == content_types.end() ? "application/octet-stream" : found->second;
}

// If-None-Match is a list of tags or "*" (RFC 9110 §13.1.2); weak tags compare alike.
bool already_has(const Request& request, std::string_view etag) {
  const std::string tags = request.headers.get("If-None-Match");
  return tags == "*" || tags.find(etag) != std::string::npos;
}

}  // namespace

Assets::Assets(std::span<const embedded::File> files) {
  for (const embedded::File& file : files) {
    std::string version = hex(as_text(sha256(file.bytes))).substr(0, version_digits);
    assets_.emplace(file.path, Asset{file.bytes, std::move(version), content_type_of(file.path)});
  }
}

std::string Assets::url(std::string_view name) const {
  const auto found = assets_.find(name);
  const std::string plain = "/assets/" + std::string(name);
  return found == assets_.end() ? plain : plain + "?v=" + found->second.version;
}

Response Assets::respond(const Request& request, std::string_view name) const {
  const auto found = assets_.find(name);
  if (found == assets_.end()) {
    return plain_error({Fault::not_found, "asset_not_found", "ファイルがありません。"},
                       request.wants_json());
  }
  const Asset& asset = found->second;
  const std::string etag = '"' + asset.version + '"';
  const bool versioned = request.query.get("v") == asset.version;
  Response response;
  response.headers.set("ETag", etag);
  response.headers.set("Cache-Control",
                       versioned ? "public, max-age=31536000, immutable" : "no-cache");
  if (already_has(request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.set("Content-Type", asset.content_type);
  response.body = asset.bytes;
  return response;
}

}  // namespace mamori::web
