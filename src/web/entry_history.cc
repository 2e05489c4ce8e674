#include "web/entry_history.h"

#include <algorithm>
#include <map>

#include "web/parts.h"
#include "web/records.h"

namespace mamori::web {
namespace {

using registers::Field;
using store::Connection;

using Shown = std::map<std::string, std::string, std::less<>>;  // by label

Shown shown_in(const ledger::Record& record) {
  Shown shown;
  for (const auto& [label, texts] : object_at(record.payload, "shown")) {
    std::string line;
    if (!texts.is_array()) continue;
    for (const Json& text : texts.get_array()) {
      if (text.is_string()) line += (line.empty() ? "" : "、") + std::string(text.get_string());
    }
    shown[label] = line;
  }
  return shown;
}

// The labels in the order of the form; then those of fields the definition no longer has.
std::vector<std::string> labels_of(const std::vector<Field>& fields, const Shown& before,
                                   const Shown& after) {
  std::vector<std::string> labels;
  const auto add = [&](const std::string& label) {
    if (std::ranges::find(labels, label) == labels.end()) labels.push_back(label);
  };
  for (const Field& field : fields) add(field.label);
  for (const auto& [label, text] : before) add(label);
  for (const auto& [label, text] : after) add(label);
  return labels;
}

JsonArray changes_between(const std::vector<Field>& fields, const Shown& before,
                          const Shown& after) {
  const auto text_in = [](const Shown& shown, const std::string& label) {
    const auto found = shown.find(label);
    return found == shown.end() ? std::string() : found->second;
  };
  JsonArray changes;
  for (const std::string& label : labels_of(fields, before, after)) {
    const std::string old = text_in(before, label);
    const std::string now = text_in(after, label);
    if (old == now) continue;
    changes.push_back(
        JsonObject{{"label", label}, {"before", text_or_null(old)}, {"after", text_or_null(now)}});
  }
  return changes;
}

}  // namespace

JsonArray entry_history(const Visit& visit, Connection& connection,
                        const std::vector<Field>& fields, std::string_view subject) {
  const RecordLinks links(visit, connection);
  JsonArray parts;
  Shown before;
  for (const auto& record : ledger::records_of(connection, subject)) {
    Shown after = shown_in(record);
    JsonArray changes = parts.empty() ? JsonArray() : changes_between(fields, before, after);
    parts.push_back(JsonObject{{"record", record.number},
                               {"href", text_or_null(links.href(record.number))},
                               {"at", instant_part(iso_instant(record.at))},
                               {"act_label", act_label(record)},
                               {"person", actor_name(connection, record)},
                               {"office", text_or_null(actor_capacity(record))},
                               {"reason", text_or_null(text_at(record.payload, "reason"))},
                               {"changes", std::move(changes)}});
    before = std::move(after);
  }
  std::ranges::reverse(parts);
  return parts;
}

}  // namespace mamori::web
