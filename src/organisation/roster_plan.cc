#include <algorithm>
#include <map>
#include <set>

#include "base/bytes.h"
#include "base/text.h"
#include "organisation/heads.h"
#include "organisation/input.h"
#include "organisation/organisation.h"
#include "organisation/roster.h"

namespace mamori::organisation {
namespace {

using store::Connection;

constexpr std::string_view manager_office = "section_manager";

Day day_before(Day day) {
  return std::chrono::sys_days{day} - std::chrono::days{1};
}

// The kind of employment that a body's own word for it means; "" when it is none we know.
std::string employment_meant(const std::string& written) {
  struct Meaning {
    std::string_view sign;
    std::string_view employment;
  };
  static constexpr std::array<Meaning, 9> meanings{{{"会計年度", "会計年度任用職員"},
                                                    {"派遣", "派遣職員"},
                                                    {"委託", "外部要員"},
                                                    {"外部", "外部要員"},
                                                    {"正規", "職員"},
                                                    {"常勤", "職員"},
                                                    {"再任用", "職員"},
                                                    {"任期付", "職員"},
                                                    {"職員", "職員"}}};
  for (const Meaning& meaning : meanings) {
    if (written.find(meaning.sign) != std::string::npos) return std::string(meaning.employment);
  }
  return {};
}

// Which field of an act stands in which column.
std::string column_of(const Error& error) {
  static const std::map<std::string, std::string, std::less<>> columns{
      {"name", "氏名"},   {"kana", "フリガナ"},   {"number", "職員番号"}, {"section", "所属"},
      {"post", "職名"},   {"employment", "任用"}, {"from", "異動日"},     {"to", "異動日"},
      {"person", "氏名"}, {"parent", "所属"}};
  if (error.fields.empty()) return {};
  const auto found = columns.find(error.fields.front().field);
  return found == columns.end() ? std::string() : found->second;
}

class Planner {
 public:
  Planner(Rehearsal& rehearsal, const Offices& offices, const Roster& roster,
          const RosterOptions& options)
      : rehearsal_(rehearsal), offices_(offices), roster_(roster), options_(options) {
    plan_.troubles = roster.troubles;
  }

  RosterPlan plan() {
    remember_numbers();
    if (options_.new_sections) add_sections();
    match_rows();
    if (options_.whole) let_missing_leave();
    for (const auto& [row, person] : matched_) apply(*row, person);
    if (options_.appoint_heads) appoint_heads();
    find_vacancies();
    std::ranges::stable_sort(plan_.troubles, {}, &RosterTrouble::line);
    return std::move(plan_);
  }

 private:
  using Matched = std::pair<const RosterRow*, std::optional<Person>>;

  Connection& connection() { return rehearsal_.connection(); }
  Day day_of(const RosterRow& row) const { return row.day.value_or(options_.day); }

  void wrong(int line, std::string column, std::string message, std::string remedy) {
    plan_.troubles.push_back({line, std::move(column), std::move(message), std::move(remedy)});
  }

  // An act on the copy, noted with what people are shown of it. False when it was refused.
  bool perform(RosterChange change, const Json& input) {
    const auto act = rehearsal_.perform(change.kind, input);
    if (!act) {
      wrong(change.line, column_of(act.error()),
            (change.name.empty() ? "" : change.name + "：") + act.error().message,
            act.error().fields.empty() ? act.error().remedy
                                       : "名簿を直して、もう一度読み込んでください。");
      return false;
    }
    for (const Json& ended : array_at(act->payload, "ended")) {
      ended_.push_back({text_at(ended, "office"), text_at(ended, "title"),
                        text_at(ended, "section_name"), change.name, change.from});
      ended_sections_.push_back(text_at(ended, "section"));
    }
    change.person_id = text_at(act->payload, "person", text_at(act->payload, "id"));
    JsonObject noted = act->payload.get_object();
    noted["kind"] = act->kind;
    plan_.acts.emplace_back(std::move(noted));
    plan_.changes.push_back(std::move(change));
    return true;
  }

  // --- who is meant

  void remember_numbers() {
    for (const auto& row : connection().query("SELECT id, number FROM people")) {
      if (const auto number = row.text("number"); !number.empty()) {
        ids_by_number_[text_key(number)] = row.text("id");
      }
    }
    for (Person& person : people(connection(), day_before(options_.day))) {
      ids_by_name_.emplace(text_key(person.name), person.id);
    }
    for (Person& person : people(connection(), options_.day)) {
      const auto [first, last] = ids_by_name_.equal_range(text_key(person.name));
      const bool known =
          std::any_of(first, last, [&](const auto& one) { return one.second == person.id; });
      if (!known) ids_by_name_.emplace(text_key(person.name), person.id);
    }
  }

