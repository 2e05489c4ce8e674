#include "scenario/story.h"

#include "base/testing.h"
#include "duties/rounds.h"
#include "notices/inbox.h"
#include "scenario/expectation.h"

namespace mamori::scenario {
namespace {

using body::Done;

constexpr std::chrono::minutes between_steps{1};

// 「approve A」: what is done, and to which thing.
struct Words {
  std::string verb;
  std::string thing;
};

Words words_of(const Yaml& node) {
  const std::string text = node.text();
  const auto blank = text.find(' ');
  if (blank == std::string::npos) return {text, ""};
  return {text.substr(0, blank), text.substr(blank + 1)};
}

Result<Done> files(Stage& stage, const std::string& person, const Yaml& step) {
  const auto [procedure, alias] = words_of(step["files"]);
  const auto definition = stage.body().definitions().procedures.find(procedure);
  if (definition == stage.body().definitions().procedures.end()) {
    throw Malformed(step.error("unknown procedure: " + procedure));
  }
  auto done =
      stage.acts().file_application(person, procedure, stage.input(definition->second.form, step));
  if (done) stage.name_thing(alias, text_at(done->payload, "application"));
  return done;
}

Result<Done> does(Stage& stage, const std::string& person, const Yaml& step) {
  const auto [act, alias] = words_of(step["does"]);
  std::vector<registers::Field> fields;
  const std::string id = stage.id_of(alias);
  stage.town().read([&](store::Connection& db) {
    const auto application = procedures::application(db, id);
    if (!application) return;
    const auto definition = stage.body().definition_of(db, *application);
    const procedures::Step* known = (*definition)->step(act);
    if (known) fields = known->form ? (*definition)->form : known->fields;
  });
  return stage.acts().act_on_application(person, id, act, stage.input(fields, step));
}

// A consent to an exception from the rule that keeps everybody from this step.
Result<Done> excepts(Stage& stage, const std::string& person, const Yaml& step) {
  const auto [act, alias] = words_of(step["excepts"]);
  const std::string id = stage.id_of(alias);
  Json input = stage.input(procedures::exception_fields(), step);
  stage.town().read([&](store::Connection& db) {
    const auto application = procedures::application(db, id);
    if (!application) return;
    const auto definition = stage.body().definition_of(db, *application);
    const procedures::Step* known = (*definition)->step(act);
    if (!known || known->rule.never.empty()) return;
    input.as_object()["step"] = act;
    input.as_object()["rule"] = known->rule.never.front().key();
  });
  return stage.acts().except_on_application(person, id, input);
}

// The first decision on it that was made in this person's absence.
Result<Done> sees(Stage& stage, const std::string& person, const Yaml& step) {
  const std::string id = stage.id_of(step["sees"].text());
  const auto waiting =
      stage.town().read([&](auto& db) { return procedures::decisions_to_see(db, person); });
  const std::uint64_t record = waiting.empty() ? 0 : waiting.front().record_number;
  return stage.acts().see_decision(person, id, {{"record", std::to_string(record)}});
}

Result<Done> adds(Stage& stage, const std::string& person, const Yaml& step) {
  const auto [register_id, alias] = words_of(step["adds"]);
  const auto definition = stage.body().definitions().registers.find(register_id);
  if (definition == stage.body().definitions().registers.end()) {
    throw Malformed(step.error("unknown register: " + register_id));
  }
  auto done =
      stage.acts().add_entry(person, register_id, stage.input(definition->second.fields, step));
  if (done) stage.name_thing(alias, text_at(done->payload, "id"));
  return done;
}

// Sends the entry as it stands with the changed values over it, as a screen does; `seen` is the
// version the person had before them, when it is not the newest.
Result<Done> changes(Stage& stage, const std::string& person, const Yaml& step) {
  const std::string id = stage.id_of(step["changes"].text());
  const auto entry = stage.town().read([&](auto& db) { return registers::entry(db, id); });
  if (!entry) return stage.acts().change_entry(person, id, 1, JsonObject{});
  const auto& fields = stage.body().definitions().registers.at(entry->register_id).fields;
  JsonObject input = entry->values;
  const Json changed = stage.input(fields, step);
  for (const auto& member : changed.get_object()) input[member.key()] = member.value();
  for (const auto& [name, value] : step["with"].members()) {
    if (!value.present()) input.erase(name);
  }
  if (const std::string why = step["why"].text("今の姿に合わせるため"); !why.empty()) {
    input[registers::reason_name] = why;
  }
  return stage.acts().change_entry(person, id, step["seen"].number().value_or(entry->version),
                                   input);
}

Result<Done> organises(Stage& stage, const std::string& person, const Yaml& step) {
  const std::string act = "organisation." + step["organises"].text();
  if (act == "organisation.take_sample") return stage.acts().take_sample_organisation(person);
  const Json input = stage.organisation_input(step);
  if (step["knowing"].flag(false)) {
    return stage.town().change_knowingly(person, act, input.as_object());
  }
  return stage.acts().change_organisation(person, act, input);
}

Result<Done> reads(Stage& stage, const std::string& person, const Yaml&) {
  return stage.acts().mark_notices_read(person, stage.town().records());
}

// The scenario's regulation, with what `amending` says put in the place of what it says.
std::string amended_text(Stage& stage, const Yaml& step) {
  std::string text = regulation_of(stage.script()).value_or("");
  for (const auto& [from, to] : step["amending"].members()) {
    const auto at = text.find(from);
    if (at == std::string::npos) throw Malformed(to.error("not in the regulation: " + from));
    text.replace(at, from.size(), to.text());
  }
  return text;
}

Result<Done> loads(Stage& stage, const std::string& person, const Yaml& step) {
  auto done = stage.acts().load_regulation(person, amended_text(stage, step), "改正.txt");
  if (done) stage.name_thing(step["loads"].text(), text_at(done->payload, "draft"));
  return done;
}

Result<Done> adopts(Stage& stage, const std::string& person, const Yaml& step) {
  const std::string id = stage.id_of(step["adopts"].text());
  const auto draft = stage.town().read([&](auto& db) { return regulation::draft(db, id); });
  Json input{{"in_force_from", iso_day(stage.town().today())}, {"reason", "一部改正のため"}};
  for (const auto& [name, value] : step["with"].members()) {
    input.as_object()[name] = value.text();
  }
  return stage.acts().adopt_draft(person, id, draft ? draft->revision : 0, input);
}

Result<Done> discards(Stage& stage, const std::string& person, const Yaml& step) {
  return stage.acts().discard_draft(person, stage.id_of(step["discards"].text()));
}

// What stands confirmed of the first document, as somebody has it before them.
std::shared_ptr<const body::Text> text_in_force(Stage& stage) {
  return stage.town().read([&](auto& db) { return stage.body().texts(db).at(0); });
}

std::uint64_t seen_at(const body::Text& text, const std::string& place) {
  const auto known = text.confirmations.find(place);
  return known == text.confirmations.end() ? 0 : known->second.record_number;
}

Result<Done> confirms(Stage& stage, const std::string& person, const Yaml& step) {
  const auto text = text_in_force(stage);
  const std::string place = step["confirms"].text();
  return stage.acts().confirm_alignments(
      person, {text->adopted.version, 1},
      {{place, seen_at(*text, place), step["controls"].texts()}});
}

Result<Done> takes_back(Stage& stage, const std::string& person, const Yaml& step) {
  const auto text = text_in_force(stage);
  const std::string place = step["takes_back"].text();
  return stage.acts().take_back_confirmation(person, {text->adopted.version, 1}, place,
                                             seen_at(*text, place));
}

// Everything in order, unless the step says otherwise.
Json performance(Stage& stage, const duties::Rounds& rounds, const Yaml& with) {
  JsonObject input{{duties::result_field, duties::result_good},
                   {duties::done_on_field, iso_day(stage.town().today())}};
  if (const auto* points = registers::find(rounds.form, duties::points_field)) {
    JsonArray all;
    for (const auto& option : points->options) all.emplace_back(option.value);
    input[duties::points_field] = std::move(all);
  }
  for (const auto& [name, value] : with.members()) input[name] = value.text();
  return Json(std::move(input));
}

// For oneself, or for somebody else (`of`); about one thing (`about`).
Result<Done> performs(Stage& stage, const std::string& person, const Yaml& step) {
  const std::string id = step["performs"].text();
  const auto& duty = stage.body().definitions().duties.at(id);
  const std::string whose = step["of"].present() ? stage.person(step["of"].text()) : person;
  const std::string about = stage.id_of(step["about"].text());
  const std::string unit = stage.town().read([&](auto& db) {
    for (const auto& owed : duties::owed(db, duty, stage.town().today())) {
      const bool meant = about.empty() || owed.unit.thing_id == about;
      if (meant && owed.unit.person_id == whose) return owed.unit.id;
    }
    return std::string("nothing owed");
  });
  return stage.acts().perform_duty(person, id, unit,
                                   performance(stage, *duty.rounds(), step["with"]));
}

using Act = Result<Done> (*)(Stage&, const std::string&, const Yaml&);
constexpr std::array<std::pair<std::string_view, Act>, 14> acts{{
    {"loads", loads},
    {"adopts", adopts},
    {"discards", discards},
    {"confirms", confirms},
    {"takes_back", takes_back},
    {"files", files},
    {"does", does},
    {"excepts", excepts},
    {"sees", sees},
    {"adds", adds},
    {"changes", changes},
    {"organises", organises},
    {"performs", performs},
    {"reads", reads},
}};

Act act_of(const Yaml& step) {
  for (const auto& [key, act] : acts) {
    if (step[key].present()) return act;
  }
  throw Malformed(step.error("nothing is done in this step"));
}

// Somebody does something: exactly one record, or a refusal that leaves none.
void play_act(Stage& stage, const Yaml& step) {
  const std::uint64_t before = stage.town().records();
  const Result<Done> done = act_of(step)(stage, stage.person(step["who"].text()), step);
  const std::uint64_t recorded = stage.town().records() - before;
  const bool to_be_refused = step["refused"].present();
  if (done) {
    EXPECT_FALSE(to_be_refused) << step.error("was accepted").message;
    // What an adoption brings along, and an erasure, have records of their own.
    const bool several = step["adopts"].present() || step["discards"].present() ||
                         step["records"].text() == "several";
    EXPECT_TRUE(several ? recorded > 1 : recorded == 1)
        << step.error("an act has one record").message;
    expect_cited(step, done->payload);
  } else {
    EXPECT_EQ(recorded, 0U) << step.error("a refusal leaves no record").message;
    if (to_be_refused) return expect_refused(step, done.error());
    ADD_FAILURE()
        << step.error("refused: " + done.error().code + ": " + done.error().message).message;
  }
}

// The day comes, and the clock of the program ticks.
void play_day(Stage& stage, const Yaml& step) {
  const auto day = parse_day(step["day"].text());
  if (!day) throw Malformed(step.error("no such day"));
  stage.town().clock().set(start_of_day_in_japan(*day) + std::chrono::hours{9});
  const auto told = stage.body().tick();
  EXPECT_TRUE(told.has_value()) << step.error("the clock did not tick").message;
}

// So many minutes pass, and the clock of the program ticks.
void play_minutes(Stage& stage, const Yaml& step) {
  const auto minutes = step["minutes"].number();
  if (!minutes) throw Malformed(step.error("no such number of minutes"));
  stage.town().clock().advance(std::chrono::minutes{*minutes});
  const auto told = stage.body().tick();
  EXPECT_TRUE(told.has_value()) << step.error("the clock did not tick").message;
}

void play_step(Stage& stage, const Yaml& step) {
  require_only(step,
               {"who",        "files",    "does",    "excepts", "sees",     "adds",     "changes",
                "organises",  "reads",    "loads",   "adopts",  "discards", "confirms", "controls",
                "takes_back", "amending", "like",    "with",    "seen",     "refused",  "saying",
                "performs",   "of",       "about",   "citing",  "fields",   "tells",    "day",
                "minutes",    "program",  "records", "then",    "knowing"});
  stage.town().clock().advance(between_steps);
  const std::uint64_t before = stage.town().records();
  if (step["day"].present()) {
    play_day(stage, step);
  } else if (step["minutes"].present()) {
    play_minutes(stage, step);
  } else if (step["program"].text() == "starts again") {
    stage.town().reopen();
  } else if (step["who"].present()) {
    play_act(stage, step);
  }
  if (step["tells"].is_map()) expect_tells(stage, step["tells"], before);
  expect_then(stage, step["then"]);
}

Yaml read_yaml(const std::filesystem::path& file) {
  auto read = Yaml::parse(file.filename().string(), testing::read_file(file));
  if (!read) throw Malformed(read.error());
  return *std::move(read);
}

}  // namespace

void play(const std::filesystem::path& file) {
  const Yaml scenario = read_yaml(file);
  require_only(scenario, {"scenario", "setting", "regulation", "today", "entries", "forms",
                          "duties", "story"});
  const Script script(scenario, read_yaml(file.parent_path() / "settings" /
                                          (scenario["setting"].text("town") + ".yaml")));
  const auto regulation = regulation_of(script);
  if (!regulation) GTEST_SKIP() << "not here: " << script["regulation"].text();
  Stage stage(script, *regulation);
  for (const Yaml& step : scenario["story"].items()) play_step(stage, step);
  expect_sound(stage);
}

}  // namespace mamori::scenario
