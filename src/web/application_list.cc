#include "web/application_list.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <span>

#include "base/text.h"
#include "body/application_sight.h"
#include "organisation/organisation.h"
#include "organisation/standing_in.h"
#include "procedures/course.h"
#include "procedures/engine.h"
#include "search/finder.h"
#include "web/application_forms.h"

namespace mamori::web {
namespace {

using procedures::Application;
using procedures::ApplicationListing;
using procedures::Definition;
using procedures::Standing;
using registers::Field;
using registers::FieldType;
using registers::Filter;
using store::Connection;

constexpr std::string_view waiting_field = "waiting";
constexpr std::string_view stage_field = "stage";
constexpr std::string_view newest_first = "-filed";
constexpr std::size_t rows_of_file_at_once = 500;
constexpr std::size_t names_shown = 3;
// Databases take so many ids in one question; of more that words find, the newest.
constexpr std::size_t found_max = 20'000;
constexpr std::size_t chosen_max = 500;

// --- what one may ask by

struct Situation {
  std::string_view value;
  std::string_view label;
  Standing standing;
};
constexpr Situation situations[] = {{"open", "手続中", Standing::open},
                                    {"awaited", "あなたの番", Standing::awaited},
                                    {"overdue", "期限超過", Standing::overdue},
                                    {"closed", "終わったもの", Standing::closed}};

std::vector<registers::Option> procedure_options(const Visit& visit) {
  std::vector<registers::Option> options;
  for (const auto& [id, procedure] : visit.services.body.definitions().procedures) {
    options.push_back({.value = id, .label = procedure.title});
  }
  return options;
}

// Which stages of which procedures people call the same: 終了 {takeout/returned, provision/ended}.
// In the order of the procedures.
struct Stage {
  std::string label;
  std::vector<std::string> keys;
};

std::vector<Stage> stages_of(const Visit& visit) {
  std::vector<Stage> stages;
  for (const auto& [id, procedure] : visit.services.body.definitions().procedures) {
    for (const procedures::State& state : procedure.states) {
      auto known = std::ranges::find(stages, state.label, &Stage::label);
      if (known == stages.end()) known = stages.insert(known, {state.label, {}});
      known->keys.push_back(id + "/" + state.id);
    }
  }
  return stages;
}

std::vector<registers::Option> stage_options(const std::vector<Stage>& stages) {
  std::vector<registers::Option> options;
  for (const Stage& stage : stages) {
    options.push_back({.value = stage.label, .label = stage.label});
  }
  return options;
}

// Whoever holds an office or acts for one who does, the visitor first.
std::vector<registers::Option> holder_options(const Visit& visit, Connection& connection) {
  const Day today = today_of(visit);
  std::set<std::string> holders;
  for (const auto& held : organisation::appointments(connection, today)) {
    holders.insert(held.person_id);
  }
  for (const auto& given : organisation::delegations(connection, today)) {
    holders.insert(given.to_person);
  }
  std::vector<registers::Option> options;
  for (const auto& person : organisation::people(connection, today)) {
    if (person.id == visit.person_id()) {
      options.insert(options.begin(), {.value = person.id, .label = person.name + "（あなた）"});
    } else if (holders.contains(person.id)) {
      options.push_back({.value = person.id, .label = person.name});
    }
  }
  return options;
}

std::vector<Field> fields_of(const Visit& visit, Connection& connection,
                             const std::vector<Stage>& stages) {
  const auto field = [](std::string_view name, std::string_view label, FieldType type,
                        std::vector<registers::Option> options = {}) {
    return Field{.name = std::string(name),
                 .label = std::string(label),
                 .type = type,
                 .required = name != "due",
                 .options = std::move(options)};
  };
  return {field("procedure", "申請", FieldType::choice, procedure_options(visit)),
          field(stage_field, "手続の段階", FieldType::choice, stage_options(stages)),
          field("applicant", "申請した人", FieldType::person),
          field("section", "課", FieldType::section),
          field("filed", "申請日", FieldType::date),
          field("changed", "最後に動いた日", FieldType::date),
          field("due", "期限", FieldType::date),
          field(waiting_field, "次に動く人", FieldType::choice, holder_options(visit, connection))};
}

const std::vector<std::string>& usual_columns() {
  static const std::vector<std::string> columns{"procedure", "applicant", "section",
                                                "filed",     "due",       "waiting"};
  return columns;
}

bool is_sorted_by(const Field& field) {
  return field.name != waiting_field && field.name != stage_field;
}

// --- what was asked

using Ids = std::vector<std::string>;

struct Asked {
  Asked(const Visit& visit, Connection& connection)
      : visit(visit),
        connection(connection),
        stages(stages_of(visit)),
        fields(fields_of(visit, connection, stages)),
        query(visit.request.query, fields, usual_columns(), std::string(newest_first)),
        listing(connection, narrowing()) {}

