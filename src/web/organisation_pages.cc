// 組織: sections, people and offices; and the accounts handed to people.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "identity/accounts.h"
#include "organisation/boards.h"
#include "organisation/finding.h"
#include "organisation/organisation.h"
#include "web/account_parts.h"
#include "web/going_on.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/people_options.h"
#include "web/people_pages.h"
#include "web/recorded_offices.h"

namespace mamori::web {
namespace {

using organisation::Appointment;
using organisation::Office;
using organisation::OfficeScope;
using organisation::Person;
using organisation::Section;
using organisation::SectionLevel;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr int login_length_max = 64;
constexpr std::size_t people_shown_max = 100;  // without choosing a section or searching
constexpr std::string_view no_section = "-";

// Everything a part of the page is made from: the organisation as it stands today.
struct Scene {
  const Visit& visit;
  Connection& connection;
  const Attempt& attempt;
  Day today;  // or the day somebody asked for
  bool is_today = true;
  organisation::Offices offices;  // as they were called that day
  std::vector<Section> sections;
  std::vector<Person> people;
  std::vector<Appointment> appointments;  // those to come included
  // Who belongs to each section, be it as 兼務 or to a 係 of it.
  std::map<std::string, std::set<std::string>> members;

  // What was or will be is only to be looked at.
  bool may(std::string_view act) const {
    return is_today && visit.services.acts.may(connection, visit.person_id(), act).allowed;
  }
  const Person* person(std::string_view id) const {
    const auto found = std::ranges::find(people, id, &Person::id);
    return found == people.end() ? nullptr : &*found;
  }
  std::string section_name(std::string_view id) const {
    const auto found = std::ranges::find(sections, id, &Section::id);
    return found == sections.end() ? std::string() : found->name;
  }
  // Who holds the office today; `section_id` is "" for an office of the whole body.
  const Person* holder(std::string_view office, std::string_view section_id) const {
    for (const Appointment& held : appointments) {
      const bool now = held.valid_from <= iso_day(today);
      if (now && held.office == office && held.section_id == section_id) {
        return person(held.person_id);
      }
    }
    return nullptr;
  }
  bool is_held(std::string_view office) const {
    return std::ranges::find(appointments, office, &Appointment::office) != appointments.end();
  }
};

std::map<std::string, std::set<std::string>> members_of(Connection& connection, Day day,
                                                        const std::vector<Section>& sections) {
  std::map<std::string_view, const Section*> by_id;
  for (const Section& section : sections) by_id.emplace(section.id, &section);
  std::map<std::string, std::set<std::string>> members;
  for (const auto& membership : organisation::memberships(connection, day)) {
    const auto found = by_id.find(membership.section_id);
    if (found == by_id.end()) continue;
    const Section& section = *found->second;
    members[section.id].insert(membership.person_id);
    if (section.level == SectionLevel::unit) {
      members[section.parent_id].insert(membership.person_id);
    }
  }
  return members;
}

Scene scene_of(const Visit& visit, Connection& connection, const Attempt& attempt) {
  const Day today = parse_day(visit.request.query.get("day")).value_or(today_of(visit));
  const bool is_today = today == today_of(visit);
  auto appointments = organisation::appointments(connection, today);
  if (is_today) {
    std::ranges::move(organisation::coming_appointments(connection, today),
                      std::back_inserter(appointments));
  }
  auto sections = organisation::sections(connection, today);
  auto members = members_of(connection, today, sections);
  return {visit,
          connection,
          attempt,
          today,
          is_today,
          visit.services.body.offices(connection, today),
          std::move(sections),
          organisation::people(connection, today),
          std::move(appointments),
          std::move(members)};
}

// --- forms ---

std::vector<Field> section_fields() {
  Field level{.name = "level", .label = "種別", .type = FieldType::choice, .required = true};
  for (const auto kind : {SectionLevel::division, SectionLevel::section, SectionLevel::unit}) {
    level.options.push_back({std::string(organisation::level_code(kind)),
                             std::string(organisation::level_label(kind)), "", ""});
  }
  level.options[1].detail = "室、局など、管理者を置くところ";
  return {name_field("名称"),
          std::move(level),
          {.name = "parent",
           .label = "上に立つ部や課",
           .type = FieldType::section,
           .help = "係は、置く課を選びます。部のない課は、空けておきます。"},
          {.name = "from",
           .label = "置く日",
           .type = FieldType::date,
           .help = "空けておくと、きょうからです。"}};
}

std::vector<Field> person_fields() {
  return {{.name = "name",
           .label = "氏名",
           .required = true,
           .length_max = name_length_max,
           .help = "姓と名の間を1文字空けてください。"},
          kana_field(),
          {.name = "section", .label = "所属", .type = FieldType::section, .required = true},
          {.name = "post",
           .label = "職名",
           .length_max = name_length_max,
           .help = "例：課長。なければ空けておきます。"}};
}

std::string_view scope_label(OfficeScope scope) {
  switch (scope) {
    case OfficeScope::body:
      break;
    case OfficeScope::section:
      return "課ごと";
    case OfficeScope::system:
      return "システムごと";
  }
  return "団体";
}

std::vector<Field> appointment_fields(const Scene& scene) {
  Field office{.name = "office", .label = "役職", .type = FieldType::choice, .required = true};
  for (const Office& kind : scene.offices.all()) {
    const bool of_body = kind.scope == OfficeScope::body;
    office.options.push_back(
        {kind.id, kind.title, of_body ? "" : std::string(scope_label(kind.scope)), ""});
  }
  std::vector<Field> fields{
      std::move(office),
      {.name = "person", .label = "職員", .type = FieldType::person, .required = true},
      {.name = "section",
       .label = "担当する課",
       .type = FieldType::section,
       .help = "課ごとに置く役職のときに選びます。"}};
  if (auto system = system_field(scene.visit, scene.connection))
    fields.push_back(*std::move(system));
  fields.push_back(
      {.name = "from", .label = "就任の日", .type = FieldType::date, .required = true});
  return fields;
}

std::vector<Field> end_fields() {
  return {{.name = "until", .label = "最後の日", .type = FieldType::date, .required = true},
          {.name = "reason",
           .label = "理由",
           .type = FieldType::long_text,
           .length_max = reason_length_max,
           .help = "例：人事異動のため"}};
}

std::vector<Field> account_fields() {
  return {{.name = "login",
           .label = "ログイン名",
           .required = true,
           .length_max = login_length_max,
           .help = "半角の英数字で入力してください。例：tanaka"}};
}

std::vector<Field> fields_of(const Scene& scene, std::string_view form) {
  const Error* error = scene.attempt.form == form ? scene.attempt.error : nullptr;
  if (form == "add_section") return with_go_on(section_fields(), error);
  if (form == "add_person") return with_go_on(person_fields(), error);
  if (form == "appoint") return with_go_on(appointment_fields(scene), error);
  return form.starts_with("end-") ? with_go_on(end_fields(), error) : account_fields();
}

// One of the three forms of the page; null for those who may not.
Json form_part(const Scene& scene, std::string_view act, ActForm form, Json suggested) {
  if (!scene.may(act)) return nullptr;
  form.tone = "primary";
  form.fields = field_parts(scene.visit, scene.connection, fields_of(scene, form.id),
                            scene.attempt.filled(form.id, std::move(suggested)));
  return act_part(form);
}

// So many options are a list to open, not a row of buttons.
Json as_list(Json form, std::size_t field) {
  if (form.is_null()) return form;
  JsonObject& part = form.at("fields").at(field).as_object();
  part.erase("is_choice");
  part["is_select"] = true;
  return form;
}

JsonObject form_parts(const Scene& scene) {
  const std::string base = scene.visit.base() + "/organisation";
  const Json from_today{{"from", iso_day(scene.today)}};
  return {
      {"add_section", form_part(scene, "organisation.add_section",
                                {.id = "add_section",
                                 .label = "課を加える",
                                 .action = base + "/sections",
                                 .explanation = "部、課、係を1つ加えます。"},
                                JsonObject{{"level", "section"}})},
      {"add_person",
       form_part(scene, "organisation.add_person",
                 {.id = "add_person",
                  .label = "職員を加える",
                  .action = base + "/people",
                  .explanation = "職員を1人加えます。アカウントは、加えた後に渡します。"},
                 JsonObject{})},
      {"appoint",
       as_list(form_part(scene, "organisation.appoint",
                         {.id = "appoint",
                          .label = "役職に就ける",
                          .action = base + "/appointments",
                          .explanation = "役職に就けると、その日から決裁できるようになります。"},
                         from_today),
               0)}};
}

Json sample_part(const Scene& scene) {
  if (!scene.sections.empty() || !scene.may("organisation.take_sample")) return nullptr;
  const auto& sample = scene.visit.services.body.definitions().sample;
  const std::string size =
      std::to_string(sample.sections.size()) + "課" + std::to_string(sample.people.size()) + "人";
  const std::string label = "見本の組織を入れる";
  return JsonObject{
      {"action", scene.visit.base() + "/organisation/sample"},
      {"label", label},
      {"explanation",
       size + "と役職の割当てを入れます。試すためのもので、人の名前はすべて架空です。"},
      {"confirm", JsonObject{{"title", "見本の組織を入れますか"},
                             {"text", size + "が登録されます。登録したことは記録に残ります。"},
                             {"label", label}}}};
}

// --- offices ---

// The regulation's own words on an office.
std::vector<Citation> citations_of(const Scene& scene, const Office& office) {
  return scene.visit.services.body.cite_served_by(
      scene.connection, {catalogue::SatisfierKind::organisation, office.id});
}

// Where an office is not held: sections, or the whole body. Only what the regulation asks for is
// missing; while there is no regulation, what one person holds.
std::vector<Section> vacancies_of(const Scene& scene, const Office& office) {
  const bool asked = scene.visit.services.body.texts(scene.connection).empty()
                         ? !office.several
                         : !citations_of(scene, office).empty();
  std::vector<Section> places;
  const bool has_members = !organisation::board_members(scene.appointments, office).empty();
  if (!asked || has_members) return places;
  if (office.scope == OfficeScope::section) places = scene.sections;
  std::erase_if(places, [](const Section& place) { return place.level != SectionLevel::section; });
  if (office.scope == OfficeScope::body) places.push_back({"", "団体全体"});
  if (office.scope == OfficeScope::system) places.push_back({"", "全ての情報システム"});
  std::erase_if(places, [&](const Section& place) {
    if (office.scope == OfficeScope::system) return scene.is_held(office.id);
    return scene.holder(office.id, place.id) != nullptr;
  });
  return places;
}

Json end_part(const Scene& scene, const Appointment& held, const Office& office,
              const std::string& name) {
  if (!held.valid_to.empty() || !scene.may("organisation.end_appointment")) return nullptr;
  const std::string id = "end-" + held.id;
  const std::string label = "退任を記録する";
  const Filled filled = scene.attempt.filled(id, JsonObject{{"until", iso_day(scene.today)}});
  return act_part(
      {.id = id,
       .label = label,
       .tone = "danger",
       .action = scene.visit.base() + "/organisation/appointments/" + held.id + "/end",
       .explanation = name + "さんの" + office.title + "としての任期を終わらせます。",
       .open = filled.error != nullptr,
       .fields = field_parts(scene.visit, scene.connection, fields_of(scene, id), filled),
       .confirm = JsonObject{
           {"title", name + "さんの任期を終わらせますか"},
           {"text", "最後の日の翌日から、この役職としての決裁はできなくなります。記録は残ります。"},
           {"label", label}}});
}

// Who belongs to a committee or a team by holding another office, and by which.
JsonArray member_parts(const Scene& scene, const Office& office) {
  JsonArray parts;
  for (const auto& member : organisation::board_members(scene.appointments, office)) {
    if (member.office == office.id) continue;
    const Person* person = scene.person(member.person_id);
    const std::string of = scene.section_name(member.section_id);
    parts.push_back(
        JsonObject{{"person", person ? person->name : member.person_id},
                   {"section", scene.offices.title(member.office) + (of.empty() ? "" : "・" + of) +
                                   (member.leads ? "：長" : "")},
                   {"since", nullptr},
                   {"until", nullptr},
                   {"end", nullptr}});
  }
  return parts;
}

JsonArray holder_parts(const Scene& scene, const Office& office) {
  JsonArray parts;
  for (const Appointment& held : scene.appointments) {
    if (held.office != office.id) continue;
    const Person* person = scene.person(held.person_id);
    const std::string name = person ? person->name : held.person_id;
    const std::string section = !held.system_name.empty()  ? held.system_name
                                : !held.section_id.empty() ? scene.section_name(held.section_id)
                                : person                   ? person->section_name
                                                           : std::string();
    parts.push_back(JsonObject{{"person", name},
                               {"section", text_or_null(section)},
                               {"since", day_part(held.valid_from)},
                               {"until", last_day(held.valid_to)},
                               {"end", end_part(scene, held, office, name)}});
  }
  for (Json& member : member_parts(scene, office)) parts.push_back(std::move(member));
  return parts;
}

JsonArray office_parts(const Scene& scene) {
  JsonArray parts;
  for (const Office& office : scene.offices.all()) {
    const auto citations = citations_of(scene, office);
    JsonArray vacancies;
    for (const Section& place : vacancies_of(scene, office)) vacancies.emplace_back(place.name);
    parts.push_back(JsonObject{
        {"id", office.id},
        {"label", office.title},
        {"explanation", office.explanation},
        {"place", citations.empty() ? Json() : Json(article_of_place(citations.front().place))},
        {"scope", scope_label(office.scope)},
        {"holders", holder_parts(scene, office)},
        {"vacancies", std::move(vacancies)}});
  }
  return parts;
}

// Whether steps of procedures stop while nobody holds the office.
bool decides(const Scene& scene, const Office& office) {
  const auto is_it = [&](const access::Party& party) { return party.office == office.id; };
  for (const auto& [id, procedure] : scene.visit.services.body.definitions().procedures) {
    for (const procedures::Step& step : procedure.steps) {
      if (!step.rule.by.empty() && is_it(step.rule.by.front())) return true;
    }
  }
  return false;
}

// Where a register names somebody for the office who was not appointed.
void add_not_appointed(const Scene& scene, const Office& office, bool may_appoint,
                       JsonArray& parts) {
  if (!scene.is_today) return;
  const std::string told = not_appointed_in_words(scene.visit, scene.connection, office.id);
  if (told.empty()) return;
  parts.push_back(JsonObject{{"text", office.title + "：" + told},
                             {"href", may_appoint ? Json("#appoint") : Json()},
                             {"label", may_appoint ? Json("役職に就ける") : Json()},
                             {"basis", article_parts(scene.visit, citations_of(scene, office))}});
}

JsonArray warning_parts(const Scene& scene) {
  JsonArray parts;
  const bool may_appoint = scene.may("organisation.appoint");
  for (const Office& office : scene.offices.all()) {
    const bool stops = decides(scene, office);
    for (const Section& place : vacancies_of(scene, office)) {
      const bool in_section = !place.id.empty();
      std::string text =
          (in_section ? place.name + "の" : "") + office.title + "が決まっていません。";
      if (in_section && stops) text += place.name + "の職員は、申請の決裁を受けられません。";
      parts.push_back(
          JsonObject{{"text", std::move(text)},
                     {"href", may_appoint ? Json("#appoint") : Json()},
                     {"label", may_appoint ? Json("役職に就ける") : Json()},
                     {"basis", article_parts(scene.visit, citations_of(scene, office))}});
    }
    add_not_appointed(scene, office, may_appoint, parts);
  }
  return parts;
}

// --- sections and people ---

JsonObject section_part(const Scene& scene, const Section& section) {
  const auto members = scene.members.find(section.id);
  const Person* manager = scene.holder("section_manager", section.id);
  return {{"id", section.id},
          {"name", section.name},
          {"href", scene.visit.base() + "/organisation/sections/" + section.id},
          {"level", organisation::level_label(section.level)},
          {"is_unit", section.level == SectionLevel::unit},
          {"is_division", section.level == SectionLevel::division},
          {"above", text_or_null(scene.section_name(section.parent_id))},
          {"people", members == scene.members.end() ? 0 : members->second.size()},
          {"manager", manager ? Json(manager->name) : Json()}};
}

void add_section_tree(const Scene& scene, const std::string& parent_id, JsonArray& parts) {
  for (const Section& section : scene.sections) {
    if (section.parent_id != parent_id) continue;
    parts.push_back(section_part(scene, section));
    add_section_tree(scene, section.id, parts);
  }
}

// 部 before its 課 before their 係.
JsonArray section_parts(const Scene& scene) {
  JsonArray parts;
  add_section_tree(scene, "", parts);
  return parts;
}

using Accounts = std::map<std::string, identity::Account, std::less<>>;

Accounts accounts_of(Connection& connection) {
  Accounts accounts;
  for (identity::Account& account : identity::list_accounts(connection)) {
    const std::string person_id = account.person_id;
    accounts.emplace(person_id, std::move(account));
  }
  return accounts;
}

// Handing out an account or a new temporary password: not to oneself, who knows the present one,
// and not where the account is closed.
Json issue_part(const Scene& scene, const Person& person, const identity::Account* account) {
  if (person.id == scene.visit.person_id() || (account && account->locked)) return nullptr;
  const std::string id = "account-" + person.id;
  const Filled filled = scene.attempt.filled(id);
  ActForm form{.id = id,
               .label = account ? "仮パスワードを出し直す" : "アカウントを渡す",
               .action = scene.visit.base() + "/organisation/people/" + person.id + "/account",
               .explanation = "仮パスワードを1度だけ表示します。印刷して本人に渡してください。",
               .open = filled.error != nullptr};
  if (account) {
    form.confirm = JsonObject{
        {"title", "仮パスワードを出し直しますか"},
        {"text", "今のパスワードは使えなくなり、サインイン中の画面もすべて閉じられます。"},
        {"label", "出し直す"}};
  } else {
    form.fields = field_parts(scene.visit, scene.connection, account_fields(), filled);
  }
  return act_part(form);
}

// Login names are for those who hand them out.
Json account_part(const Scene& scene, const Person& person, const Accounts& accounts) {
  const auto found = accounts.find(person.id);
  const identity::Account* account = found == accounts.end() ? nullptr : &found->second;
  return JsonObject{{"login", account ? Json(account->login) : Json()},
                    {"state", account_state(account, scene.visit.services.body.clock().now())},
                    {"issue", issue_part(scene, person, account)}};
}

// Which people stand in the table: in a large body those of a section or whom words find, and
// everybody only where that is asked for, to be printed.
class PeopleAsked {
 public:
  explicit PeopleAsked(const Scene& scene)
      : scene_(scene),
        typed_(trimmed(scene.visit.request.query.get("q"))),
        words_(organisation::words_typed(typed_)),
        section_(scene.visit.request.query.get("section")),
        everybody_(scene.visit.request.query.get("people") == "all") {}

