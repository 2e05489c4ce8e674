#include "scenario/matrix.h"

#include <deque>
#include <set>

#include "base/testing.h"
#include "organisation/boards.h"
#include "procedures/course.h"
#include "registers/register.h"
#include "scenario/expectation.h"

namespace mamori::scenario {
namespace {

using procedures::Application;
using procedures::Definition;
using procedures::Step;
using registers::Field;
using registers::FieldType;
using Path = std::vector<std::string>;  // ids of acts after the filing

constexpr std::string_view usual_applicant = "石井 由美";
constexpr std::string_view somebody_else = "森 彩香";
constexpr std::string_view manager_of_one_system = "中村 浩二";
constexpr std::chrono::days long_after{2000};

Yaml setting() {
  const auto file = testing::source_path("tests/scenarios/settings/town.yaml");
  return Yaml::parse("town.yaml", testing::read_file(file)).value();
}

// An accepted form: the values, and what acts on it are to write.
struct Example {
  Yaml node;

  std::string who() const { return node["who"].text(usual_applicant); }
  // Acts that are refused for this form wherever they could be done.
  bool does_not(std::string_view act) const {
    const auto acts = node["does_not"].texts();
    return std::ranges::find(acts, act) != acts.end();
  }
};

class Matrix {
 public:
  Matrix(const Definition& definition, const Yaml& examples)
      : definition_(definition),
        examples_(examples),
        script_(examples, setting()),
        stage_(script_, *regulation_of(script_)) {
    for (const Yaml& node : examples["accepted"].items()) accepted_.push_back({node});
  }

  void play() {
    ASSERT_FALSE(accepted_.empty()) << definition_.id << ": no accepted example";
    for (const Example& example : accepted_) walk(example);
    for (const Yaml& node : examples_["refused"].items()) meet_refusal(node);
    if (definition_.occupation) file_twice();
    if (definition_.decision) decide_in_absence();
    ask_managers_of_systems();
    expect_everything_done();
    let_days_pass();
    expect_sound(stage_);
  }

 private:
  body::Acts& acts() { return stage_.acts(); }

  // --- filing ---

  Json form(const Example& example, const Yaml& over = Yaml("", YAML::Node())) {
    return stage_.values(definition_.form, {example.node["with"], over});
  }

  // Of things of its own: earlier applications may hold those of before.
  Result<body::Done> filing(const Example& example) {
    stage_.enter_entries();
    stage_.town().clock().advance(std::chrono::minutes{1});
    return acts().file_application(stage_.person(example.who()), definition_.id, form(example));
  }

  std::optional<Application> filed(const Example& example) {
    const auto done = filing(example);
    if (!done) {
      ADD_FAILURE() << definition_.id << ": " << example.node.error(done.error().code).message
                    << ": " << done.error().message;
      return std::nullopt;
    }
    done_.insert(definition_.filing_step().id);
    return now(text_at(done->payload, "application"));
  }

  Application now(const std::string& id) {
    return stage_.town().read([&](auto& db) { return procedures::application(db, id); }).value();
  }

  // --- acting ---

  std::string somebody_for(const Application& application, const Step& step) {
    return stage_.town().read([&](store::Connection& db) -> std::string {
      const auto desk = stage_.body().desk(db);
      const auto facts = procedures::facts_of(db, definition_, application);
      const auto people = access::who_may(desk.access(), step.rule, facts);
      return people.empty() ? "" : people.front().person_id;
    });
  }

  Json any_value(const Field& field, const std::string& actor) {
    if (!field.pattern.empty()) return Json(field.example);
    switch (field.type) {
      case FieldType::number:
        return Json("1");
      case FieldType::date:
        return Json(iso_day(stage_.town().today()));
      case FieldType::choice:
        return Json(field.options.front().value);
      case FieldType::choices:
        return JsonArray{Json(field.options.front().value)};
      case FieldType::person: {
        const std::string other = stage_.person(somebody_else);
        return Json(other == actor ? stage_.person(usual_applicant) : other);
      }
      default:
        return Json("記入");
    }
  }

