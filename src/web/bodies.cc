#include "web/bodies.h"

#include "web/router.h"

namespace mamori::web {

void Bodies::serve(std::shared_ptr<const Services> services) {
  const std::lock_guard lock(mutex_);
  auto& place = bodies_[services->body.slug()];
  place.swap(services);  // the last of those before may be long in going: not under the lock
}

void Bodies::close(std::string_view slug) {
  std::shared_ptr<const Services> gone;
  const std::lock_guard lock(mutex_);
  bodies_[std::string(slug)].swap(gone);
}

void Bodies::forget(std::string_view slug) {
  std::shared_ptr<const Services> gone;
  const std::lock_guard lock(mutex_);
  const auto found = bodies_.find(slug);
  if (found == bodies_.end()) return;
  found->second.swap(gone);
  bodies_.erase(found);
}

Result<std::shared_ptr<const Services>> Bodies::find(std::string_view slug) const {
  const std::lock_guard lock(mutex_);
  const auto found = bodies_.find(slug);
  if (found == bodies_.end()) return fail(page_not_found());
  if (found->second) return found->second;
  return fail(Fault::unavailable, "body_closed", "この団体のmamoriは、いま使えません。",
              "mamoriを動かしている担当者に知らせてください。記録は残っています。");
}

std::vector<std::string> Bodies::slugs() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> slugs;
  for (const auto& [slug, services] : bodies_) slugs.push_back(slug);
  return slugs;
}

}  // namespace mamori::web