  ListView view() const;
  Ids page(const registers::Slice& slice) const;

  const Visit& visit;
  Connection& connection;
  const std::vector<Stage> stages;
  const std::vector<Field> fields;
  const ListQuery query;
  const ApplicationListing listing;

 private:
  procedures::ApplicationsAsked narrowing() const;
  void narrow_to_situations(procedures::ApplicationsAsked& asked) const;
  void narrow_to_holders(procedures::ApplicationsAsked& asked) const;
  std::vector<std::string> keys_of(const std::vector<std::string>& stages) const;
  std::vector<std::int64_t> counts(std::string_view field,
                                   const std::vector<std::string>& values) const;
  Ids awaited_of(std::span<const std::string> people) const {
    return body::awaited_of(visit.services.body, connection, people);
  }
};

void narrow_to(Ids ids, std::optional<Ids>& within) {
  std::ranges::sort(ids);
  if (within) {
    Ids both;
    std::ranges::set_intersection(ids, *within, std::back_inserter(both));
    ids = std::move(both);
  }
  within = std::move(ids);
}

Ids found_by(Connection& connection, std::string_view words) {
  constexpr std::string_view before_id = "applications/";
  Ids ids;
  for (const std::string& subject :
       search::find_subjects(connection, words, search::Kind::application, "")) {
    if (subject.starts_with(before_id)) ids.push_back(subject.substr(before_id.size()));
  }
  if (ids.size() > found_max) ids.erase(ids.begin(), ids.end() - found_max);
  return ids;
}

procedures::ApplicationsAsked Asked::narrowing() const {
  const Services& services = visit.services;
  procedures::ApplicationsAsked asked{
      .sight = body::sight_of(services.body, services.acts, connection, visit.person_id()),
      .now = services.body.clock().now(),
      .filters = query.filters()};
  std::erase_if(asked.filters, [](const Filter& filter) { return filter.field == waiting_field; });
  for (Filter& filter : asked.filters) {
    if (filter.field != stage_field) continue;
    filter.any_of = keys_of(filter.any_of);
    if (filter.any_of.empty()) filter.any_of = {""};  // a stage there is not: nothing is at it
  }
  if (auto chosen = visit.request.query.all("entry"); !chosen.empty()) {
    chosen.resize(std::min(chosen.size(), chosen_max));
    narrow_to(std::move(chosen), asked.within);
  } else if (!search::words_of(query.words()).empty()) {
    narrow_to(found_by(connection, query.words()), asked.within);
  }
  narrow_to_situations(asked);
  narrow_to_holders(asked);
  return asked;
}

void Asked::narrow_to_situations(procedures::ApplicationsAsked& asked) const {
  for (const Situation& one : situations) {
    if (std::ranges::find(query.situations(), one.value) == query.situations().end()) continue;
    asked.standings.push_back(one.standing);
    if (one.standing == Standing::awaited) asked.awaited = awaited_of({&visit.person_id(), 1});
  }
}

void Asked::narrow_to_holders(procedures::ApplicationsAsked& asked) const {
  const Filter* filter = query.filter(waiting_field);
  if (filter) narrow_to(awaited_of(filter->any_of), asked.within);
}

std::vector<std::string> Asked::keys_of(const std::vector<std::string>& labels) const {
  std::vector<std::string> keys;
  for (const Stage& stage : stages) {
    if (std::ranges::find(labels, stage.label) == labels.end()) continue;
    keys.insert(keys.end(), stage.keys.begin(), stage.keys.end());
  }
  return keys;
}

std::vector<std::int64_t> Asked::counts(std::string_view field,
                                        const std::vector<std::string>& values) const {
  if (field == waiting_field) return {};
  if (field != stage_field) return listing.counts(field, values);
  std::vector<std::string> keys;
  std::vector<std::ptrdiff_t> ends;  // of the keys of each label
  for (const std::string& label : values) {
    std::ranges::move(keys_of({label}), std::back_inserter(keys));
    ends.push_back(std::ssize(keys));
  }
  const auto each = listing.counts(field, keys);
  std::vector<std::int64_t> sums;
  auto begin = each.begin();
  for (const std::ptrdiff_t end : ends) {
    sums.push_back(std::reduce(begin, each.begin() + end));
    begin = each.begin() + end;
  }
  return sums;
}

std::vector<body::SavedView> usual_views(const Visit& visit) {
  std::vector<body::SavedView> views{{.name = "すべて", .query = "", .shared = false}};
  for (const Situation& one : situations) {
    views.push_back({.name = std::string(one.label),
                     .query = "?situation=" + std::string(one.value),
                     .shared = false});
  }
  views.push_back(
      {.name = "自分の申請", .query = "?applicant=" + visit.person_id(), .shared = false});
  return views;
}

ListView Asked::view() const {
  ListView view{.visit = visit,
                .connection = connection,
                .fields = fields,
                .query = query,
                .total = listing.total(),
                .counts = std::bind_front(&Asked::counts, this),
                .href = visit.base() + "/applications",
                .id = "applications",
                .usual_views = usual_views(visit)};
  for (const Situation& one : situations) {
    view.situations.push_back({.value = std::string(one.value), .label = std::string(one.label)});
  }
  return view;
}

Ids Asked::page(const registers::Slice& slice) const {
  registers::Sorting sorting = sorting_of(connection, fields, query, today_of(visit));
  const Field* field = registers::find(fields, sorting.field);
  if (field && !is_sorted_by(*field)) sorting = {.field = "filed", .descending = true};
  return listing.page(sorting, slice);
}

// --- rows

class RowMaker {
 public:
  RowMaker(const Visit& visit, Connection& connection)
      : visit_(visit),
        connection_(connection),
        desk_(visit.services.body.desk(connection)),
        today_(desk_.today()) {}