  // By 職員番号; where that is unknown by name, among those who have no number.
  std::vector<std::string> meant_by(const RosterRow& row) {
    if (!row.number.empty()) {
      const auto known = ids_by_number_.find(text_key(row.number));
      if (known != ids_by_number_.end()) return {known->second};
    }
    std::vector<std::string> ids;
    const auto [first, last] = ids_by_name_.equal_range(text_key(row.name));
    for (auto one = first; one != last; ++one) {
      const auto known = person(connection(), one->second, day_before(day_of(row)));
      const bool other_kana = !row.kana.empty() && text_key(known->kana) != text_key(row.kana);
      const bool other_number = !row.number.empty() && !known->number.empty();
      if (!other_kana && !other_number) ids.push_back(one->second);
    }
    return ids;
  }

  void match_rows() {
    std::map<std::string, int> lines;  // of people
    for (const RosterRow& row : roster_.rows) {
      const auto ids = meant_by(row);
      if (ids.size() > 1) {
        wrong(row.line, "氏名", row.name + "さんが複数いるため、だれのことか決められません。",
              "職員番号を書いてください。");
        continue;
      }
      if (ids.empty()) {
        matched_.emplace_back(&row, std::nullopt);
        continue;
      }
      const auto [known, is_new] = lines.emplace(ids.front(), row.line);
      if (!is_new) {
        wrong(row.line, "氏名", "同じ人が" + std::to_string(known->second) + "行目にもあります。",
              "1人は1行にしてください。");
        continue;
      }
      const Day day = row.leaves ? day_before(day_of(row)) : day_of(row);
      matched_.emplace_back(&row, person(connection(), ids.front(), day));
    }
  }

  void let_missing_leave() {
    std::set<std::string> named;
    for (const auto& [row, person] : matched_) {
      if (person) named.insert(person->id);
    }
    for (const Person& person : people(connection(), day_before(options_.day))) {
      if (named.contains(person.id)) continue;
      if (!organisation::person(connection(), person.id, options_.day)->employed) continue;
      let_leave(0, person, options_.day);
    }
  }

  // --- sections

  std::optional<Section> section_named(std::string_view name, Day day) {
    const std::string key = text_key(name);
    for (Section& known : sections(connection(), day)) {
      if (text_key(known.name) == key) return std::move(known);
    }
    return std::nullopt;
  }

  void add_section(int line, const std::string& name, const std::string& parent_id, Day day) {
    if (name.empty() || section_named(name, day)) return;
    const SectionLevel level = parent_id.empty() ? SectionLevel::section : SectionLevel::unit;
    perform({.line = line, .kind = "organisation.add_section", .name = name, .from = iso_day(day)},
            {{"name", name},
             {"level", level_code(level)},
             {"parent", parent_id},
             {"from", iso_day(day)}});
  }

  void add_sections() {
    for (const RosterRow& row : roster_.rows) {
      if (row.leaves) continue;
      add_section(row.line, row.section, "", day_of(row));
      const auto above = section_named(row.section, day_of(row));
      if (above && !row.unit.empty()) add_section(row.line, row.unit, above->id, day_of(row));
    }
  }

  // The section a row puts somebody into; nothing when it names none, or a wrong one.
  std::optional<Section> place_of(const RosterRow& row) {
    const std::string& name = row.unit.empty() ? row.section : row.unit;
    if (name.empty()) return std::nullopt;
    auto found = section_named(name, day_of(row));
    if (!found) {
      wrong(row.line, row.unit.empty() ? "所属" : "係",
            "「" + name + "」という課や係はありません。",
            "名簿の名称を直すか、先に組織の画面で登録してください。"
            "「名簿にある新しい課を置く」を選んで読み込むこともできます。");
    }
    return found;
  }

  // --- what a row changes

  void apply(const RosterRow& row, const std::optional<Person>& person) {
    if (row.leaves) return apply_leaving(row, person);
    std::string employment;
    if (!row.employment.empty()) {
      employment = employment_meant(row.employment);
      if (employment.empty()) {
        return wrong(row.line, "任用", "「" + row.employment + "」という任用の区分が分かりません。",
                     "職員、会計年度任用職員、派遣職員、外部要員のどれかを書いてください。");
      }
    }
    const std::size_t before = plan_.changes.size();
    const std::size_t troubles = plan_.troubles.size();
    if (!person) join(row, employment);
    if (person && !person->employed) rejoin(row, *person, employment);
    if (person && person->employed) update(row, *person, employment);
    const bool same = plan_.changes.size() == before && plan_.troubles.size() == troubles;
    if (same) ++plan_.unchanged;
  }

