#include "regulation/drafts.h"

#include <algorithm>

#include "base/date.h"
#include "base/json.h"

namespace mamori::regulation {
namespace {

using store::Connection;
using store::Row;

JsonArray hints_to_json(const std::vector<Hints>& hints) {
  JsonArray list;
  for (std::size_t at = 0; at < hints.size(); ++at) {
    const Hints& hint = hints[at];
    if (hint == Hints{}) continue;
    list.push_back(JsonObject{{"line", at + 1},
                              {"heading_level", hint.heading_level},
                              {"indent", hint.indent},
                              {"bold", hint.bold},
                              {"centred", hint.centred},
                              {"page_break", hint.page_break},
                              {"table_row", hint.table_row}});
  }
  return list;
}

std::vector<Hints> hints_from_json(const JsonArray& list, std::size_t lines) {
  std::vector<Hints> hints(lines);
  for (const Json& json : list) {
    const auto line = integer_at(json, "line");
    if (line < 1 || static_cast<std::size_t>(line) > lines) continue;
    hints[static_cast<std::size_t>(line) - 1] = {
        .heading_level = static_cast<int>(integer_at(json, "heading_level")),
        .indent = static_cast<int>(integer_at(json, "indent")),
        .bold = flag_at(json, "bold"),
        .centred = flag_at(json, "centred"),
        .page_break = flag_at(json, "page_break"),
        .table_row = flag_at(json, "table_row")};
  }
  return hints;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return lines;
}

Draft draft_of(const Row& row) {
  const auto undone = parse_json(row.text("undone"));
  return {
      row.text("id"),
      row.text("source_name"),
      undone && undone->is_array() ? undone_from_json(undone->get_array()) : std::vector<Undone>{},
      row.integer("revision"),
      row.text("person_id"),
      row.text("person_name"),
      row.text("made_at"),
      static_cast<std::uint64_t>(row.integer("record_number"))};
}

std::string subject_of(std::string_view id) {
  return "regulations/drafts/" + std::string(id);
}

Json repair_json(const Undone& repair) {
  return JsonObject{{"line", repair.line}, {"kind", repair.kind}};
}

}  // namespace

JsonObject source_to_json(const SourceFile& source) {
  return {{"source_name", source.name},
          {"source_digest", source.digest},
          {"source_format", source.text.format},
          {"source_encoding", source.text.encoding},
          {"source", plain_text(source.text)},
          {"source_hints", hints_to_json(source.text.hints)},
          {"source_discarded", discarded_to_json(source.text.discarded)},
          {"source_diagnostics", diagnostics_to_json(source.text.diagnostics)}};
}

SourceFile source_from_json(const Json& payload) {
  SourceFile source{text_at(payload, "source_name"), text_at(payload, "source_digest"), {}};
  source.text.format = text_at(payload, "source_format", "text");
  source.text.encoding = text_at(payload, "source_encoding");
  source.text.lines = lines_of(text_at(payload, "source"));
  const JsonArray& hints = array_at(payload, "source_hints");
  if (!hints.empty()) source.text.hints = hints_from_json(hints, source.text.lines.size());
  source.text.discarded = discarded_from_json(array_at(payload, "source_discarded"));
  source.text.diagnostics = diagnostics_from_json(array_at(payload, "source_diagnostics"));
  return source;
}

JsonArray undone_to_json(const std::vector<Undone>& undone) {
  JsonArray list;
  for (const Undone& repair : undone) list.push_back(repair_json(repair));
  return list;
}

std::vector<Undone> undone_from_json(const JsonArray& list) {
  std::vector<Undone> undone;
  for (const Json& repair : list) {
    undone.push_back({static_cast<int>(integer_at(repair, "line")), text_at(repair, "kind")});
  }
  return undone;
}

std::vector<Draft> drafts(Connection& connection) {
  std::vector<Draft> list;
  for (const Row& row :
       connection.query("SELECT * FROM regulation_drafts ORDER BY record_number DESC")) {
    list.push_back(draft_of(row));
  }
  return list;
}

std::optional<Draft> draft(Connection& connection, std::string_view id) {
  const auto row = connection.first("SELECT * FROM regulation_drafts WHERE id = $1", id);
  return row ? std::optional(draft_of(*row)) : std::nullopt;
}

ledger::Act make_draft(std::string_view id, const SourceFile& source,
                       const std::vector<Undone>& undone, const Author& author) {
  JsonObject payload = source_to_json(source);
  payload["draft"] = id;
  payload["undone"] = undone_to_json(undone);
  payload["person_name"] = author.name;
  return {"regulation.draft", author.id, subject_of(id), std::move(payload)};
}

Result<void> check_unchanged(const Draft& draft, std::int64_t revision) {
  if (revision == draft.revision) return {};
  return fail(Fault::conflict, "draft_changed", "画面を開いてから、この下書きは直されています。",
              "今の内容を確かめてから、もう一度行ってください。");
}

Result<ledger::Act> change_draft(const Draft& draft, std::int64_t revision,
                                 const RepairChange& change, const Author& author) {
  if (auto same = check_unchanged(draft, revision); !same) return fail(same.error());
  std::vector<Undone> undone = draft.undone;
  const auto known = std::ranges::find(undone, change.repair);
  if (change.take_back && known == undone.end()) {
    if (undone.size() >= undone_max) {
      return fail(Fault::limit, "too_many_undone", "元に戻したところが多すぎます。",
                  "元の文書を直してから、読み込み直してください。");
    }
    undone.push_back(change.repair);
  } else if (!change.take_back && known != undone.end()) {
    undone.erase(known);
  } else {
    return fail(Fault::invalid, "repair_unknown", "その補正は見つかりません。",
                "画面を開き直してください。");
  }
  return ledger::Act{"regulation.change_draft", author.id, subject_of(draft.id),
                     JsonObject{{"draft", draft.id},
                                {"title", std::to_string(change.repair.line) + "行目"},
                                {"label", change.take_back ? "読み取りの補正を元に戻した"
                                                           : "読み取りの補正を行った"},
                                {"repair", repair_json(change.repair)},
                                {"take_back", change.take_back},
                                {"undone", undone_to_json(undone)},
                                {"revision", draft.revision + 1},
                                {"person_name", author.name}}};
}

ledger::Act discard_draft(const Draft& draft, const Author& author) {
  return {
      "regulation.discard_draft", author.id, subject_of(draft.id),
      JsonObject{
          {"draft", draft.id}, {"source_name", draft.source_name}, {"person_name", author.name}}};
}

void project_draft(Connection& connection, const ledger::Record& record) {
  const Json& payload = record.payload;
  const std::string id = text_at(payload, "draft");
  if (record.kind == "regulation.discard_draft") return remove_draft(connection, id);
  const std::string undone = canonical_json(array_at(payload, "undone"));
  if (record.kind == "regulation.change_draft") {
    connection.execute("UPDATE regulation_drafts SET undone = $2, revision = $3 WHERE id = $1", id,
                       undone, integer_at(payload, "revision"));
    return;
  }
  connection.execute(
      "INSERT INTO regulation_drafts (id, source_name, undone, revision, person_id, person_name, "
      "made_at, record_number) VALUES ($1, $2, $3, 1, $4, $5, $6, $7)",
      id, text_at(payload, "source_name"), undone, record.actor, text_at(payload, "person_name"),
      iso_instant(record.at), static_cast<std::int64_t>(record.number));
}

void remove_draft(Connection& connection, std::string_view id) {
  connection.execute("DELETE FROM regulation_drafts WHERE id = $1", id);
}

}  // namespace mamori::regulation