  // What somebody writes with an act: what the example says, and something wherever it must be.
  Json remarks(const Example& example, const Step& step, const std::string& actor,
               const Yaml& over) {
    if (step.form) return form(example, over);
    Json said = stage_.values(step.fields, {example.node["acts"][step.id], over});
    for (const Field& field : step.fields) {
      JsonObject& values = said.as_object();
      const bool taken_away = over[field.name].present() == false && names(over, field.name);
      if (values[field.name] == Json("me")) values[field.name] = actor;
      if (!values[field.name].is_null()) continue;
      values.erase(field.name);
      if (field.required && !taken_away) values[field.name] = any_value(field, actor);
    }
    return said;
  }

  static bool names(const Yaml& map, std::string_view name) {
    const auto members = map.members();
    return std::ranges::find(members, name, &std::pair<std::string, Yaml>::first) != members.end();
  }

  Result<body::Done> acting(const Example& example, const Application& application,
                            const Step& step, const Yaml& over = Yaml("", YAML::Node())) {
    stage_.town().clock().advance(std::chrono::minutes{1});
    const std::string actor = somebody_for(application, step);
    if (actor.empty()) {
      return fail(Fault::conflict, "nobody", "nobody may " + step.id, "");
    }
    return acts().act_on_application(actor, application.id, step.id,
                                     remarks(example, step, actor, over));
  }

  // What has a limit of its own is done before the end.
  Application settled(const Example& example, Application application, const Step& step) {
    const procedures::State* to = definition_.state(step.to);
    if (step.role != procedures::Role::own || !step.drops.empty() || !to || to->open) {
      return application;
    }
    for (const procedures::Task& task : Application(application).tasks) {
      for (const Step* does : procedures::possible_steps(definition_, application)) {
        if (std::ranges::find(does->does, task.id) == does->does.end()) continue;
        act(example, application, does->id);
        application = now(application.id);
        break;
      }
    }
    return application;
  }

  bool act(const Example& example, const Application& application, const std::string& step_id) {
    const Step& step = *definition_.step(step_id);
    const auto done = acting(example, settled(example, application, step), step);
    if (!done) {
      ADD_FAILURE() << definition_.id << " " << step_id << " in " << application.state << ": "
                    << done.error().code << ": " << done.error().message;
      return false;
    }
    done_.insert(step_id);
    return true;
  }

  // A new application on which these acts were done.
  std::optional<Application> brought(const Example& example, const Path& path) {
    auto application = filed(example);
    for (const std::string& step : path) {
      if (!application || !act(example, *application, step)) return std::nullopt;
      application = now(application->id);
    }
    return application;
  }

  // --- everywhere ---

  static std::string position_of(const Application& application) {
    std::string position = application.state;
    for (const std::string& seat : application.agreed) position += "+" + seat;
    return position;
  }

  std::vector<std::string> possible(const Application& application) {
    std::vector<std::string> steps;
    for (const Step* step : procedures::possible_steps(definition_, application)) {
      steps.push_back(step->id);
    }
    return steps;
  }

  void walk(const Example& example) {
    std::set<std::string> seen;
    std::deque<Path> ahead{{}};
    while (!ahead.empty() && !::testing::Test::HasFailure()) {
      const Path path = std::move(ahead.front());
      ahead.pop_front();
      const auto application = brought(example, path);
      if (!application) continue;
      // Where one has been before, a task that was opened may have brought a step that is new.
      const bool again = !seen.insert(position_of(*application)).second;
      if (!again) expect_not_decided_by_applicant(example, *application);
      for (const std::string& step : possible(*application)) {
        if (again && way_to_.contains({&example - accepted_.data(), step})) continue;
        Path further = path;
        further.push_back(step);
        way_to_.try_emplace({&example - accepted_.data(), step}, path);
        if (!example.does_not(step)) ahead.push_back(std::move(further));
      }
    }
  }

  // Nobody decides what they ask for, unless the procedure asks for the applicant by name.
  void expect_not_decided_by_applicant(const Example& example, const Application& application) {
    for (const Step* step : procedures::possible_steps(definition_, application)) {
      const bool asked = std::ranges::any_of(
          step->rule.by, [](const access::Party& party) { return party.fact == "applicant"; });
      if (step->role != procedures::Role::approve || asked) continue;
      const std::string applicant = stage_.person(example.who());
      const auto own =
          acts().act_on_application(applicant, application.id, step->id,
                                    remarks(example, *step, applicant, Yaml("", YAML::Node())));
      EXPECT_FALSE(own.has_value()) << step->id << " by the applicant";
    }
  }

  // --- refusals ---

