#include "scenario/expectation.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "body/rebuild.h"
#include "duties/posture.h"
#include "duties/rounds.h"
#include "ledger/verify.h"
#include "notices/inbox.h"
#include "procedures/tasks.h"

namespace mamori::scenario {
namespace {

using procedures::Application;
using registers::FieldType;
using Texts = std::vector<std::string>;

std::string joined(const Texts& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "、") + text;
  return "[" + all + "]";
}

void expect_equal(const Yaml& said, std::string_view what, const std::string& expected,
                  const std::string& actual) {
  if (expected == actual) return;
  ADD_FAILURE()
      << said.error(std::string(what) + ": expected " + expected + ", is " + actual).message;
}

void expect_same_texts(const Yaml& said, std::string_view what, Texts expected, Texts actual) {
  std::ranges::sort(expected);
  std::ranges::sort(actual);
  expect_equal(said, what, joined(expected), joined(actual));
}

Application application(Stage& stage, const Yaml& said, const std::string& alias) {
  auto found =
      stage.town().read([&](auto& db) { return procedures::application(db, stage.id_of(alias)); });
  if (!found) throw Malformed(said.error("no application is called " + alias));
  return *std::move(found);
}

// {A: approved}
void expect_states(Stage& stage, const Yaml& states) {
  for (const auto& [alias, state] : states.members()) {
    expect_equal(state, alias, state.text(), application(stage, state, alias).state);
  }
}

// {A: 令和8年12月1日}, or none while nothing is owed
void expect_due(Stage& stage, const Yaml& days) {
  for (const auto& [alias, said] : days.members()) {
    const auto day = parse_day(said.text());
    if (!day && said.text() != "none") throw Malformed(said.error("neither a day nor none"));
    expect_equal(said, alias + " due", day ? iso_day(*day) : "",
                 application(stage, said, alias).due);
  }
}

// [A, B]: these and no other
void expect_overdue(Stage& stage, const Yaml& aliases) {
  Texts expected;
  for (const std::string& alias : aliases.texts()) expected.push_back(stage.id_of(alias));
  Texts actual;
  for (const auto& open :
       stage.town().read([](auto& db) { return procedures::open_applications(db); })) {
    if (open.overdue(stage.town().today())) actual.push_back(open.id);
  }
  expect_same_texts(aliases, "overdue", expected, actual);
}

Texts offered(Stage& stage, const Application& application, const std::string& person_id) {
  return stage.town().read([&](store::Connection& db) {
    const auto definition = stage.body().definition_of(db, application);
    Texts ids;
    for (const auto& offer :
         procedures::offers(stage.body().desk(db), **definition, application, person_id)) {
      if (offer.decision.allowed) ids.push_back(offer.step->id);
    }
    return ids;
  });
}

// {A: {石井 由美: [withdraw], 佐々木 誠: [approve, refuse, send_back]}}
void expect_may(Stage& stage, const Yaml& people_by_alias) {
  for (const auto& [alias, people] : people_by_alias.members()) {
    const Application found = application(stage, people, alias);
    for (const auto& [name, steps] : people.members()) {
      expect_same_texts(steps, name + " may", steps.texts(),
                        offered(stage, found, stage.person(name)));
    }
  }
}

// {A: [佐々木 誠]}: whose turn it is
void expect_next(Stage& stage, const Yaml& people_by_alias) {
  for (const auto& [alias, people] : people_by_alias.members()) {
    const Application found = application(stage, people, alias);
    const auto holders = stage.town().read([&](store::Connection& db) {
      const auto definition = stage.body().definition_of(db, found);
      return procedures::next_holders(stage.body().desk(db), **definition, found,
                                      procedures::facts_of(db, **definition, found));
    });
    Texts names;
    for (const auto& holder : holders) names.push_back(stage.name_of_person(holder.person_id));
    expect_same_texts(people, alias + " next", people.texts(), names);
  }
}

// {A: [申請, 許可]}: oldest first; with who and in what capacity where it says 許可 佐々木 誠
void expect_history(Stage& stage, const Yaml& labels_by_alias) {
  for (const auto& [alias, labels] : labels_by_alias.members()) {
    Texts actual;
    for (const auto& event :
         stage.town().read([&](auto& db) { return procedures::events(db, stage.id_of(alias)); })) {
      actual.push_back(event.label);
    }
    expect_equal(labels, alias + " history", joined(labels.texts()), joined(actual));
  }
}

// {石井 由美: [newest, …]}: the unread, each containing what is said
// What duties ask of everybody stands beside most stories: only those that say 「duties: told」 are
// about it.
bool is_of_story(Stage& stage, std::string_view href) {
  return !href.starts_with("duties/") || stage.script().scenario()["duties"].text() == "told";
}

// {document-acknowledgement: [石井 由美]}: who has not done it yet, exactly these
void expect_owed(Stage& stage, const Yaml& people_by_duty) {
  for (const auto& [id, people] : people_by_duty.members()) {
    const auto& duty = stage.body().definitions().duties.at(id);
    Texts open;
    for (const auto& owed : stage.town().read(
             [&](auto& db) { return duties::owed(db, duty, stage.town().today()); })) {
      if (!owed.settled()) open.push_back(stage.name_of_person(owed.unit.person_id));
    }
    expect_same_texts(people, id, people.texts(), open);
  }
}

void expect_inbox(Stage& stage, const Yaml& texts_by_person) {
  for (const auto& [name, texts] : texts_by_person.members()) {
    Texts unread;
    for (const auto& notice :
         stage.town().read([&](auto& db) { return notices::inbox(db, stage.person(name)); })) {
      if (!notice.read && is_of_story(stage, notice.href)) unread.push_back(notice.text);
    }
    const Texts said = texts.texts();
    bool fits = said.size() == unread.size();
    for (std::size_t index = 0; fits && index < said.size(); ++index) {
      fits = unread[index].contains(said[index]);
    }
    if (!fits) expect_equal(texts, name + "'s inbox", joined(said), joined(unread));
  }
}

// {第28条: satisfied}
void expect_posture(Stage& stage, const Yaml& states) {
  stage.town().read([&](store::Connection& db) {
    const auto text = stage.body().texts(db).at(0);
    const duties::Posture posture(stage.body().sources(db), text->document, text->alignments);
    for (const auto& [place, state] : states.members()) {
      const duties::Judgement& judgement = posture.at(place);
      expect_equal(
          state, place, state.text(),
          std::string(duties::code_of(judgement.state)) +
              (state.text() == duties::code_of(judgement.state) ? ""
                                                                : "（" + judgement.reason + "）"));
    }
  });
}

// {takeout: [第28条第1項, …]}: the places a form quotes, exactly these, in the order of the text
void expect_quotes(Stage& stage, const Yaml& places_by_procedure) {
  for (const auto& [procedure, places] : places_by_procedure.members()) {
    const auto controls = catalogue::controls_served_by(
        stage.body().definitions().catalogue, {catalogue::SatisfierKind::procedure, procedure});
    Texts quoted;
    for (const Citation& citation :
         stage.town().read([&](auto& db) { return stage.body().cite(db, controls); })) {
      quoted.push_back(citation.place);
      EXPECT_NE(citation.text, "") << citation.place;
    }
    expect_equal(places, procedure + " quotes", joined(places.texts()), joined(quoted));
  }
}

// {laptop: {importance: "2", section: 住民課}}: as the register shows it
void expect_entries(Stage& stage, const Yaml& entries) {
  for (const auto& [alias, values] : entries.members()) {
    const auto found =
        stage.town().read([&](auto& db) { return registers::entry(db, stage.id_of(alias)); });
    if (!found) throw Malformed(values.error("no entry is called " + alias));
    const auto& fields = stage.body().definitions().registers.at(found->register_id).fields;
    for (const auto& [name, said] : values.members()) {
      const registers::Field* field = registers::find(fields, name);
      if (!field) throw Malformed(said.error("no field is called " + name));
      const Texts shown = stage.town().read([&](auto& db) {
        return registers::display(db, *field, found->values, stage.town().today());
      });
      expect_equal(said, alias + " " + name, joined(said.texts()), joined(shown));
    }
  }
}

// {第28条第1項: [takeout-permission], 第2条第1項: none}: what people decided; `unsettled` for
// nothing
void expect_confirmed(Stage& stage, const Yaml& controls_by_place) {
  const auto text = stage.town().read([&](auto& db) { return stage.body().texts(db).at(0); });
  for (const auto& [place, controls] : controls_by_place.members()) {
    const auto known = text->confirmations.find(place);
    std::string actual = "unsettled";
    if (known != text->confirmations.end()) {
      actual = known->second.controls.empty() ? "none" : joined(known->second.controls);
    }
    const bool list = controls.is_list();
    expect_equal(controls, place, list ? joined(controls.texts()) : controls.text(), actual);
  }
}

// [第28条第1項]: what is to be looked at again, exactly these
void expect_review(Stage& stage, const Yaml& places) {
  const auto text = stage.town().read([&](auto& db) { return stage.body().texts(db).at(0); });
  Texts actual;
  for (const auto& [place, confirmation] : text->confirmations) {
    if (confirmation.needs_review) actual.push_back(place);
  }
  expect_same_texts(places, "review", places.texts(), actual);
}

// [第29条第4項]: what was decided of the version before and is no more, exactly these
// {A: [manager_note, 遅general_note]}: these are open, and late (遅) or skipped (飛)
void expect_tasks(Stage& stage, const Yaml& tasks) {
  for (const auto& [alias, ids] : tasks.members()) {
    const auto open = application(stage, ids, alias);
    const Instant now = stage.town().clock().now();
    Texts actual;
    stage.town().read([&](store::Connection& db) {
      const auto definition = stage.body().definition_of(db, open);
      for (const auto& task : open.tasks) {
        if (!task.is_open()) continue;
        const bool skipped = procedures::was_skipped(**definition, open, task);
        actual.push_back((skipped ? "飛" : task.late(now) ? "遅" : "") + task.id);
      }
    });
    expect_same_texts(ids, alias + " tasks", ids.texts(), actual);
  }
}

void expect_vanished(Stage& stage, const Yaml& places) {
  Texts actual;
  stage.town().read([&](store::Connection& db) {
    for (const auto& gone : catalogue::vanished(db, regulation::newest_version(db))) {
      actual.push_back(gone.place);
    }
  });
  expect_same_texts(places, "vanished", places.texts(), actual);
}

using Check = void (*)(Stage&, const Yaml&);
constexpr std::array<std::pair<std::string_view, Check>, 15> checks{{
    {"confirmed", expect_confirmed},
    {"review", expect_review},
    {"vanished", expect_vanished},
    {"state", expect_states},
    {"due", expect_due},
    {"overdue", expect_overdue},
    {"tasks", expect_tasks},
    {"may", expect_may},
    {"next", expect_next},
    {"history", expect_history},
    {"inbox", expect_inbox},
    {"owes", expect_owed},
    {"posture", expect_posture},
    {"quotes", expect_quotes},
    {"entries", expect_entries},
}};

void expect_places(const Yaml& citing, const Texts& cited) {
  for (const std::string& place : citing.texts()) {
    if (std::ranges::find(cited, place) != cited.end()) continue;
    expect_equal(citing, "citing", place, joined(cited));
  }
}

}  // namespace

