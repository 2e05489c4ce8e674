#include "body/searching.h"

#include <algorithm>
#include <map>
#include <set>

#include "ledger/record.h"
#include "ledger/rest.h"
#include "regulation/document.h"
#include "retention/retention.h"

namespace mamori::body {
namespace {

using ledger::Record;
using regulation::Node;
using regulation::NodeKind;
using search::Document;
using search::Kind;
using store::Connection;

void add_line(std::string& text, std::string_view line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

// What a record shows of a form, field by field, but for the fields that are not to be found and
// for what the first line says already.
void add_shown(std::string& text, const Json& payload) {
  const std::string title = text.substr(0, text.find('\n'));
  const JsonArray& hidden = array_at(payload, "unsearched");
  for (const auto& [label, values] : object_at(payload, "shown")) {
    if (std::ranges::find(hidden, Json(label)) != hidden.end() || !values.is_array()) continue;
    for (const Json& value : values.get_array()) {
      if (value.is_string() && value != Json(title)) {
        add_line(text, std::string_view(value.get_string()));
      }
    }
  }
}

Document entry_document(const Record& record) {
  const JsonObject& values = object_at(record.payload, "values");
  Document document{.kind = Kind::entry,
                    .collection = text_at(record.payload, "register"),
                    .subject = record.subject,
                    .person_id = {},
                    .section_id = text_at(values, "section"),
                    .text = text_at(values, "name")};
  add_line(document.text, text_at(record.payload, "number"));
  add_shown(document.text, record.payload);
  return document;
}

Document application_document(const Record& record) {
  const Json& payload = record.payload;
  Document document{.kind = Kind::application,
                    .collection = text_at(payload, "procedure"),
                    .subject = record.subject,
                    .person_id = text_at(payload, "applicant"),
                    .section_id = text_at(payload, "section"),
                    .text = text_at(payload, "number")};
  add_line(document.text, text_at(payload, "title"));
  add_line(document.text, text_at(payload, "section_name"));
  add_line(document.text, text_at(payload, "applicant_name"));
  add_shown(document.text, payload);
  return document;
}

// Of an act that says the name of a person or a section; nothing for another.
std::optional<Document> organisation_document(std::string_view act, const Json& payload) {
  const bool of_person = act == "organisation.add_person" || act == "organisation.change_person" ||
                         act == "organisation.correct_person";
  const bool of_section = act == "organisation.add_section" ||
                          act == "organisation.change_section" ||
                          act == "organisation.correct_section";
  if (!of_person && !of_section) return std::nullopt;
  const std::string id = text_at(payload, "id");
  Document document{.kind = of_person ? Kind::person : Kind::section,
                    .collection = {},
                    .subject = (of_person ? "people/" : "sections/") + id,
                    .person_id = of_person ? id : std::string(),
                    .section_id = of_section ? id : std::string(),
                    .text = text_at(payload, "name")};
  add_line(document.text, text_at(payload, "kana"));
  return document;
}

// A roster carries many acts as one.
void put_organisation(Connection& connection, const Record& record) {
  unsigned part = 0;
  const auto put = [&](std::string_view act, const Json& payload) {
    const auto document = organisation_document(act, payload);
    if (!document || part >= search::parts_max) return;
    const unsigned place = part++;  // kept by somebody who was erased, for those who come after
    if (!flag_at(payload, "erased")) search::put(connection, record.number, place, *document);
  };
  put(record.kind, record.payload);
  for (const Json& change : array_at(record.payload, "changes")) {
    put(text_at(change, "kind"), change);
  }
}

// --- the regulation

// What is found as one: an article with all its 項, a numbered heading with what stands below it.
bool is_place(const Node& node) {
  switch (node.kind) {
    case NodeKind::article:
    case NodeKind::heading:
    case NodeKind::preamble:
    case NodeKind::supplementary:
    case NodeKind::appendix:
      return true;
    default:
      return false;
  }
}

void collect_places(const std::vector<Node>& nodes, std::vector<const Node*>& places) {
  for (const Node& node : nodes) {
    if (is_place(node)) {
      places.push_back(&node);
    } else if (node.kind != NodeKind::contents) {
      collect_places(node.children, places);
    }
  }
}

std::string text_of_place(const Node& node, std::string_view document_title) {
  std::string title = node.place;
  if (!node.caption.empty()) title += (title.empty() ? "" : " ") + node.caption;
  std::string text = title.empty() ? std::string(document_title) : title;
  add_line(text, regulation::full_text(node));
  return text;
}

// The text in force takes the place of the one before.
void put_regulation(Connection& connection, const Record& record) {
  search::remove_all(connection, Kind::provision);
  unsigned part = 0;
  std::int64_t number = 0;
  for (const Json& member : array_at(record.payload, "documents")) {
    ++number;
    const auto document = regulation::document_from_json(object_at(member, "tree"));
    if (!document) continue;
    std::vector<const Node*> places;
    collect_places(document->nodes, places);
    for (const Node* node : places) {
      if (part >= search::parts_max) return;
      // A place that stands twice in a text has two documents: its number keeps them apart.
      const std::string subject =
          "regulations/" + std::to_string(number) + "/" + node->place + "#" + std::to_string(part);
      search::put(connection, record.number, part++,
                  {Kind::provision, std::to_string(number), subject, "", "",
                   text_of_place(*node, document->title)});
    }
  }
}

// --- who may see what

std::string_view act_of(Kind kind) {
  switch (kind) {
    case Kind::entry:
      return "registers.view";
    case Kind::application:
      return "view.applications";
    case Kind::provision:
      return "view.regulations";
    case Kind::person:
    case Kind::section:
      return "view.organisation";
  }
  return {};
}

// Applications are seen by those they concern. What access says depends on whose it is and on the
// section, so that it is asked once for each pair.
class ApplicationView {
 public:
  ApplicationView(Acts& acts, Connection& connection, std::string_view person_id)
      : acts_(acts), connection_(connection), person_id_(person_id) {}

  bool admits(const Document& document) {
    const std::pair key(document.person_id == person_id_, document.section_id);
    const auto known = decided_.find(key);
    if (known != decided_.end()) return known->second;
    access::Facts facts;
    facts.people["applicant"] = document.person_id;
    facts.sections["section"] = document.section_id;
    const bool allowed = acts_.may(connection_, person_id_, "applications.view", facts).allowed;
    return decided_.emplace(key, allowed).first->second;
  }

 private:
  Acts& acts_;
  Connection& connection_;
  const std::string person_id_;
  std::map<std::pair<bool, std::string>, bool> decided_;
};

// Entries are seen by whom their register lets see them. Asked once for each register.
class EntryView {
 public:
  EntryView(Acts& acts, Connection& connection, std::string_view person_id)
      : acts_(acts), connection_(connection), person_id_(person_id) {}

  bool admits(const Document& document) {
    auto known = readable_.find(document.collection);
    if (known == readable_.end()) {
      const auto& registers = acts_.definitions().registers;
      const auto definition = registers.find(document.collection);
      if (definition == registers.end()) return false;
      known = readable_
                  .emplace(document.collection,
                           acts_.readable(connection_, person_id_, definition->second))
                  .first;
    }
    return known->second.contains(registers::serial_of(document.subject));
  }

 private:
  Acts& acts_;
  Connection& connection_;
  const std::string person_id_;
  std::map<std::string, Readable, std::less<>> readable_;
};

// Whether an act of that kind can be found; "" of records from before it was written down.
bool may_be_found(std::string_view act) {
  return act.empty() || act.starts_with("organisation.") || act.starts_with("registers.") ||
         act.starts_with("procedures.") || act.starts_with("regulation.");
}

void forget_erased(Connection& connection, const Record& record) {
  const auto rest_of =
      static_cast<std::uint64_t>(integer_at(record.payload, ledger::rest_of_member));
  if (rest_of > 0) return search::forget_removed(connection, rest_of, record.number);
  const auto erased = ledger::erased_number({.kind = record.kind, .subject = record.subject});
  if (!erased || !may_be_found(text_at(record.payload, "act"))) return;
  search::forget(connection, *erased, record.number);
}

}  // namespace

void project_search(Connection& connection, const Record& record) {
  search::begin_record(connection, record.number);
  if (record.erased) return;
  if (record.kind == ledger::erasure_kind) return forget_erased(connection, record);
  if (record.kind == retention::erased_kind) return search::remove(connection, record.subject);
  if (record.kind == "regulation.adopt") return put_regulation(connection, record);
  const auto put = [&](const Document& document) {
    search::put(connection, record.number, 0, document);
  };
  if (record.kind.starts_with("organisation.")) return put_organisation(connection, record);
  if (!record.payload.is_object() || !record.payload.get_object().contains("shown")) return;
  if (record.kind.starts_with("registers.")) put(entry_document(record));
  if (record.kind.starts_with("procedures.")) put(application_document(record));
}

Result<void> fill_search(Body& body) {
  const bool missing = body.store().read([](Connection& connection) {
    return ledger::record_count(connection) > 0 &&
           !connection.first("SELECT id FROM search_documents LIMIT 1");
  });
  if (!missing) return {};
  return body.store().write([&](Connection& connection) -> Result<void> {
    // Replaying signs nothing: name and key of this journal mean nothing.
    ledger::Journal journal("replay", body.clock(), ledger::NoteSigner::generate("mamori/replay"));
    journal.project("", project_search);
    journal.replay(connection);
    return {};
  });
}

std::vector<search::Hit> find(Acts& acts, Connection& connection, std::string_view person_id,
                              search::Query query) {
  if (!acts.may(connection, person_id, act_of(query.kind)).allowed) return {};
  const bool newest = query.kind == Kind::entry || query.kind == Kind::application;
  query.order = newest ? search::Order::newest_first : search::Order::oldest_first;
  ApplicationView applications(acts, connection, person_id);
  EntryView entries(acts, connection, person_id);
  if (query.kind == Kind::entry) {
    query.admits = [&](const Document& document) { return entries.admits(document); };
  }
  if (query.kind == Kind::application) {
    query.admits = [&](const Document& document) { return applications.admits(document); };
  }
  return search::find(connection, query);
}

}  // namespace mamori::body
