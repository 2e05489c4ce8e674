// What a provision is called outside: names of its enumerators, and its JSON.
#include <algorithm>
#include <array>

#include "regulation/provision.h"

namespace mamori::regulation {
namespace {

struct ModalityName {
  Modality modality;
  std::string_view name;
  std::string_view japanese;
};

constexpr std::array modality_names{
    ModalityName{Modality::obligation, "obligation", "義務"},
    ModalityName{Modality::prohibition, "prohibition", "禁止"},
    ModalityName{Modality::effort, "effort", "努力義務"},
    ModalityName{Modality::power, "power", "権限"},
    ModalityName{Modality::rule, "rule", "規定"},
    ModalityName{Modality::commitment, "commitment", "約束"},
    ModalityName{Modality::declaration, "declaration", "宣言"},
    ModalityName{Modality::definition, "definition", "定義"},
    ModalityName{Modality::none, "none", "なし"},
};

template <class Items, class ToJson>
JsonArray array_of(const Items& items, ToJson to_json) {
  JsonArray out;
  for (const auto& item : items) out.push_back(to_json(item));
  return out;
}

JsonArray strings(const std::vector<std::string>& values) {
  return array_of(values, [](const std::string& value) { return Json(value); });
}

JsonObject reference_to_json(const Reference& reference) {
  Json law;
  if (reference.kind == ReferenceKind::law) {
    law = JsonObject{{"name", reference.law_name}, {"number", reference.law_number}};
  }
  return {{"text", reference.text},
          {"begin", reference.begin},
          {"kind", name_of(reference.kind)},
          {"places", strings(reference.places)},
          {"law", std::move(law)}};
}

JsonObject definition_to_json(const Definition& definition) {
  return {{"term", definition.term},
          {"scope", definition.scope},
          {"uses", array_of(definition.uses, [](const Use& use) {
             return JsonObject{{"place", use.place}, {"line", use.line}};
           })}};
}

}  // namespace

std::string_view name_of(Modality modality) {
  return std::ranges::find(modality_names, modality, &ModalityName::modality)->name;
}

std::string_view japanese_name_of(Modality modality) {
  return std::ranges::find(modality_names, modality, &ModalityName::modality)->japanese;
}

std::string_view name_of(HolderRelation relation) {
  switch (relation) {
    case HolderRelation::sole:
      return "sole";
    case HolderRelation::joint:
      return "joint";
    case HolderRelation::alternative:
      return "alternative";
  }
  return "";
}

std::string_view name_of(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::internal:
      return "internal";
    case ReferenceKind::appendix:
      return "appendix";
    case ReferenceKind::own:
      return "own";
    case ReferenceKind::law:
      return "law";
    case ReferenceKind::dangling:
      return "dangling";
  }
  return "";
}

Json to_json(const Provision& provision) {
  const auto& holders = provision.holders;
  return JsonObject{
      {"place", provision.place},
      {"line", provision.line},
      {"document", provision.document},
      {"text", provision.text},
      {"holder", holders.empty() ? "" : holders.front().title},
      {"holders", array_of(holders, [](const Holder& holder) { return Json(holder.title); })},
      {"holder_kinds", array_of(holders, [](const Holder& holder) { return Json(holder.kind); })},
      {"holder_relation", name_of(provision.holder_relation)},
      {"holder_text", provision.holder_text},
      {"holder_inherited", provision.holder_inherited},
      {"modality", name_of(provision.modality)},
      {"modality_inherited", provision.modality_inherited},
      {"condition", provision.condition},
      {"object", provision.object},
      {"references", array_of(provision.references, reference_to_json)},
      {"defines", array_of(provision.definitions, definition_to_json)},
      {"notes", strings(provision.notes)}};
}

}  // namespace mamori::regulation