void expect_then(Stage& stage, const Yaml& then) {
  for (const auto& [what, said] : then.members()) {
    const auto check = std::ranges::find(checks, what, &std::pair<std::string_view, Check>::first);
    if (check == checks.end()) throw Malformed(said.error("nothing checks " + what));
    check->second(stage, said);
  }
}

void expect_tells(Stage& stage, const Yaml& tells, std::uint64_t before) {
  Texts people;
  for (const auto& row : stage.town().read([&](auto& db) {
         return db.query("SELECT person_id, text, href FROM notices WHERE record_number > $1",
                         before);
       })) {
    if (!is_of_story(stage, row.text("href"))) continue;
    const std::string name = stage.name_of_person(row.text("person_id"));
    people.push_back(name);
    const Yaml said = tells[name];
    if (said.present() && !row.text("text").contains(said.text())) {
      expect_equal(said, "told " + name, said.text(), row.text("text"));
    }
  }
  Texts expected;
  for (const auto& [name, text] : tells.members()) expected.push_back(name);
  expect_same_texts(tells, "told", expected, people);
}

void expect_refused(const Yaml& step, const Error& error) {
  expect_equal(step["refused"], "refused", step["refused"].text(), error.code);
  EXPECT_NE(error.message, "") << step.error("a refusal says why").message;
  if (!error.message.contains(step["saying"].text())) {
    expect_equal(step["saying"], "saying", step["saying"].text(), error.message);
  }
  Texts cited;
  for (const Citation& citation : error.basis) {
    cited.push_back(citation.place);
    EXPECT_NE(citation.text, "") << citation.place;
  }
  expect_places(step["citing"], cited);
  for (const std::string& field : step["fields"].texts()) {
    const auto found = std::ranges::find(error.fields, field, &FieldError::field);
    if (found == error.fields.end()) expect_equal(step["fields"], "fields", field, "not among");
  }
}

void expect_cited(const Yaml& step, const Json& payload) {
  Texts cited;
  for (const Json& citation : array_at(payload, "basis")) {
    cited.push_back(text_at(citation, "place"));
  }
  expect_places(step["citing"], cited);
}

void expect_sound(Stage& stage) {
  const auto verified = stage.town().read([](auto& db) { return ledger::verify_store(db); });
  EXPECT_TRUE(verified.ok) << verified.message_en;
  EXPECT_EQ(verified.size, stage.town().records());
  const auto rebuilt =
      stage.town().read([&](auto& db) { return body::check_rebuild(db, stage.town().folder()); });
  ASSERT_TRUE(rebuilt.has_value()) << rebuilt.error().message;
  EXPECT_FALSE(rebuilt->difference) << body::sentence_of(*rebuilt->difference);
}

}  // namespace mamori::scenario
