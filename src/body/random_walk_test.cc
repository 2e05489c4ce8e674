// Random people do random things to random applications. Whatever they try, what must never happen
// does not, and what must always hold does.
#include <gmock/gmock.h>
#include <random>
#include <tuple>

#include "body/body_fixture.h"
#include "body/rebuild.h"
#include "ledger/verify.h"

namespace mamori::body {
namespace {

using testing::shipped;
using testing::Town;

class Walk {
 public:
  explicit Walk(std::uint32_t seed) : random_(seed) {
    administrator_ = town_.settle();
    for (const auto& person :
         town_.read([&](auto& db) { return organisation::people(db, town_.today()); })) {
      people_.push_back(person.id);
    }
    people_.emplace_back("nobody");
    for (int count = 0; count < 8; ++count) add_asset();
  }

  void step() {
    const std::uint64_t before = town_.records();
    const std::uint64_t accepted = something();
    EXPECT_EQ(town_.records() - before, accepted);
    check_applications();
  }

  void finish() {
    EXPECT_TRUE(town_.read([](auto& db) { return ledger::verify_store(db); }).ok);
    const auto rebuilt = town_.read([&](auto& db) { return check_rebuild(db, town_.folder()); });
    ASSERT_TRUE(rebuilt.has_value()) << rebuilt.error().message;
    EXPECT_FALSE(rebuilt->difference) << sentence_of(*rebuilt->difference);
  }

  int decided() {
    return static_cast<int>(
        town_.read([&](auto& db) { return procedures::tally(db, "takeout", town_.today()); })
            .decided);
  }

 private:
  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
  }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

  void add_asset() {
    const auto added = town_.acts().add_entry(administrator_, "assets",
                                              {{"name", "もの"},
                                               {"kind", "terminal"},
                                               {"importance", std::to_string(1 + below(4))},
                                               {"section", town_.section("住民課")}});
    ASSERT_TRUE(added.has_value()) << added.error().message;
    assets_.push_back(text_at(added->payload, "id"));
  }

  Json form() {
    JsonArray things;
    for (std::size_t count = 1 + below(2); count > 0; --count) things.emplace_back(one_of(assets_));
    const auto day = [&] {
      return iso_day(day_in_japan(town_.clock().now() + std::chrono::days{below(6)}));
    };
    JsonObject form{{"assets", std::move(things)},
                    {"purpose", "調査"},
                    {"destination", "西部"},
                    {"from", day()},
                    {"due", day()},
                    {"means", "on_foot"}};
    if (below(3) > 0) form["protection"] = JsonArray{"password"};
    return form;
  }

  // Returns how many acts were accepted.
  std::uint64_t something() {
    switch (below(12)) {
      case 0:
      case 1:
        return file();
      case 2:
        return below(4) == 0 ? end_an_appointment() : file();
      case 3:
        return appoint_a_head();
      case 4:
        return let_time_pass();
      default:
        return act();
    }
  }

  std::uint64_t file() {
    const auto filed = town_.acts().file_application(one_of(people_), "takeout", form());
    if (filed) applications_.push_back(text_at(filed->payload, "application"));
    return filed ? 1 : 0;
  }

  // Somebody tries something; every second time somebody who may.
  std::uint64_t act() {
    if (applications_.empty()) return 0;
    const std::string& id = one_of(applications_);
    std::string person = one_of(people_);
    const procedures::Step* step = &one_of(shipped().procedures.at("takeout").steps);
    if (const auto offers = offers_on(id); !offers.empty() && below(2) == 0) {
      std::tie(person, step) = one_of(offers);
    }
    Json input = JsonObject{};
    if (step->form) input = form();
    if (!step->fields.empty() && below(4) > 0) input = JsonObject{{"comment", "{applicant}"}};
    return town_.acts().act_on_application(person, id, step->id, input) ? 1 : 0;
  }

  std::uint64_t end_an_appointment() {
    const auto held =
        town_.read([&](auto& db) { return organisation::appointments(db, town_.today()); });
    return town_.change_knowingly(administrator_, "organisation.end_appointment",
                                  {{"appointment", one_of(held).id}})
                   .has_value()
               ? 1
               : 0;
  }

  std::uint64_t appoint_a_head() {
    const auto sections =
        town_.read([&](auto& db) { return organisation::sections(db, town_.today()); });
    static const std::vector<std::string> offices{"section_manager", "section_manager",
                                                  "general_manager", "ciso"};
    return town_.change_knowingly(administrator_, "organisation.appoint",
                                  {{"office", one_of(offices)},
                                   {"section", one_of(sections).id},
                                   {"person", one_of(people_)}})
                   .has_value()
               ? 1
               : 0;
  }

  std::uint64_t let_time_pass() {
    town_.clock().advance(std::chrono::days{1});
    return static_cast<std::uint64_t>(town_.body().tick().value());
  }

  void check_applications() {
    for (const std::string& id : applications_) {
      const auto [application, events] = town_.read([&](store::Connection& db) {
        return std::pair(procedures::application(db, id).value(), procedures::events(db, id));
      });
      check_history(application, events);
      EXPECT_EQ(application.is_open, !offers_on(id).empty())
          << application.number << " is stuck, or not over: " << application.state;
    }
  }

  static void check_history(const procedures::Application& application,
                            const std::vector<procedures::Event>& events) {
    int approvals = 0;
    int told = 0;
    for (const procedures::Event& event : events) {
      approvals += event.act == "approve" ? 1 : 0;
      told += event.act == "overdue" ? 1 : 0;
      const bool by_applicant = event.person_id == application.applicant_id;
      const bool applicants = event.act == "submit" || event.act == "resubmit" ||
                              event.act == "hand_back" || event.act == "withdraw" ||
                              event.act == "pull_back";
      EXPECT_TRUE(event.act == "overdue" || by_applicant == applicants)
          << application.number << ": " << event.act;
    }
    EXPECT_LE(approvals, 1) << application.number;
    EXPECT_LE(told, 1) << application.number;
    EXPECT_EQ(application.state, events.back().state);
  }

  // Everyone who may do something to it now, and what.
  std::vector<std::pair<std::string, const procedures::Step*>> offers_on(const std::string& id) {
    return town_.read([&](store::Connection& db) {
      std::vector<std::pair<std::string, const procedures::Step*>> list;
      const auto application = procedures::application(db, id);
      const auto definition = town_.body().definition_of(db, *application);
      for (const std::string& person : people_) {
        for (const auto& offer :
             procedures::offers(town_.body().desk(db), **definition, *application, person)) {
          if (offer.decision.allowed) list.emplace_back(person, offer.step);
        }
      }
      return list;
    });
  }

  Town town_;
  std::mt19937 random_;
  std::string administrator_;
  std::vector<std::string> people_;
  std::vector<std::string> assets_;
  std::vector<std::string> applications_;
};

class RandomWalk : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(RandomWalk, KeepsWhatMustHold) {
  Walk walk(GetParam());
  for (int count = 0; count < 300 && !HasFailure(); ++count) walk.step();
  walk.finish();
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWalk, ::testing::Range(1U, 9U));

// A walk on which nothing ever succeeds would prove nothing.
TEST(RandomWalkItself, ComesToDecisions) {
  Walk walk(1);
  for (int count = 0; count < 200; ++count) walk.step();
  EXPECT_GT(walk.decided(), 2);
}

}  // namespace
}  // namespace mamori::body
