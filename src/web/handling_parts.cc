#include "web/handling_parts.h"

#include <algorithm>

#include "handling/level.h"

namespace mamori::web {
namespace {

using handling::Ruling;
using handling::Situation;
using registers::Level;
using store::Connection;

// 重要性Ⅰ・重要性Ⅱ: the levels a ruling is for; the one nobody could classify is not among them.
std::string levels_of(const registers::Scheme& scheme, const Situation& situation,
                      const Ruling& ruling) {
  std::string labels;
  for (const Level& level : scheme.levels) {
    if (level.value == registers::unknown_level) continue;
    if (&situation.ruling(level.rank) != &ruling) continue;
    labels += (labels.empty() ? "" : "・") + level.label;
  }
  return labels;
}

// Whether the levels of the scheme say what may be done: those of the table, and what reads as one.
bool is_comparable(const registers::Schemes& schemes, const registers::Scheme& scheme) {
  return std::ranges::all_of(scheme.levels, [&](const Level& level) {
    return handling::level_in(schemes, usual_scheme, scheme.id, level.value) != nullptr;
  });
}

JsonObject ruling_part(const Visit& visit, Connection& connection, const std::string& levels,
                       const Ruling& ruling) {
  return {{"levels", levels},
          {"answer", answer_part(ruling.answer)},
          {"demands", demand_parts(visit, connection, ruling)},
          {"remedy", text_or_null(ruling.remedy)}};
}

// Of places in a row what differs, as laws cite: 第28条第1項、第2項.
void add_short_places(JsonArray& articles) {
  constexpr std::string_view article_end = "条";
  std::string before;
  for (Json& one : articles) {
    const std::string place = text_at(one, "place");
    const auto end = place.find(article_end);
    const std::string article = place.substr(0, end);
    const bool same =
        end != std::string::npos && article == before && place.size() > end + article_end.size();
    one.as_object()["short_place"] = same ? place.substr(end + article_end.size()) : place;
    before = article;
  }
}

}  // namespace

JsonObject select_part(std::string_view name, std::string_view label, std::string_view help,
                       JsonArray options) {
  return {{"id", name},
          {"name", name},
          {"label", label},
          {"help", text_or_null(help)},
          {"required", false},
          {"value", nullptr},
          {"error", nullptr},
          {"max_length", nullptr},
          {"options", std::move(options)},
          {"is_select", true}};
}

JsonObject select_option(std::string_view value, std::string_view label, std::string_view detail,
                         bool selected) {
  return {{"value", value},    {"label", label},
          {"number", nullptr}, {"detail", text_or_null(detail)},
          {"chip", nullptr},   {"selected", selected}};
}

JsonArray level_options(const Visit& visit, std::string_view asked) {
  const auto& schemes = visit.services.body.definitions().schemes;
  JsonArray options;
  const auto add = [&](const registers::Scheme& scheme) {
    for (const Level& level : scheme.levels) {
      const std::string value = scheme.id + ":" + level.value;
      options.push_back(select_option(value, level.label, level.meaning, value == asked));
    }
  };
  add(schemes.at(std::string(usual_scheme)));
  for (const auto& [id, scheme] : schemes) {
    if (id != usual_scheme && is_comparable(schemes, scheme)) add(scheme);
  }
  return options;
}

Json answer_part(handling::Answer answer) {
  const std::string_view tone = answer == handling::Answer::allowed       ? "success"
                                : answer == handling::Answer::conditional ? "warning"
                                                                          : "error";
  return state_part(handling::code_of(answer), handling::label_of(answer), tone);
}

JsonArray demand_parts(const Visit& visit, Connection& connection, const Ruling& ruling) {
  JsonArray parts;
  for (const handling::Demand& demand : ruling.demands) {
    auto articles = article_parts(visit, visit.services.body.cite(connection, demand.controls));
    add_short_places(articles);
    parts.push_back(JsonObject{{"text", demand.text}, {"articles", std::move(articles)}});
  }
  return parts;
}

JsonArray gate_parts(const Visit& visit, Connection& connection,
                     const std::vector<procedures::GateAnswer>& answers) {
  const auto& schemes = visit.services.body.definitions().schemes;
  JsonArray parts;
  for (const procedures::GateAnswer& answer : answers) {
    const Situation& situation = *answer.situation;
    JsonArray rulings;
    if (answer.ruling) {
      rulings.push_back(ruling_part(visit, connection, answer.level->label, *answer.ruling));
    } else {
      const registers::Scheme& scheme = schemes.at(situation.scheme);
      for (const Ruling& ruling : situation.rulings) {
        const std::string levels = levels_of(scheme, situation, ruling);
        rulings.push_back(ruling_part(visit, connection, levels, ruling));
      }
    }
    parts.push_back(JsonObject{{"title", situation.title}, {"rulings", std::move(rulings)}});
  }
  return parts;
}

}  // namespace mamori::web
