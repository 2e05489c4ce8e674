// For tests only, of this room and those above it: a database with people in it, without a ledger.
#pragma once

#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <string>

#include "base/bytes.h"
#include "base/date.h"
#include "base/testing.h"
#include "organisation/acts.h"
#include "organisation/organisation.h"
#include "organisation/people_acts.h"
#include "organisation/preparing.h"
#include "organisation/projection.h"
#include "organisation/rehearsal.h"
#include "organisation/standing_in.h"
#include "store/migrations.h"
#include "store/testing_database.h"

namespace mamori::organisation::testing {

inline constexpr std::string_view few_offices = R"(
offices:
  - {id: ciso, title: CISO, scope: body}
  - {id: general_manager, title: 統括情報セキュリティ責任者, scope: body}
  - {id: section_manager, title: 情報セキュリティ管理者, scope: section}
  - {id: administrator, title: mamori管理者, scope: body, several: true}
)";

class OrganisationTest : public ::testing::Test {
 protected:
  using Projection = std::function<void(store::Connection&, const ledger::Record&)>;

  OrganisationTest() {
    EXPECT_TRUE(store::migrate(*connection_, embedded::migrations()).has_value());
  }

  store::Connection& connection() { return *connection_; }
  Day today() const { return day_in_japan(now_); }
  Change change() const { return {"system:test", now_}; }

  // Projects an act as the ledger would after recording it; returns its payload.
  Json apply(const Result<ledger::Act>& act, const Projection& projection = project) {
    if (!act) throw std::runtime_error(act.error().code + ": " + act.error().message);
    projection(connection(),
               {++records_, now_, act->kind, act->actor, act->subject, act->payload, false});
    return act->payload;
  }

  // Any act, by its kind without "organisation."; `doing` also projects it.
  Result<ledger::Act> trying(std::string_view kind, const Json& input) {
    return prepare(connection(), offices_, change(), "organisation." + std::string(kind), input);
  }
  std::string doing(std::string_view kind, const Json& input) {
    return text_at(apply(trying(kind, input)), "id");
  }

  // What `work` makes of a rehearsal, of which nothing stays.
  template <class Work>
  auto rehearsing(const Offices& offices, Work&& work) {
    connection().begin(store::Transaction::writing);
    auto made = [&] {
      Rehearsal rehearsal(connection(), offices, change());
      return work(rehearsal);
    }();
    connection().commit();
    return made;
  }

  std::string section(std::string_view name) {
    return text_at(apply(add_section(connection(), change(), {{"name", name}})), "id");
  }
  std::string person(std::string_view name, std::string_view section_id = {}) {
    return text_at(apply(add_person(connection(), change(),
                                    {{"name", name}, {"kana", "カナ"}, {"section", section_id}})),
                   "id");
  }
  Result<ledger::Act> appointing(std::string_view office, std::string_view person_id,
                                 std::string_view section_id = {}, std::string_view from = {}) {
    return organisation::appoint(
        connection(), offices_, change(),
        {{"office", office}, {"person", person_id}, {"section", section_id}, {"from", from}});
  }
  std::string appoint(std::string_view office, std::string_view person_id,
                      std::string_view section_id = {}, std::string_view from = {}) {
    return text_at(apply(appointing(office, person_id, section_id, from)), "id");
  }
  Result<ledger::Act> ending(std::string_view appointment_id, std::string_view to = {}) {
    return end_appointment(connection(), offices_, change(),
                           {{"appointment", appointment_id}, {"to", to}});
  }

  Instant now_ = start_of_day_in_japan(*parse_day("R8.11.21")) + std::chrono::hours{9};
  const Offices offices_ = Offices::parse("offices.yaml", few_offices).value();

 private:
  const mamori::testing::TestDatabase database_{mamori::testing::Made::migrated};
  std::unique_ptr<store::Connection> connection_ = database_.connect();
  std::uint64_t records_ = 0;
};

using mamori::testing::code_of;
template <class T>
std::string message_of(const Result<T>& result) {
  return result ? "" : result.error().message;
}

}  // namespace mamori::organisation::testing
