#include "mamori/serving.h"

#include <algorithm>
#include <spdlog/spdlog.h>

#include "mamori/data.h"
#include "store/trouble.h"

namespace mamori::command {
namespace {

Result<std::shared_ptr<ServedBody>> open_ready(const ServeOptions& options, const Shared& shared,
                                               const Serving::Preparation& prepare) {
  try {
    auto opened = ServedBody::open(options, shared);
    if (!opened) return opened;
    if (prepare) {
      if (auto prepared = prepare((*opened)->body()); !prepared) return fail(prepared.error());
    }
    if ((*opened)->body().has_regulation()) return opened;
    return fail(
        Fault::conflict, "regulation_missing",
        "この団体には、まだ規程がありません: " + options.data.body,
        "mamori body add " + options.data.body + " --regulation ファイル を行ってください。");
  } catch (const store::Failure& failure) {
    return fail(store::error_of(failure, store::Doing::reading));
  }
}

}  // namespace

Result<std::shared_ptr<ServedBody>> Serving::open(const std::string& slug,
                                                  const Preparation& prepare) {
  ServeOptions options = options_;
  options.data.body = slug;
  auto opened = open_ready(options, shared_, prepare);
  const std::lock_guard lock(mutex_);
  if (!opened) {
    Error& known = troubles_[slug];
    if (known.code != opened.error().code) {
      spdlog::error("{}: {} {}", slug, opened.error().code, opened.error().message);
    }
    known = opened.error();
    addresses_.close(slug);
    return opened;
  }
  troubles_.erase(slug);
  served_[slug] = *opened;
  (*opened)->start();
  addresses_.serve(ServedBody::services(*opened));
  return opened;
}

Result<void> Serving::look() {
  const auto there = bodies_in_service(options_.data);
  if (!there) return fail(there.error());
  for (const std::string& slug : addresses_.slugs()) {
    if (!std::ranges::binary_search(*there, slug)) let_go(slug);
  }
  for (const std::string& slug : *there) {
    if (serves(slug)) continue;
    if (open(slug)) spdlog::info("{}: served", slug);
  }
  return {};
}

Result<void> Serving::back_up() {
  for (const auto& body : served()) {
    const auto done = body->back_up_when_due();
    if (done) continue;
    spdlog::error("{}: backup: {} {}", body->body().slug(), done.error().code,
                  done.error().message);
  }
  return {};
}

std::vector<std::shared_ptr<ServedBody>> Serving::served() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<ServedBody>> served;
  for (const auto& [slug, body] : served_) served.push_back(body);
  return served;
}

std::vector<Serving::Trouble> Serving::troubles() const {
  const std::lock_guard lock(mutex_);
  std::vector<Trouble> troubles;
  for (const auto& [slug, error] : troubles_) troubles.push_back({slug, error});
  return troubles;
}

bool Serving::serves(const std::string& slug) const {
  const std::lock_guard lock(mutex_);
  return served_.contains(slug);
}

void Serving::let_go(const std::string& slug) {
  addresses_.forget(slug);
  std::shared_ptr<ServedBody> gone;  // outside the lock: its last work is waited for
  const std::lock_guard lock(mutex_);
  served_[slug].swap(gone);
  served_.erase(slug);
  troubles_.erase(slug);
}

Result<std::vector<std::string>> bodies_in_service(const DataOptions& data) {
  auto slugs = bodies_of(data);
  if (!slugs) return slugs;
  std::erase_if(*slugs, [&](const std::string& slug) {
    DataOptions one = data;
    one.body = slug;
    return is_out_of_service(one);
  });
  return slugs;
}

}  // namespace mamori::command
