// 一覧の見方: what somebody asked of a list, kept under a name; for oneself, or by those who may
// for everybody. Keeping and removing one are acts, so that views come back with a backup and a
// rebuild; there is no table, the records of the list's views are few.
//
// Reading is on the caller's connection and throws store::Failure; ListViews is safe from any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "body/recording.h"

namespace mamori::body {

struct SavedView {
  std::string name;
  std::string query;  // of the address, from its "?" on
  bool shared = false;
};

inline constexpr std::size_t views_max = 30;  // of one list, one's own and the shared ones each

// The shared ones, then those of the person; each by name.
std::vector<SavedView> saved_views(store::Connection& connection, std::string_view list,
                                   std::string_view person_id);

class ListViews {
 public:
  ListViews(Body& body, Acts& acts) : body_(body), acts_(acts) {}

  // Keeps a view of the list, in place of one with the same name. Input {name, query, shared:
  // "yes"}. Fails with "input_invalid", "too_many_views" or as Acts::require().
  Result<Done> save(std::string_view actor, std::string_view list, const Json& input);
  // Input {name, shared}. Fails with "view_unknown" or as Acts::require().
  Result<Done> remove(std::string_view actor, std::string_view list, const Json& input);

 private:
  Body& body_;
  Acts& acts_;
};

}  // namespace mamori::body