  bool is_large() const { return scene_.people.size() > people_shown_max; }
  bool shows(const Person& person) const;
  Json choosing_part(std::size_t shown) const;  // null in a small body

 private:
  bool is_narrowed() const { return !words_.empty() || !section_.empty(); }
  bool is_of(const Person& person, const std::string& section_id) const;
  std::string href(const std::string& asked) const;

  const Scene& scene_;
  const std::string typed_;
  const std::vector<std::string> words_;
  const std::string section_;
  const bool everybody_;
};

bool PeopleAsked::is_of(const Person& person, const std::string& section_id) const {
  if (section_id == no_section) return person.section_id.empty();
  const auto members = scene_.members.find(section_id);
  return members != scene_.members.end() && members->second.contains(person.id);
}

bool PeopleAsked::shows(const Person& person) const {
  if (scene_.attempt.form == "account-" + person.id) return true;  // with what was wrong
  if (!section_.empty() && !is_of(person, section_)) return false;
  if (!words_.empty()) return organisation::is_found_by(person, words_);
  return !is_large() || everybody_ || is_narrowed();
}

std::string PeopleAsked::href(const std::string& asked) const {
  const std::string day = scene_.is_today ? "" : "&day=" + iso_day(scene_.today);
  return scene_.visit.base() + "/organisation?" + asked + day + "#people";
}

Json PeopleAsked::choosing_part(std::size_t shown) const {
  if (!is_large()) return nullptr;
  JsonArray sections;
  const auto add = [&](const std::string& id, const std::string& name) {
    const auto count = std::ranges::count_if(
        scene_.people, [&](const Person& person) { return is_of(person, id); });
    if (count == 0) return;
    sections.push_back(JsonObject{{"label", name},
                                  {"count", count},
                                  {"href", href("section=" + id)},
                                  {"current", id == section_}});
  };
  for (const Section& section : scene_.sections) {
    if (section.level != SectionLevel::unit) add(section.id, section.name);
  }
  add(std::string(no_section), "所属なし");
  return JsonObject{{"action", scene_.visit.base() + "/organisation#people"},
                    {"query", typed_},
                    {"day", scene_.is_today ? Json() : Json(iso_day(scene_.today))},
                    {"shown", shown == 0 && !is_narrowed() ? Json() : Json(std::to_string(shown))},
                    {"sections", std::move(sections)},
                    {"all_href", href("people=all")}};
}

JsonArray people_parts(const Scene& scene, const PeopleAsked& asked, bool may_issue) {
  const Accounts accounts = may_issue ? accounts_of(scene.connection) : Accounts{};
  JsonArray parts;
  for (const Person& person : scene.people) {
    if (!asked.shows(person)) continue;
    JsonArray offices;
    for (const Appointment& held : scene.appointments) {
      if (held.person_id != person.id || held.valid_from > iso_day(scene.today)) continue;
      offices.emplace_back(scene.offices.title(held.office));
    }
    parts.push_back(
        JsonObject{{"id", person.id},
                   {"name", person.name},
                   {"kana", person.kana},
                   {"href", scene.visit.base() + "/organisation/people/" + person.id},
                   {"post", text_or_null(person.post)},
                   {"unit", text_or_null(person.unit_name)},
                   {"section", text_or_null(person.section_name)},
                   {"offices", std::move(offices)},
                   {"account", may_issue ? account_part(scene, person, accounts) : Json()}});
  }
  return parts;
}

// --- the page ---

// The organisation of another day, and back.
JsonObject day_parts(const Scene& scene) {
  const std::string base = scene.visit.base() + "/organisation";
  return {{"action", base},
          {"shown", day_part(iso_day(scene.today))},
          {"value", wareki_day(scene.today)},
          {"is_today", scene.is_today},
          {"today_href", scene.is_today ? Json() : Json(base)}};
}

// The other pages of the organisation that this person may open.
JsonArray link_parts(const Scene& scene) {
  struct Link {
    std::string_view act;
    std::string_view address;
    std::string_view label;
  };
  static constexpr std::array<Link, 4> links{
      {{"organisation.import_roster", "/roster", "名簿を読み込む"},
       {"organisation.confirm_titles", "/titles", "役職の名称"},
       {"view.organisation", "/absences", "不在と代行"},
       {"view.emergency_network", "/emergency", "緊急連絡網"}}};
  JsonArray parts;
  for (const Link& link : links) {
    if (!scene.may(link.act)) continue;
    parts.push_back(
        JsonObject{{"href", scene.visit.base() + "/organisation" + std::string(link.address)},
                   {"label", link.label}});
  }
  return parts;
}

Page organisation_page(const Scene& scene) {
  const Error* error = scene.attempt.error;
  std::vector<std::string> controls;
  const auto& definitions = scene.visit.services.body.definitions();
  for (const Office& office : scene.offices.all()) {
    std::ranges::move(
        catalogue::controls_served_by(definitions.catalogue,
                                      {catalogue::SatisfierKind::organisation, office.id}),
        std::back_inserter(controls));
  }
  const bool may_issue = scene.may("identity.issue_account");
  const PeopleAsked asked(scene);
  JsonArray people = people_parts(scene, asked, may_issue);
  return {"organisation",
          "組織",
          {{"error", error ? error_part(scene.visit, *error, fields_of(scene, scene.attempt.form),
                                        scene.attempt.form + "-")
                           : Json()},
           {"organisation", JsonObject{{"may_manage", may_issue},
                                       {"day", day_parts(scene)},
                                       {"links", link_parts(scene)},
                                       {"people_total", scene.people.size()},
                                       {"sections_total", scene.sections.size()},
                                       {"sample", sample_part(scene)},
                                       {"warnings", warning_parts(scene)},
                                       {"offices", office_parts(scene)},
                                       {"manager_title", scene.offices.title("section_manager")},
                                       {"sections", section_parts(scene)},
                                       {"choosing", asked.choosing_part(people.size())},
                                       {"people", people},
                                       {"forms", form_parts(scene)}}},
           {"articles", article_parts(scene.visit, scene.visit.services.body.cite(scene.connection,
                                                                                  controls))}}};
}

Page page_with(const Visit& visit, const Attempt& attempt) {
  return visit.services.body.store().read([&](Connection& connection) {
    return organisation_page(scene_of(visit, connection, attempt));
  });
}

Result<Answer> show_organisation(const Visit& visit) {
  return page_with(visit, {});
}

Result<Answer> refused(const Visit& visit, std::string form, const Json& input,
                       const Error& error) {
  return show_again(visit, error, page_with(visit, {std::move(form), input, &error}));
}

// --- acts ---

// One act on the organisation: what its form is called and what is said when it is done.
struct Change {
  std::string_view kind;
  std::string_view form;
  std::string place;  // on the page
  std::string_view told;
};

Result<Answer> change(const Visit& visit, const Change& what) {
  auto input = visit.input();
  if (!input) return fail(input.error());
  const Json asked = with_people_named(visit, *std::move(input), {"person"});
  const auto changed = visit.services.acts.change_organisation(visit.person_id(), what.kind, asked);
  if (!changed) return refused(visit, std::string(what.form), asked, changed.error());
  return done(visit, visit.base() + "/organisation" + what.place, what.told,
              {{"record", changed->record_number}, {"id", text_at(changed->payload, "id")}});
}

Result<Answer> add_section(const Visit& visit) {
  return change(visit,
                {"organisation.add_section", "add_section", "#sections",
                 "課を加えました。続けて、職員と情報セキュリティ管理者を登録してください。"});
}

// In a large body they are shown when they are looked for.
Result<Answer> add_person(const Visit& visit) {
  const auto input = visit.input();
  const std::string name = input ? text_at(*input, "name") : std::string();
  return change(visit,
                {"organisation.add_person", "add_person", "?q=" + percent_encode(name) + "#people",
                 "職員を加えました。続けて、アカウントを渡してください。"});
}

Result<Answer> appoint(const Visit& visit) {
  return change(visit, {"organisation.appoint", "appoint", "#offices", "役職に就けました。"});
}

// The form asks for the last day, the act for the first day without the office. What is no date
// goes on as it is: the act says what is wrong with it.
Json ending_of(const Visit& visit, const Json& input) {
  const auto last = parse_day(text_at(input, "until"));
  const std::string to =
      last ? iso_day(std::chrono::sys_days{*last} + std::chrono::days{1}) : text_at(input, "until");
  Json ending = input;
  ending.as_object()["appointment"] = visit.capture("id");
  ending.as_object()["to"] = to;
  return ending;
}

Result<Answer> end_appointment(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto ended = visit.services.acts.change_organisation(
      visit.person_id(), "organisation.end_appointment", ending_of(visit, *input));
  if (!ended) {
    Error error = ended.error();
    for (FieldError& field : error.fields) {
      if (field.field == "to") field.field = "until";
    }
    return refused(visit, "end-" + visit.capture("id"), *input, error);
  }
  return done(visit, visit.base() + "/organisation#offices", "退任を記録しました。",
              {{"record", ended->record_number}, {"id", text_at(ended->payload, "id")}});
}

Result<Answer> take_sample(const Visit& visit) {
  const auto taken = visit.services.acts.take_sample_organisation(visit.person_id());
  if (!taken) return refused(visit, "sample", JsonObject{}, taken.error());
  return done(visit, visit.base() + "/organisation",
              "見本の組織を入れました。次は、職員にアカウントを渡してください。",
              {{"record", taken->record_number}});
}

// --- accounts ---

// The slip to print. It stands in this answer and nowhere else: no address leads to it.
Page slip(const Visit& visit, const body::IssuedAccount& issued) {
  auto& body = visit.services.body;
  return body.store().read([&](Connection& connection) -> Page {
    const Day today = today_of(visit);
    const auto person = organisation::person(connection, visit.capture("id"), today);
    const auto issuer = organisation::person(connection, visit.person_id(), today);
    const auto account = identity::find_by_person(connection, visit.capture("id"));
    const auto until = account ? account->account.temporary_until : std::nullopt;
    JsonObject credential{{"name", issued.person_name},
                          {"kana", person ? person->kana : ""},
                          {"section", person ? text_or_null(person->section_name) : Json()},
                          {"login", issued.login},
                          {"password", issued.temporary_password},
                          {"expires", until ? instant_part(iso_instant(*until)) : Json()},
                          {"sign_in_url", visit.services.public_url + visit.base() + "/sign-in"},
                          {"issued_by", issuer ? issuer->name : ""},
                          {"issued", instant_part(iso_instant(body.clock().now()))}};
    const auto basis = body.cite(connection, {"temporary-password-changed", "user-id-procedure"});
    return {"temporary-password",
            "仮パスワード",
            {{"credential", std::move(credential)},
             {"next",
              JsonObject{{"href", visit.base() + "/organisation#people"}, {"label", "組織に戻る"}}},
             {"articles", article_parts(visit, basis)}}};
  });
}

Result<Answer> issue_account(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const Json asked{{"person", visit.capture("id")}, {"login", text_at(*input, "login")}};
  const auto issued = visit.services.acts.issue_account(visit.person_id(), asked);
  if (!issued) return refused(visit, "account-" + visit.capture("id"), *input, issued.error());
  return slip(visit, *issued);
}

}  // namespace

Routes organisation_routes() {
  const std::string base = "/b/{body}/organisation";
  return {
      {Method::get, base, "organisation", "view.organisation", show_organisation},
      {Method::post, base + "/sections", "add_section", "organisation.add_section", add_section},
      {Method::get, base + "/people/options", "people_options", "view.organisation", find_people},
      {Method::post, base + "/people", "add_person", "organisation.add_person", add_person},
      {Method::post, base + "/appointments", "appoint", "organisation.appoint", appoint},
      {Method::post, base + "/appointments/{id}/end", "end_appointment",
       "organisation.end_appointment", end_appointment},
      {Method::post, base + "/sample", "take_sample", "organisation.take_sample", take_sample},
      {Method::post, base + "/people/{id}/account", "issue_account", "identity.issue_account",
       issue_account},
  };
}

}  // namespace mamori::web
