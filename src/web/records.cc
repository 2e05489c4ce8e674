#include "web/records.h"

#include <algorithm>
#include <optional>

#include "base/date.h"
#include "organisation/erasure.h"
#include "organisation/organisation.h"
#include "retention/retention.h"
#include "web/act_labels.h"
#include "web/retention_parts.h"

namespace mamori::web {
namespace {

using ledger::Record;
using store::Connection;

template <std::size_t count>
std::string_view wording(const Wording (&table)[count], std::string_view key) {
  const auto* found = std::ranges::find(table, key, &Wording::key);
  return found == std::end(table) ? std::string_view() : found->label;
}

std::string joined(const JsonArray& texts, std::string_view between) {
  std::string line;
  for (const Json& text : texts) {
    if (!text.is_string()) continue;
    if (!line.empty()) line += between;
    line += text.get_string();
  }
  return line;
}

// Days are shown in 和暦; a state's id, which some records have under the same key, is not shown.
std::optional<std::string> readable(std::string_view key, const std::string& text) {
  const bool is_day = key == "from" || key == "to" || key == "due" || key == "in_force_from";
  if (!is_day) return text;
  const auto day = parse_day(text);
  return day ? std::optional(wareki_day(*day)) : std::nullopt;
}

void add_content(JsonArray& contents, std::string_view label, std::string_view text) {
  if (!text.empty()) contents.push_back(JsonObject{{"label", label}, {"text", text}});
}

void write_pretty(std::string& out, const Json& value, std::size_t depth);

template <class Members, class Write>
void write_members(std::string& out, const Members& members, std::string_view brackets,
                   std::size_t depth, const Write& write) {
  out += brackets[0];
  bool first = true;
  for (const auto& member : members) {
    out += first ? "\n" : ",\n";
    out.append((depth + 1) * 2, ' ');
    write(member);
    first = false;
  }
  if (!first) out.append(1, '\n').append(depth * 2, ' ');
  out += brackets[1];
}

void write_pretty(std::string& out, const Json& value, std::size_t depth) {
  if (value.is_object()) {
    write_members(out, value.get_object(), "{}", depth, [&](const auto& member) {
      out += boost::json::serialize(member.key()) + ": ";
      write_pretty(out, member.value(), depth + 1);
    });
  } else if (value.is_array()) {
    write_members(out, value.get_array(), "[]", depth,
                  [&](const Json& entry) { write_pretty(out, entry, depth + 1); });
  } else {
    out += boost::json::serialize(value);
  }
}

std::string named(const Record& record) {
  for (const std::string_view key : {"number", "person_name", "name", "title"}) {
    if (std::string text = text_at(record.payload, key); !text.empty()) return text;
  }
  return {};
}

Subject regulation_subject(const Visit& visit, const Record& record) {
  const auto version = integer_at(record.payload, "version");
  const auto document = integer_at(record.payload, "document");
  std::string text = "規程 第" + std::to_string(version) + "版";
  if (document > 0) text += "（文書" + std::to_string(document) + "）";
  return {text, visit.base() + "/regulations"};
}

}  // namespace

std::string act_label(const Record& record) {
  if (std::string label = text_at(record.payload, "label"); !label.empty()) return label;
  const std::string_view known = wording(act_labels, record.kind);
  return std::string(known.empty() ? record.kind : known);
}

std::string actor_name(Connection& connection, const Record& record) {
  if (record.actor.starts_with("system:")) return "mamori";
  const JsonObject& by = object_at(record.payload, "by");
  if (std::string name = text_at(by, "name"); !name.empty()) return name;
  const auto person = organisation::person(connection, record.actor, day_in_japan(record.at));
  return person ? person->name : organisation::leaver_label(record.actor);
}

std::string actor_capacity(const Record& record) {
  if (std::string capacity = text_at(record.payload, "capacity"); !capacity.empty()) {
    return capacity;
  }
  const JsonObject& by = object_at(record.payload, "by");
  const std::string section = text_at(by, "section");
  const std::string offices = joined(array_at(by, "offices"), "・");
  return section + (section.empty() || offices.empty() ? "" : "・") + offices;
}

Subject subject_of(const Visit& visit, const Record& record) {
  const std::string_view subject = record.subject;
  const std::string name = named(record);
  if (subject.starts_with("applications/") || subject.starts_with("registers/")) {
    return {name.empty() ? record.subject : name, visit.base() + "/" + record.subject};
  }
  if (subject.starts_with("regulations/")) return regulation_subject(visit, record);
  if (subject.starts_with("inbox/")) return {"お知らせ", ""};
  if (record.kind == ledger::erasure_kind) {
    const std::string number(subject.substr(subject.find(':') + 1));
    return {"記録 第" + number + "号", visit.base() + "/ledger/" + number};
  }
  if (subject.starts_with("checkpoint:")) {
    const std::string size(subject.substr(subject.find(':') + 1));
    return {size + "件の検証値", visit.base() + "/ledger/checkpoints"};
  }
  if (record.kind == ledger::rotation_kind) return {"記録に署名する鍵", ""};
  if (record.erased && subject.starts_with(retention::of_people)) {
    const auto id = subject.substr(retention::of_people.size());
    return {organisation::leaver_label(id), thing_href(visit, subject)};
  }
  const bool of_organisation = subject.starts_with("people/") || subject.starts_with("sections/") ||
                               subject.starts_with("appointments/");
  return {name.empty() ? record.subject : name,
          of_organisation ? visit.base() + "/organisation" : std::string()};
}

JsonArray contents_of(const Record& record) {
  JsonArray contents;
  if (!record.payload.is_object()) return contents;
  for (const auto& [key, label] : payload_labels) {
    const std::string text = text_at(record.payload, key);
    if (const auto shown = readable(key, text)) add_content(contents, label, *shown);
  }
  for (const auto& [label, texts] : object_at(record.payload, "shown")) {
    if (texts.is_array()) add_content(contents, label, joined(texts.get_array(), "、"));
  }
  add_content(contents, "意見・理由", text_at(object_at(record.payload, "remarks"), "comment"));
  return contents;
}

std::string pretty_json(const Json& value) {
  std::string out;
  write_pretty(out, value, 0);
  return out;
}

RecordLinks::RecordLinks(const Visit& visit, Connection& connection) {
  const auto allowed = visit.services.acts.may(connection, visit.person_id(), "view.ledger");
  if (allowed.allowed) prefix_ = visit.base() + "/ledger/";
}

std::string RecordLinks::href(std::uint64_t number) const {
  return prefix_.empty() ? std::string() : prefix_ + std::to_string(number);
}

}  // namespace mamori::web
