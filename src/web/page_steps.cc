#include "web/page_steps.h"

#include <algorithm>
#include <charconv>

namespace mamori::web {

std::size_t page_asked(const Visit& visit, std::size_t pages) {
  const std::string text = visit.request.query.get("page");
  std::size_t page = 1;
  std::from_chars(text.data(), text.data() + text.size(), page);
  return std::clamp<std::size_t>(page, 1, std::max<std::size_t>(pages, 1));
}

Json page_steps(std::size_t page, std::size_t pages,
                const std::function<std::string(std::size_t)>& href_of) {
  if (pages < 2) return nullptr;
  return JsonObject{{"current", page},
                    {"count", pages},
                    {"previous", page > 1 ? Json(href_of(page - 1)) : Json()},
                    {"next", page < pages ? Json(href_of(page + 1)) : Json()},
                    {"items", JsonArray()}};
}

}  // namespace mamori::web
