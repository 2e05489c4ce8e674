// 規程に足りないもの: what the catalogue asks and the text lacks, and what the text asks and no
// control covers; to be read, printed and taken along (row A3).
#include <algorithm>
#include <set>

#include "reports/xlsx.h"
#include "web/alignment_queue.h"
#include "web/control_groups.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/regulation_document.h"

namespace mamori::web {
namespace {

using catalogue::Control;
using store::Connection;

struct Gaps {
  OpenedDocument opened;
  std::size_t documents = 0;          // of the body's regulation, all of them looked at
  std::vector<ControlGroup> lacking;  // controls no place speaks of
  std::size_t lacking_count = 0;
  std::size_t proposed_only = 0;  // controls covered by proposals nobody confirmed
  std::vector<QueueItem> uncovered;
};

// The controls some place of the whole regulation speaks of.
struct Covered {
  std::set<std::string> all;
  std::set<std::string> confirmed;
};

Covered covered_by(const std::vector<std::shared_ptr<const body::Text>>& texts) {
  Covered covered;
  for (const auto& text : texts) {
    for (const auto& aligned : text->alignments) {
      if (aligned.rank != 1) continue;
      covered.all.insert(aligned.control_id);
      if (aligned.standing == catalogue::Standing::confirmed) {
        covered.confirmed.insert(aligned.control_id);
      }
    }
  }
  return covered;
}

Result<Gaps> find_gaps(const Visit& visit, Connection& connection) {
  auto opened = open_document(visit, connection);
  if (!opened) return fail(opened.error());
  const auto texts = visit.services.body.texts(connection);
  const Covered covered = covered_by(texts);
  Gaps gaps{
      .opened = *std::move(opened), .documents = texts.size(), .lacking = {}, .uncovered = {}};
  for (ControlGroup& group : grouped_controls(visit.services.body.definitions())) {
    std::erase_if(group.controls,
                  [&](const Control* control) { return covered.all.contains(control->id); });
    gaps.lacking_count += group.controls.size();
    if (!group.controls.empty()) gaps.lacking.push_back(std::move(group));
  }
  gaps.proposed_only = covered.all.size() - covered.confirmed.size();
  const AlignmentQueue queue(*gaps.opened.text);
  for (const QueueItem* item : queue.filtered(QueueFilter::all)) {
    const bool nothing_proposed = item->standing == "open" && item->proposals.empty();
    if (item->standing == "none" || nothing_proposed) gaps.uncovered.push_back(*item);
  }
  return gaps;
}

std::string first_wording(const Control& control) {
  return control.wording.empty() ? std::string() : control.wording.front();
}

std::string holder_title(const organisation::Offices& offices, const Control& control) {
  return offices.find(control.holder) ? offices.title(control.holder) : std::string();
}

JsonArray lacking_parts(const organisation::Offices& offices, const Gaps& gaps) {
  JsonArray groups;
  for (const ControlGroup& group : gaps.lacking) {
    JsonArray controls;
    for (const Control* control : group.controls) {
      controls.push_back(JsonObject{{"row", control->row},
                                    {"title", control->title.ja},
                                    {"wording", text_or_null(first_wording(*control))},
                                    {"holder", text_or_null(holder_title(offices, *control))}});
    }
    groups.push_back(JsonObject{
        {"letter", group.letter}, {"title", group.title}, {"controls", std::move(controls)}});
  }
  return groups;
}

std::string_view why_uncovered(const QueueItem& item) {
  return item.standing == "none" ? "人が「該当なし」とした" : "提案がない（まだ人は見ていない）";
}

JsonArray uncovered_parts(const Visit& visit, const Gaps& gaps) {
  JsonArray rows;
  for (const QueueItem& item : gaps.uncovered) {
    rows.push_back(JsonObject{{"place", item.demand->place},
                              {"href", place_href(visit, gaps.opened.number, item.demand->place)},
                              {"text", item.demand->text},
                              {"why", why_uncovered(item)}});
  }
  return rows;
}

Result<Answer> show(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto gaps = find_gaps(visit, connection);
    if (!gaps) return fail(gaps.error());
    const std::string href = document_href(visit, gaps->opened.number) + "/gaps";
    JsonObject model{
        {"document", document_part(visit, gaps->opened)},
        {"documents", gaps->documents},
        {"several", gaps->documents > 1},
        {"proposed_only", gaps->proposed_only},
        {"lacking",
         JsonObject{{"total", gaps->lacking_count},
                    {"xlsx_href", href + "/lacking.xlsx"},
                    {"groups", lacking_parts(visit.services.body.offices(connection), *gaps)}}},
        {"uncovered", JsonObject{{"total", gaps->uncovered.size()},
                                 {"xlsx_href", href + "/uncovered.xlsx"},
                                 {"rows", uncovered_parts(visit, *gaps)}}}};
    return Page{"gaps", "規程と管理策の突き合わせ", std::move(model)};
  });
}

Result<Answer> to_file(const std::string& name, const reports::Table& table) {
  const auto bytes = reports::to_xlsx(table);
  if (!bytes) return fail(bytes.error());
  return Response::file(name + ".xlsx", reports::xlsx_content_type, *bytes);
}

Result<Answer> lacking_file(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto gaps = find_gaps(visit, connection);
    if (!gaps) return fail(gaps.error());
    const std::string name = "規程に定めのない管理策";
    reports::Table table{
        .title = gaps->opened.text->document.title + "　" + name,
        .made = today_of(visit),
        .columns = {{"分野", 24}, {"番号", 8}, {"管理策", 36}, {"定めの例", 70}, {"担う人", 28}},
        .rows = {}};
    const auto offices = visit.services.body.offices(connection);
    for (const ControlGroup& group : gaps->lacking) {
      for (const Control* control : group.controls) {
        table.rows.push_back({group.title, control->row, control->title.ja, first_wording(*control),
                              holder_title(offices, *control)});
      }
    }
    return to_file(name, table);
  });
}

Result<Answer> uncovered_file(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto gaps = find_gaps(visit, connection);
    if (!gaps) return fail(gaps.error());
    const std::string name = "管理策のない定め";
    reports::Table table{.title = gaps->opened.text->document.title + "　" + name,
                         .made = today_of(visit),
                         .columns = {{"箇所", 24}, {"条文", 90}, {"状況", 30}},
                         .rows = {}};
    for (const QueueItem& item : gaps->uncovered) {
      table.rows.push_back(
          {item.demand->place, item.demand->text, std::string(why_uncovered(item))});
    }
    return to_file(name, table);
  });
}

}  // namespace

Routes gap_routes() {
  const std::string gaps = "/b/{body}/regulations/{document}/gaps";
  return {
      {Method::get, gaps, "gaps", "view.gaps", show},
      {Method::get, gaps + "/lacking.xlsx", "gaps_lacking_file", "view.gaps", lacking_file},
      {Method::get, gaps + "/uncovered.xlsx", "gaps_uncovered_file", "view.gaps", uncovered_file}};
}

}  // namespace mamori::web
