#include "organisation/heads.h"

#include <string>

namespace mamori::organisation {

bool is_head(std::string_view post, std::string_view section_name) {
  constexpr std::string_view head = "長";
  if (section_name.empty() || !post.ends_with(head)) return false;
  const std::string_view of = post.substr(0, post.size() - head.size());
  return !of.empty() && section_name.ends_with(of);
}

bool is_that_post(std::string_view ex_officio, std::string_view post,
                  std::string_view section_name) {
  if (ex_officio.empty()) return false;
  return post == ex_officio ||
         (is_head(post, section_name) && ex_officio == std::string(section_name) + "長");
}

}  // namespace mamori::organisation