  void apply_leaving(const RosterRow& row, const std::optional<Person>& person) {
    if (!person) {
      return wrong(row.line, "氏名", row.name + "さんは登録されていません。",
                   "氏名か職員番号を確かめ、登録のない人なら行を消してください。");
    }
    // Who leaves on the day of the row has that day as the last one.
    const Day first_day_after =
        row.day ? Day{std::chrono::sys_days{*row.day} + std::chrono::days{1}} : options_.day;
    if (!person->employed) {
      ++plan_.unchanged;  // known already
      return;
    }
    let_leave(row.line, *person, first_day_after);
  }

  void let_leave(int line, const Person& person, Day to) {
    perform({.line = line,
             .kind = "organisation.leave",
             .name = person.name,
             .before = person.section_name,
             .from = iso_day(to)},
            {{"person", person.id}, {"to", iso_day(to)}});
  }

  void join(const RosterRow& row, const std::string& employment) {
    if (row.kana.empty()) {
      return wrong(row.line, "フリガナ", row.name + "さんは新しい人です。フリガナがありません。",
                   "フリガナを書いてください。");
    }
    const auto place = place_of(row);
    if (!place) {
      if (row.section.empty()) {
        wrong(row.line, "所属", row.name + "さんの所属がありません。", "所属を書いてください。");
      }
      return;
    }
    JsonObject input{{"name", row.name},     {"kana", row.kana}, {"number", row.number},
                     {"section", place->id}, {"post", row.post}, {"from", iso_day(day_of(row))}};
    if (!employment.empty()) input["employment"] = employment;
    if (!perform(noted(row, "organisation.add_person", row.name, "", place->name), Json(input))) {
      return;
    }
    apply_besides(row, plan_.changes.back().person_id, row.name);
  }

  void rejoin(const RosterRow& row, const Person& person, const std::string& employment) {
    const auto place = place_of(row);
    if (!place) return;
    JsonObject input{{"person", person.id},
                     {"section", place->id},
                     {"post", row.post},
                     {"from", iso_day(day_of(row))}};
    if (!employment.empty()) input["employment"] = employment;
    perform(noted(row, "organisation.rejoin", person.name, "", place->name), Json(input));
  }

  void update(const RosterRow& row, const Person& person, const std::string& employment) {
    const std::string from = iso_day(day_of(row));
    const auto or_known = [](const std::string& written, const std::string& known) {
      return written.empty() ? known : written;
    };
    const std::string name = or_known(row.name, person.name);
    const std::string kana = or_known(row.kana, person.kana);
    const std::string number = or_known(text_key(row.number), person.number);
    const std::string kind = or_known(employment, person.employment);
    const bool other = name != person.name || kana != person.kana || number != person.number ||
                       kind != person.employment;
    if (other) {
      perform(noted(row, "organisation.change_person", name, "", ""), {{"person", person.id},
                                                                       {"name", name},
                                                                       {"kana", kana},
                                                                       {"number", number},
                                                                       {"employment", kind},
                                                                       {"from", from}});
    }
    move(row, person);
    apply_besides(row, person.id, person.name);
  }

  void move(const RosterRow& row, const Person& person) {
    if (row.section.empty() && row.unit.empty()) return;
    const auto place = place_of(row);
    if (!place) return;
    const std::string now = person.unit_id.empty() ? person.section_id : person.unit_id;
    const std::string post = row.post.empty() && now == place->id ? person.post : row.post;
    if (now == place->id && post == person.post) return;
    perform(noted(row, "organisation.move_person", person.name, person.section_name, place->name),
            {{"person", person.id},
             {"section", place->id},
             {"post", post},
             {"from", iso_day(day_of(row))}});
  }

  // 兼務 as the roster lists them: those missing begin, others end.
  void apply_besides(const RosterRow& row, const std::string& person_id, const std::string& name) {
    if (!roster_.tells_besides) return;
    const Day day = day_of(row);
    std::set<std::string> wanted;
    for (const std::string& besides : row.besides) {
      const auto place = section_named(besides, day);
      if (!place) {
        wrong(row.line, "兼務", "「" + besides + "」という課や係はありません。",
              "名簿の名称を直してください。");
        return;
      }
      wanted.insert(place->id);
    }
    for (const Membership& held : memberships_of(connection(), person_id, day)) {
      if (held.main || held.valid_from > iso_day(day)) continue;
      if (wanted.erase(held.section_id) > 0) continue;
      const auto of = section(connection(), held.section_id, day);
      perform(noted(row, "organisation.end_membership", name, of ? of->name : "", ""),
              {{"person", person_id}, {"section", held.section_id}, {"to", iso_day(day)}});
    }
    for (const std::string& section_id : wanted) {
      perform(noted(row, "organisation.add_membership", name, "",
                    section(connection(), section_id, day)->name),
              {{"person", person_id}, {"section", section_id}, {"from", iso_day(day)}});
    }
  }