  JsonObject row(const Application& application, const std::vector<const Field*>& columns);
  std::vector<reports::Value> file_row(const Application& application,
                                       const std::vector<Field>& fields);

 private:
  std::string text(const Definition& definition, const Application& application,
                   const Field& field);
  std::string holders(const Definition& definition, const Application& application);
  Json state(const Definition& definition, const Application& application) const;
  const organisation::Person& person(const std::string& id);
  const std::string& section_name(const std::string& id);

  const Visit& visit_;
  Connection& connection_;
  const procedures::Desk desk_;
  const Day today_;
  std::map<std::string, organisation::Person> people_;  // each looked up once
  std::map<std::string, std::string> sections_;
};

const organisation::Person& RowMaker::person(const std::string& id) {
  const auto [known, is_new] = people_.try_emplace(id);
  if (is_new)
    known->second = organisation::person(connection_, id, today_).value_or(organisation::Person{});
  return known->second;
}

const std::string& RowMaker::section_name(const std::string& id) {
  const auto [known, is_new] = sections_.try_emplace(id);
  if (is_new) {
    const auto section = organisation::section(connection_, id, today_);
    if (section) known->second = section->name;
  }
  return known->second;
}

// Who may do what is waited for: 大野 隆、佐々木 誠 ほか2人.
std::string RowMaker::holders(const Definition& definition, const Application& application) {
  if (!application.is_open || procedures::ends_by_itself(definition, application)) return {};
  const auto facts = procedures::facts_of(connection_, definition, application);
  std::vector<std::string> names;
  for (const procedures::Step* step : procedures::possible_steps(definition, application)) {
    if (!procedures::is_waited_for(definition, application, *step)) continue;
    for (const auto& holder : access::who_may(desk_.access(), step->rule, facts)) {
      const std::string& name = person(holder.person_id).name;
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  const std::size_t all = names.size();
  names.resize(std::min(all, names_shown));
  return joined(names) +
         (all > names_shown ? " ほか" + std::to_string(all - names_shown) + "人" : "");
}

std::string RowMaker::text(const Definition& definition, const Application& application,
                           const Field& field) {
  if (field.name == "procedure") return definition.title;
  if (field.name == "applicant") return person(application.applicant_id).name;
  if (field.name == "section") return section_name(application.section_id);
  if (field.name == waiting_field) return holders(definition, application);
  if (field.name == stage_field) {
    const procedures::State* state = definition.state(application.state);
    return state ? state->label : "";
  }
  return {};
}

// The limit that comes first: of something to be done by a time of its own, or of the state.
struct Limit {
  const procedures::Task* task = nullptr;
  std::string day;  // ISO; where no task comes first

  bool late(const Application& application, const procedures::Desk& desk) const {
    return application.overdue(desk.today()) || (task && task->late(desk.now));
  }
};

Limit limit_of(const Application& application) {
  const procedures::Task* nearest = nearest_task(application);
  // A day ends at midnight in Japan.
  if (nearest &&
      (application.due.empty() || nearest->due_at < application.due + "T15:00:00.000Z")) {
    return {nearest};
  }
  return {nullptr, application.due};
}

std::string day_of(const std::string& iso_instant) {
  const auto at = parse_iso_instant(iso_instant);
  return at ? iso_day(day_in_japan(*at)) : std::string();
}

// ISO; "" for none.
std::string day_in(const Application& application, std::string_view field) {
  if (field == "filed") return day_of(application.submitted_at);
  if (field == "changed") return day_of(application.changed_at);
  const Limit limit = limit_of(application);
  if (!limit.task) return limit.day;
  const auto at = parse_iso_instant(limit.task->due_at);
  // The end of a day is its last moment, not the first of the next.
  return at ? iso_day(day_in_japan(*at - std::chrono::milliseconds{limit.task->by_day ? 1 : 0}))
            : std::string();
}

Json RowMaker::state(const Definition& definition, const Application& application) const {
  const Json shown = application_state(definition, application, today_);
  if (limit_of(application).late(application, desk_)) return chip("期限超過", "error");
  return chip(text_at(shown, "label"), text_at(shown, "tone"));
}

JsonObject RowMaker::row(const Application& application, const std::vector<const Field*>& columns) {
  const std::string href = visit_.base() + "/applications/" + application.id;
  const auto definition = visit_.services.body.definition_of(connection_, application);
  JsonArray cells{cell_part({.text = application.number, .href = href, .heading = true})};
  for (const Field* field : columns) {
    if (!definition) {
      cells.push_back(cell_part({.text = ""}));
    } else if (field->type == FieldType::date) {
      const Limit limit = limit_of(application);
      const bool is_task = field->name == "due" && limit.task;
      cells.push_back(cell_part({.text = "",
                                 .date = is_task ? task_due_part(*limit.task)
                                                 : day_part(day_in(application, field->name))}));
    } else {
      cells.push_back(cell_part({.text = text(**definition, application, *field)}));
    }
  }
  cells.push_back(
      cell_part({.text = "", .chip = definition ? state(**definition, application) : Json()}));
  return {{"href", href},
          {"value", application.id},
          {"label", application.number},
          {"cells", std::move(cells)}};
}

std::vector<reports::Value> RowMaker::file_row(const Application& application,
                                               const std::vector<Field>& fields) {
  std::vector<reports::Value> row{application.number};
  const auto definition = visit_.services.body.definition_of(connection_, application);
  if (!definition) return row;
  for (const Field& field : fields) {
    const auto day = field.type == FieldType::date ? parse_day(day_in(application, field.name))
                                                   : std::optional<Day>();
    if (day) {
      row.emplace_back(*day);
    } else {
      row.emplace_back(text(**definition, application, field));
    }
  }
  row.emplace_back(text_at(state(**definition, application), "label"));
  return row;
}

Json empty_part(const Visit& visit, const ListView& view) {
  if (view.query.is_narrowed()) {
    return JsonObject{{"text", "条件に合う申請はありません。"},
                      {"href", view.href + view.query.unnarrowed()},
                      {"label", "条件を外す"}};
  }
  return JsonObject{
      {"text", "まだ申請はありません。"}, {"href", visit.base() + "/apply"}, {"label", "申請する"}};
}

}  // namespace

JsonObject application_list(const Visit& visit, Connection& connection) {
  const Asked asked(visit, connection);
  const ListView view = asked.view();
  const auto columns = asked.query.columns();
  JsonArray headings{heading_part(asked.query, {"number", "番号"}, true)};
  for (const Field* field : columns) {
    headings.push_back(
        heading_part(asked.query, {field->name, field->label}, is_sorted_by(*field)));
  }
  headings.push_back(heading_part(asked.query, {"state", "状態"}, false));
  RowMaker maker(visit, connection);
  JsonArray rows;
  for (const auto& one : procedures::applications_with(connection, asked.page(slice_of(view)))) {
    rows.push_back(maker.row(one, columns));
  }
  return list_page(
      view, {.title = "申請の一覧",
             .lead = "あなたと、あなたの課の申請です。役職により、ほかの課の申請も見えます。",
             .search_label = "番号・氏名・内容などで探す",
             .headings = std::move(headings),
             .rows = std::move(rows),
             .actions = {JsonObject{
                 {"href", visit.base() + "/apply"}, {"label", "申請する"}, {"primary", true}}},
             .chosen = download_parts(view.href, ""),
             .empty = empty_part(visit, view)});
}

Result<Response> application_file(const Visit& visit, Connection& connection, ListFile file) {
  const Asked asked(visit, connection);
  const Ids ids = asked.page({.offset = 0, .limit = asked.listing.total()});
  RowMaker maker(visit, connection);
  std::span<const std::string> left = ids;
  const reports::RowSource rows = [&] {
    const auto some = left.first(std::min(rows_of_file_at_once, left.size()));
    left = left.subspan(some.size());
    reports::Rows made;
    for (const auto& one : procedures::applications_with(connection, some)) {
      made.push_back(maker.file_row(one, asked.fields));
    }
    return made;
  };
  reports::Table head{.title = "申請の一覧",
                      .made = today_of(visit),
                      .columns = {{"番号", 24}},
                      .rows = {},
                      .note = conditions_in_words(asked.view())};
  for (const Field& field : asked.fields) head.columns.push_back({field.label, 24});
  head.columns.push_back({"状態", 16});
  return list_file(file, head, rows);
}

}  // namespace mamori::web
