// Random people in random offices send random applications along random routes. Whatever they try,
// nobody decides what they asked for, no seat agrees twice, and nothing is stuck without somebody
// named.
#include <gmock/gmock.h>
#include <random>
#include <set>

#include "base/json.h"
#include "procedures/decision.h"
#include "procedures/procedures_fixture.h"

namespace mamori::procedures {
namespace {

constexpr std::string_view routes_segregation_yaml = R"(
rules:
  - {id: applicant_is_not_approver, title: 別の人, who: {person: applicant}, code: own,
     message: 自分のものです。, controls: [c]}
)";
constexpr int acts_max = 60;

class RandomRoutes : public testing::ProcedureTest, public ::testing::WithParamInterface<int> {
 protected:
  RandomRoutes() : random_(static_cast<std::uint32_t>(GetParam())) {
    for (const char* name : {"総務課", "住民課"}) sections_.push_back(section(name));
    for (int number = 0; number < 7; ++number) {
      people_.push_back(person("職員" + std::to_string(number), one_of(sections_)));
    }
    for (const std::string_view office : {"ciso", "general_manager"}) {
      if (below(5) > 0) appoint(office, one_of(people_));
    }
    for (const std::string& section : sections_) {
      if (below(5) > 0) appoint("section_manager", one_of(people_), section);
    }
    apply(adopt(*definition_), project);
  }

  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
  }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

  // --- a random definition ---

  std::string office() {
    static const std::vector<std::string> offices{"{office: ciso}", "{office: general_manager}",
                                                  "{office: section_manager, of: section}"};
    return one_of(offices);
  }
  std::string deciders() {
    std::string parties = office();
    if (below(2) == 0) return "by: [" + parties + "]";
    return "by_first: [" + parties + ", " + office() + ", " + office() + "]";
  }
  std::string decision_step(int number, std::size_t& seats_left) {
    const std::string id = std::string("s") + static_cast<char>('a' + number);
    std::string yaml = "    - {id: " + id + ", label: 段階" + std::to_string(number);
    if (number > 0 && below(2) == 0) yaml += ", when: {equals: size, value: large}";
    if (number > 0 && below(4) == 0) yaml += ", apart: true";
    if (seats_left < 3 || below(3) > 0) {
      --seats_left;
      return yaml + ", " + deciders() + "}\n";
    }
    seats_left -= 2;
    return yaml + ", together: [{id: " + id + "x, label: 甲, " + deciders() + "}, {id: " + id +
           "y, label: 乙, " + deciders() + "}]}\n";
  }
  Definition random_definition() {
    std::string yaml =
        "procedure: walk\ntitle: 試し\nnumber: 試し\napply: {by: [staff]}\n"
        "form:\n  - {name: size, label: 大きさ, type: text, required: true}\n"
        "decision:\n  steps:\n";
    std::size_t seats_left = seats_max;
    const int steps = 1 + static_cast<int>(below(3));
    for (int number = 0; number < steps; ++number) yaml += decision_step(number, seats_left);
    auto parsed = Definition::parse(
        "walk.yaml", yaml, schemes_,
        access::Segregation::parse("segregation.yaml", routes_segregation_yaml).value());
    if (!parsed) throw std::runtime_error(parsed.error().message + "\n" + yaml);
    return *std::move(parsed);
  }

  // --- a random walk ---

  Json form() { return {{"size", below(2) == 0 ? "large" : "small"}}; }

  // Files for somebody, or is refused for a reason with something to do about it.
  std::optional<std::string> filed() {
    const auto filing = file(desk(), *definition_, one_of(people_), form());
    if (!filing) {
      EXPECT_NE(filing.error().remedy, "") << filing.error().code;
      return std::nullopt;
    }
    return text_at(apply(filing, project), "application");
  }

  void check(const Application& application) {
    const auto facts = facts_of(connection(), *definition_, application);
    std::set<std::string> seats(application.agreed.begin(), application.agreed.end());
    EXPECT_EQ(seats.size(), application.agreed.size()) << "a seat agreed twice";
    if (!application.is_open) return;
    const bool own_turn = std::ranges::any_of(
        possible_steps(*definition_, application),
        [](const Step* step) { return only_the_applicant(*step) && step->role == Role::own; });
    EXPECT_TRUE(own_turn || !next_holders(desk(), *definition_, application, facts).empty())
        << "stuck in " << application.state;
  }

  // Somebody tries something. Returns whether it was done.
  bool tries(const std::string& id) {
    const Application before = application(connection(), id).value();
    const Step& step = one_of(definition_->steps);
    const std::string& somebody = one_of(people_);
    const Json input = step.form ? form() : Json{{"comment", "理由"}};
    const auto acted = act(desk(), *definition_, before, step.id, somebody, input);
    if (!acted) return false;
    if (step.role == Role::approve) {
      EXPECT_NE(somebody, before.applicant_id);
      EXPECT_THAT(before.agreed, ::testing::Not(::testing::Contains(step.seat)));
    }
    apply(acted, project);
    check(application(connection(), id).value());
    return true;
  }

  // As whoever's turn it is would: agrees wherever it can be agreed.
  void goes_straight_to_the_end(const std::string& id) {
    for (int count = 0; count < acts_max; ++count) {
      const Application now = application(connection(), id).value();
      if (!now.is_open) return;
      EXPECT_TRUE(goes_on(now)) << "nobody goes on from " << now.state;
      if (HasFailure()) return;
    }
    ADD_FAILURE() << "no end";
  }
  bool goes_on(const Application& now) {
    for (const std::string& somebody : people_) {
      for (const Offer& offer : offers(desk(), *definition_, now, somebody)) {
        const Step& step = *offer.step;
        const bool onward = step.role == Role::approve || step.id == "resubmit";
        if (!onward || !offer.decision.allowed) continue;
        const auto acted = act(desk(), *definition_, now, step.id, somebody,
                               step.form ? form() : Json(JsonObject{}));
        if (!acted) continue;
        apply(acted, project);
        return true;
      }
    }
    // What nobody can take further, the applicant can still end.
    const auto ended = act(desk(), *definition_, now, "withdraw", now.applicant_id, JsonObject{});
    if (ended) apply(ended, project);
    return ended.has_value();
  }

  std::mt19937 random_;
  std::vector<std::string> sections_;
  std::vector<std::string> people_;
  std::unique_ptr<const Definition> definition_ =
      std::make_unique<const Definition>(random_definition());
};

TEST_P(RandomRoutes, HoldWhatTheyPromise) {
  for (int count = 0; count < 6; ++count) {
    const auto id = filed();
    if (!id) continue;
    check(application(connection(), *id).value());
    std::size_t done = 1;
    for (int tried = 0; tried < acts_max; ++tried) done += tries(*id) ? 1 : 0;
    EXPECT_EQ(events(connection(), *id).size(), done) << "each act leaves one record";
    goes_straight_to_the_end(*id);
    EXPECT_FALSE(application(connection(), *id)->is_open);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomRoutes, ::testing::Range(1, 25));

}  // namespace
}  // namespace mamori::procedures