  RosterChange noted(const RosterRow& row, std::string kind, std::string name, std::string before,
                     std::string after) const {
    return {.line = row.line,
            .kind = std::move(kind),
            .name = std::move(name),
            .before = std::move(before),
            .after = std::move(after),
            .post = row.post,
            .from = iso_day(day_of(row))};
  }

  // --- offices

  void appoint(const Office& office, const Person& person, const Section& of) {
    perform({.kind = "organisation.appoint",
             .name = person.name,
             .after = of.name,
             .post = office.title,
             .from = iso_day(options_.day)},
            {{"office", office.id},
             {"section", of.id},
             {"person", person.id},
             {"from", iso_day(options_.day)}});
  }

  // Offices of the body, where exactly one person is what holds them.
  void appoint_ex_officio(const std::vector<Person>& everybody) {
    for (const Office& office : offices_.all()) {
      if (office.scope != OfficeScope::body || office.ex_officio.empty()) continue;
      if (!holders(connection(), office.id, "", options_.day).empty()) continue;
      std::vector<const Person*> meant;
      for (const Person& person : everybody) {
        if (is_that_post(office.ex_officio, person.post, person.section_name)) {
          meant.push_back(&person);
        }
      }
      if (meant.size() == 1) appoint(office, *meant.front(), {});
    }
  }

  void appoint_heads() {
    const auto everybody = people(connection(), options_.day);
    appoint_ex_officio(everybody);
    const Office* manager = offices_.find(manager_office);
    if (!manager) return;
    for (const Section& of : sections(connection(), options_.day)) {
      if (of.level != SectionLevel::section) continue;
      if (!holders(connection(), manager_office, of.id, options_.day).empty()) continue;
      const auto head = std::ranges::find_if(everybody, [&](const Person& person) {
        return person.section_id == of.id && is_head(person.post, of.name);
      });
      if (head == everybody.end()) continue;
      appoint(*manager, *head, of);
    }
  }

  void find_vacancies() {
    for (std::size_t index = 0; index < ended_.size(); ++index) {
      const RosterVacancy& ended = ended_[index];
      const Day day = parse_day(ended.from).value_or(options_.day);
      const Office* office = offices_.find(ended.office);
      const bool vacant =
          office && holders(connection(), ended.office, ended_sections_[index], day).empty();
      if (vacant) plan_.vacancies.push_back(ended);
    }
  }

  Rehearsal& rehearsal_;
  const Offices& offices_;
  const Roster& roster_;
  const RosterOptions& options_;
  RosterPlan plan_;
  std::map<std::string, std::string> ids_by_number_;     // by text_key
  std::multimap<std::string, std::string> ids_by_name_;  // by text_key
  std::vector<Matched> matched_;
  std::vector<RosterVacancy> ended_;  // offices left
  std::vector<std::string> ended_sections_;
};

}  // namespace

std::string RosterPlan::digest() const {
  JsonArray all;
  for (const RosterChange& change : changes) {
    all.push_back(JsonObject{{"line", change.line},
                             {"kind", change.kind},
                             {"name", change.name},
                             {"before", change.before},
                             {"after", change.after},
                             {"post", change.post},
                             {"from", change.from}});
  }
  return hex(as_text(sha256(canonical_json(Json(all)))));
}

RosterPlan plan_roster(Rehearsal& rehearsal, const Offices& offices, const Roster& roster,
                       const RosterOptions& options) {
  return Planner(rehearsal, offices, roster, options).plan();
}

Result<ledger::Act> import_roster(const Change& change, const RosterPlan& plan,
                                  std::string_view file_name, std::string_view file_bytes,
                                  Day day) {
  if (!plan.troubles.empty()) {
    const RosterTrouble& first = plan.troubles.front();
    return fail(Fault::invalid, "roster_wrong",
                (first.line > 0 ? std::to_string(first.line) + "行目：" : "") + first.message,
                first.remedy);
  }
  if (plan.acts.empty()) {
    return fail(Fault::invalid, "roster_empty", "名簿と今の組織に、違いはありません。",
                "登録するものはありません。");
  }
  const std::string id = new_id(change.now);
  return ledger::Act{"organisation.import_roster", change.actor, "rosters",
                     JsonObject{{"id", id},
                                {"source_name", file_name},
                                {"sha256", hex(as_text(sha256(file_bytes)))},
                                {"from", iso_day(day)},
                                {"changes", plan.acts}}};
}

}  // namespace mamori::organisation