  void meet_refusal(const Yaml& node) {
    const auto at = node["at"].text();
    const auto index = static_cast<std::size_t>(node["like"].number().value_or(0));
    const Example& example = accepted_.at(index);
    const std::string code = node["code"].text();
    const auto done = at.empty() ? refused_filing(example, node) : refused_act(example, at, node);
    met_.insert(code);
    EXPECT_FALSE(done.has_value()) << node.error("was accepted").message;
    if (done) return;
    EXPECT_EQ(done.error().code, code) << node.error(done.error().message).message;
    EXPECT_NE(done.error().remedy, "") << node.error("no remedy").message;
  }

  Result<body::Done> refused_filing(const Example& example, const Yaml& node) {
    stage_.enter_entries();
    return acts().file_application(stage_.person(node["who"].text(example.who())), definition_.id,
                                   form(example, node["with"]));
  }

  Result<body::Done> refused_act(const Example& example, const std::string& step_id,
                                 const Yaml& node) {
    const auto way = way_to_.find({&example - accepted_.data(), step_id});
    if (way == way_to_.end()) throw Malformed(node.error("nothing leads to " + step_id));
    Path path = way->second;
    for (const std::string& before : node["after"].texts()) path.push_back(before);
    const auto application = brought(example, path);
    if (!application) return fail(Fault::conflict, "not_brought", "", "");
    return acting(example, *application, *definition_.step(step_id), node["with"]);
  }

  void file_twice() {
    const Example& example = accepted_.front();
    ASSERT_TRUE(filed(example));
    const auto again =
        acts().file_application(stage_.person(example.who()), definition_.id, form(example));
    ASSERT_FALSE(again.has_value()) << definition_.id << ": filed twice for the same things";
    EXPECT_EQ(again.error().code, definition_.occupation->code);
  }

  // --- absence ---

  Path decisions_of(const Example& example) {
    Path path;
    auto application = filed(example);
    while (application && definition_.decision->waiting_in(application->state)) {
      const auto steps = procedures::possible_steps(definition_, *application);
      const auto agree = std::ranges::find(steps, procedures::Role::approve, &Step::role);
      if (agree == steps.end() || !act(example, *application, (*agree)->id)) break;
      path.push_back((*agree)->id);
      application = now(application->id);
    }
    return path;
  }

  // Whoever decides is away: somebody named decides, or nobody does; what a deputy decided is seen.
  void decide_in_absence() {
    const Example& example = accepted_.front();
    for (const std::string& step : decisions_of(example)) decide_without(example, step);
  }

  void decide_without(const Example& example, const std::string& step_id) {
    auto application = filed(example);
    if (!application) return;
    for (const std::string& before : decisions_of_until(example, step_id)) {
      act(example, *application, before);
      application = now(application->id);
    }
    const std::string holder = somebody_for(*application, *definition_.step(step_id));
    const std::string today = iso_day(stage_.town().today());
    const auto away =
        stage_.town().change_knowingly(stage_.person("事務 花子"), "organisation.enter_absence",
                                       {{"person", holder}, {"from", today}, {"until", today}});
    ASSERT_TRUE(away.has_value()) << away.error().message;
    EXPECT_NE(somebody_for(*application, *definition_.step(step_id)), "")
        << step_id << ": nobody is named while the holder is away";
    act(example, *application, step_id);
    see_what_was_decided(holder, application->id);
    const auto back =
        acts().change_organisation(stage_.person("事務 花子"), "organisation.end_absence",
                                   {{"absence", text_at(away->payload, "id")}, {"back", today}});
    ASSERT_TRUE(back.has_value()) << back.error().message;
  }

  Path decisions_of_until(const Example& example, const std::string& step_id) {
    Path path = decisions_of(example);
    path.erase(std::ranges::find(path, step_id), path.end());
    return path;
  }

  void see_what_was_decided(const std::string& absent, const std::string& id) {
    const auto waiting =
        stage_.town().read([&](auto& db) { return procedures::decisions_to_see(db, absent); });
    for (const auto& decision : waiting) {
      const auto seen =
          acts().see_decision(absent, id, {{"record", std::to_string(decision.record_number)}});
      EXPECT_TRUE(seen.has_value()) << seen.error().message;
    }
  }

  // --- systems ---

  // The office and the field of the form, where an office of the system named there may do the
  // step.
  const access::Party* of_system(const Step& step) const {
    const auto party = std::ranges::find_if(step.rule.by, [&](const access::Party& one) {
      const Field* field = registers::find(definition_.form, one.fact);
      return field && field->of == organisation::systems_register;
    });
    return party == step.rule.by.end() ? nullptr : &*party;
  }

