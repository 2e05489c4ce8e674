// 申請の一覧: the applications that somebody may see, those under way or those that ended, newest
// first, a page of them.
#include <algorithm>

#include "base/percent.h"
#include "base/text.h"
#include "organisation/organisation.h"
#include "procedures/application.h"
#include "web/application_forms.h"
#include "web/list_parts.h"
#include "web/page_steps.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using procedures::Application;
using procedures::Definition;
using store::Connection;

constexpr std::size_t rows_on_page = 50;

// Which of them one may ask for.
struct View {
  std::string_view id;
  std::string_view label;
};
constexpr View views[] = {
    {"open", "手続中"}, {"overdue", "期限超過"}, {"closed", "終わったもの"}, {"all", "すべて"}};

struct Asked {
  explicit Asked(const Visit& visit)
      : visit(visit),
        now(visit.services.body.clock().now()),
        today(day_in_japan(now)),
        words(visit.request.query.get("q")),
        view(visit.request.query.get("state", words.empty() ? "open" : "all")) {}

  std::string href() const { return visit.base() + "/applications"; }
  std::string view_href(std::string_view of) const {
    const std::string kept = words.empty() ? "" : "&q=" + percent_encode(words);
    return href() + "?state=" + percent_encode(of) + kept;
  }
  bool only_open() const { return view == "open" || view == "overdue"; }

  const Visit& visit;
  const Instant now;
  const Day today;
  const std::string words;
  const std::string view;  // those under way, which stay few over the years; of words, all
};

// Past the day by which something is owed, or a limit of its own.
bool is_late(const Asked& asked, const Application& application) {
  const procedures::Task* nearest = nearest_task(application);
  return application.overdue(asked.today) || (nearest && nearest->late(asked.now));
}

bool fits(const Asked& asked, const Application& application) {
  if (asked.view == "overdue") return is_late(asked, application);
  if (asked.view == "closed") return !application.is_open;
  return asked.view == "all" || application.is_open;
}

std::vector<Application> candidates(const Asked& asked, Connection& connection) {
  std::vector<Application> list;
  if (asked.only_open()) {
    list = procedures::open_applications(connection);
  } else {
    for (const auto& [id, current] : asked.visit.services.body.definitions().procedures) {
      std::ranges::move(procedures::applications(connection, id), std::back_inserter(list));
    }
  }
  std::erase_if(list, [&](const Application& one) { return !fits(asked, one); });
  std::ranges::stable_sort(list, std::greater<>(), &Application::submitted_at);
  return list;
}

// The limit that comes first: of something to be done by a time of its own, or of the state.
Json due_part(const Definition& definition, const Application& application) {
  const procedures::Task* nearest = nearest_task(application);
  const std::string due = procedures::due_day(definition, application);
  const bool task_first = nearest && (due.empty() || nearest->due_at < due);
  return task_first ? task_due_part(*nearest) : day_part(due);
}

JsonObject row(const Asked& asked, Connection& connection, const Definition& definition,
               const Application& application) {
  const std::string href = asked.href() + "/" + application.id;
  const auto applicant = organisation::person(connection, application.applicant_id, asked.today);
  const auto filed = parse_iso_instant(application.submitted_at);
  const auto state = application_state(definition, application, asked.today);
  JsonArray cells{
      cell_part({.text = application.number, .href = href, .heading = true}),
      cell_part({.text = definition.title}),
      cell_part({.text = applicant ? applicant->name : ""}),
      cell_part({.text = applicant ? applicant->section_name : ""}),
      cell_part({.text = "", .date = filed ? day_part(iso_day(day_in_japan(*filed))) : Json()}),
      cell_part({.text = "", .date = due_part(definition, application)}),
      cell_part({.text = "",
                 .chip = is_late(asked, application)
                             ? chip("期限超過", "error")
                             : chip(text_at(state, "label"), text_at(state, "tone"))})};
  return {{"href", href}, {"cells", std::move(cells)}};
}

bool is_found_by(const JsonObject& row, std::string_view words_key) {
  return words_key.empty() ||
         text_key(boost::json::serialize(row)).find(words_key) != std::string::npos;
}

// Only the rows of the page are made, unless words are looked for in them.
struct Rows {
  JsonArray shown;
  std::size_t total = 0;
};

Rows rows_of(const Asked& asked, Connection& connection, std::size_t page) {
  Rows rows;
  const std::string words_key = text_key(asked.words);
  for (const Application& application : candidates(asked, connection)) {
    const auto definition = asked.visit.services.body.definition_of(connection, application);
    if (!definition || !is_visible(asked.visit, connection, **definition, application)) continue;
    const bool on_page = rows.total / rows_on_page == page - 1;
    if (words_key.empty() && !on_page) {
      ++rows.total;
      continue;
    }
    JsonObject made = row(asked, connection, **definition, application);
    if (!is_found_by(made, words_key)) continue;
    ++rows.total;
    if (on_page) rows.shown.push_back(std::move(made));
  }
  return rows;
}

JsonArray filter_parts(const Asked& asked) {
  JsonArray options;
  for (const View& view : views) {
    options.push_back(JsonObject{{"label", view.label},
                                 {"href", asked.view_href(view.id)},
                                 {"current", view.id == asked.view}});
  }
  return {JsonObject{{"label", "状態"}, {"options", std::move(options)}}};
}

Result<Answer> show(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Asked asked(visit);
    const std::size_t page = page_asked(visit);
    Rows rows = rows_of(asked, connection, page);
    const std::string apply = visit.base() + "/apply";
    JsonObject list = list_model(
        {.title = "申請の一覧",
         .lead = "あなたと、あなたの課の申請です。役職により、ほかの課の申請も見えます。",
         .columns = column_parts({{"number", "番号"},
                                  {"title", "申請"},
                                  {"applicant", "申請した人"},
                                  {"section", "課"},
                                  {"filed", "申請日"},
                                  {"due", "期限"},
                                  {"state", "状態"}}),
         .rows = std::move(rows.shown),
         .empty = "あてはまる申請はありません。",
         .empty_href = apply,
         .empty_label = "申請する",
         .total = rows.total,
         .filters = filter_parts(asked),
         .actions = {JsonObject{{"href", apply}, {"label", "申請する"}, {"primary", true}}},
         .pages = page_steps(
             page, (rows.total + rows_on_page - 1) / rows_on_page, [&](std::size_t number) {
               return asked.view_href(asked.view) + "&page=" + std::to_string(number);
             })});
    list["search"] = JsonObject{
        {"action", asked.href()}, {"query", asked.words}, {"label", "番号・氏名・課などで探す"}};
    return Page{
        "applications", "申請の一覧", {{"list", std::move(list)}, {"articles", JsonArray{}}}};
  });
}

}  // namespace

Routes application_list_routes() {
  return {{Method::get, "/b/{body}/applications", "applications", "view.applications", show}};
}

}  // namespace mamori::web
