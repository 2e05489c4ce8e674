// For tests only: a body in a folder of its own, with people in it.
#pragma once

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/date.h"
#include "body/acts.h"
#include "body/body.h"
#include "body/outlook.h"
#include "identity/first_link.h"
#include "organisation/organisation.h"
#include "store/testing_database.h"

namespace mamori::body::testing {

// What definitions/ declares, as shipped.
inline const Definitions& shipped() {
  static const Definitions definitions = [] {
    auto loaded = Definitions::load(embedded::definitions());
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *std::move(loaded);
  }();
  return definitions;
}

// A body on a real database, with a clock that stands still until it is told otherwise.
class Town {
 public:
  explicit Town(const Definitions& definitions = shipped(), std::string slug = "mimori")
      : slug_(std::move(slug)) {
    open(definitions);
  }
  explicit Town(Definitions&& gone_before_it, std::string slug = "mimori") = delete;
  Town(const Town&) = delete;
  Town& operator=(const Town&) = delete;

  Body& body() { return *body_; }
  Acts& acts() { return *acts_; }
  ManualClock& clock() { return clock_; }
  const std::filesystem::path& folder() const { return database_.folder(); }
  const mamori::testing::TestDatabase& database() const { return database_; }
  Day today() const { return day_in_japan(clock_.now()); }
  template <class Work>
  auto read(Work&& work) {
    return body_->store().read(std::forward<Work>(work));
  }

  void close() {
    acts_.reset();
    body_.reset();
  }
  // Stops the program and starts it again, perhaps a newer one with other definitions.
  void reopen(const Definitions& definitions = shipped()) {
    close();
    open(definitions);
  }

  // Makes the first administrator through a first link, and returns their id.
  std::string make_administrator(std::string_view name = "事務 花子",
                                 std::string_view kana = "ジム ハナコ") {
    const auto token = body_->store().write([&](store::Connection& connection) {
      return Result<std::string>(identity::make_first_link(connection, clock_.now()));
    });
    const auto made = acts_->make_first_administrator(
        token.value(), {{"name", name}, {"kana", kana}, {"login", "jimu"}, {"password", password}});
    EXPECT_TRUE(made.has_value()) << made.error().message;
    return made.value_or("");
  }

  // The administrator and the sample organisation. Returns the administrator's id.
  std::string settle() {
    std::string administrator = make_administrator();
    EXPECT_TRUE(acts_->take_sample_organisation(administrator).has_value());
    return administrator;
  }

  // Ids by name; the name itself when there is no such person or section, so that tests can speak
  // of somebody unknown.
  std::string person(std::string_view name) {
    const auto everybody = read([&](auto& db) { return organisation::people(db, today()); });
    const auto found = std::ranges::find(everybody, name, &organisation::Person::name);
    return found == everybody.end() ? std::string(name) : found->id;
  }
  std::string section(std::string_view name) {
    const auto all = read([&](auto& db) { return organisation::sections(db, today()); });
    const auto found = std::ranges::find(all, name, &organisation::Section::name);
    return found == all.end() ? std::string(name) : found->id;
  }

  // An act on the organisation by somebody who, told what it would stop, goes on all the same.
  Result<Done> change_knowingly(std::string_view person_id, std::string_view kind,
                                JsonObject input) {
    auto done = acts_->change_organisation(person_id, kind, Json(input));
    if (done || done.error().code != "procedures_would_stop") return done;
    input[go_on_name] = done.error().message;
    return acts_->change_organisation(person_id, kind, Json(input));
  }

  std::uint64_t records() {
    return read([](auto& db) { return ledger::record_count(db); });
  }

  static constexpr std::string_view password = "zebra-kettle-91-lamp";

 private:
  void open(const Definitions& definitions) {
    auto opened = Body::open({.folder = folder(), .slug = slug_, .location = database_.location()},
                             definitions, clock_);
    if (!opened) throw std::runtime_error(opened.error().message);
    body_ = *std::move(opened);
    acts_ = std::make_unique<Acts>(*body_, hasher_);
  }

  const std::string slug_;
  const mamori::testing::TestDatabase database_{mamori::testing::Made::migrated};
  ManualClock clock_{start_of_day_in_japan(*parse_day("令和8年11月21日")) + std::chrono::hours{9}};
  const identity::PasswordHasher hasher_{{.memory_kib = 64, .passes = 1}};
  std::unique_ptr<Body> body_;
  std::unique_ptr<Acts> acts_;
};

}  // namespace mamori::body::testing