  void ask_managers_of_systems() {
    for (const auto& [of, path] : std::map(way_to_)) {
      const Example& example = accepted_.at(static_cast<std::size_t>(of.first));
      const Step& step = *definition_.step(of.second);
      if (!of_system(step)) continue;
      if (const auto application = brought(example, path)) ask_managers(*application, step);
    }
  }

  // Whoever holds the office for another system is refused and told for which it takes; for that
  // very one they may.
  void ask_managers(const Application& application, const Step& step) {
    const access::Party& party = *of_system(step);
    const std::string own = registers::texts_of(application.values, party.fact).front();
    stage_.enter_entries();
    appoint(party.office, newest_system().id);
    const auto other = asked_of_manager(application, step);
    EXPECT_EQ(other.code, "not_the_holder") << definition_.id << " " << step.id;
    const auto system = stage_.town().read([&](auto& db) { return registers::entry(db, own); });
    EXPECT_NE(other.message.find(system->label), std::string::npos) << other.message;
    appoint(party.office, own);
    EXPECT_TRUE(asked_of_manager(application, step).allowed) << definition_.id << " " << step.id;
  }

  registers::Entry newest_system() {
    return stage_.town().read([](auto& db) {
      return registers::entries(db, std::string(organisation::systems_register)).back();
    });
  }

  void appoint(const std::string& office, const std::string& system) {
    const auto done =
        stage_.town().change_knowingly(stage_.person("事務 花子"), "organisation.appoint",
                                       {{"office", office},
                                        {"system", system},
                                        {"person", stage_.person(manager_of_one_system)},
                                        {"from", iso_day(stage_.town().today())}});
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }

  access::Decision asked_of_manager(const Application& application, const Step& step) {
    return stage_.town().read([&](store::Connection& db) {
      const auto facts = procedures::facts_of(db, definition_, application);
      return access::decide(stage_.body().desk(db).access(), step.rule, facts,
                            stage_.person(manager_of_one_system));
    });
  }

  // --- the end ---

  void expect_everything_done() {
    for (const Step& step : definition_.steps) {
      EXPECT_TRUE(done_.contains(step.id))
          << definition_.id << ": no example comes to the act " << step.id;
    }
    const auto expect_met = [&](const procedures::Refusal& refusal) {
      EXPECT_TRUE(met_.contains(refusal.code))
          << definition_.id << ": no example is refused with " << refusal.code;
    };
    std::ranges::for_each(definition_.refusals, expect_met);
    for (const Step& step : definition_.steps) std::ranges::for_each(step.refusals, expect_met);
  }

  // Long after, everything that was owed has been told, and what lasted until a day has ended.
  void let_days_pass() {
    stage_.town().clock().advance(long_after);
    for (int ticks = 0; ticks < 3; ++ticks) {
      const auto told = stage_.body().tick();
      EXPECT_TRUE(told.has_value()) << told.error().message;
    }
    const auto left = stage_.town().read(
        [&](auto& db) { return procedures::overdue_untold(db, stage_.town().today()); });
    EXPECT_TRUE(left.empty()) << definition_.id << ": overdue, and nobody told";
    for (const auto& due : definition_.dues) {
      if (due.becomes.empty()) continue;
      const auto all = stage_.town().read(
          [&](auto& db) { return procedures::applications(db, definition_.id); });
      EXPECT_TRUE(std::ranges::none_of(
          all, [&](const Application& one) { return definition_.due_in(one.state) == &due; }))
          << definition_.id << ": what ends by itself has not ended";
    }
  }

  const Definition& definition_;
  const Yaml examples_;
  const Script script_;
  Stage stage_;
  std::vector<Example> accepted_;
  // The first way to an act, by the number of the example and the act.
  std::map<std::pair<std::ptrdiff_t, std::string>, Path> way_to_;
  std::set<std::string> done_;
  std::set<std::string> met_;
};

}  // namespace

void play_examples(const std::string& procedure_id) {
  const Definition& definition = body::testing::shipped().procedures.at(procedure_id);
  const auto root = Yaml::parse(procedure_id + ".yaml", definition.yaml);
  ASSERT_TRUE(root.has_value());
  Matrix(definition, (*root)["examples"]).play();
}

}  // namespace mamori::scenario
