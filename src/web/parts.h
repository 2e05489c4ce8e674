// Parts that the models of several pages share; each has the form shown in src/web/pages/examples.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/decision.h"
#include "base/date.h"
#include "base/json.h"
#include "notices/inbox.h"
#include "procedures/application.h"
#include "procedures/definition.h"
#include "registers/field.h"
#include "web/site.h"

namespace mamori::web {

Day today_of(const Visit& visit);

// A form that was refused: a program gets the error, a person the page again, with the error in it
// and with its status.
Result<Answer> show_again(const Visit& visit, const Error& error, Page page);

// null for ""; else `text`.
Json text_or_null(std::string_view text);
// {"text": 令和8年11月21日, "iso"}; null for "".
Json day_part(std::string_view iso_day);
// {"text": 令和8年11月21日 11時03分, "iso"}; null for "".
Json instant_part(std::string_view iso_instant);
Json chip(std::string_view label, std::string_view tone);
Json state_part(std::string_view code, std::string_view label, std::string_view tone);

// /b/main/regulations/1/第29条#第29条第2項
std::string place_href(const Visit& visit, int document, std::string_view place);
// The article a place belongs to: 第29条第2項 → 第29条; the place itself in numbered style.
std::string article_of_place(std::string_view place);
Json article_part(const Visit& visit, const Citation& citation);
JsonArray article_parts(const Visit& visit, const std::vector<Citation>& citations);
// Who somebody is: name, section, offices; null when there is no such person.
Json person_part(const Visit& visit, store::Connection& connection, std::string_view person_id);
// The articles of everything that `satisfier` fulfils.
JsonArray articles_served_by(const Visit& visit, store::Connection& connection,
                             const catalogue::Satisfier& satisfier);

// The first `count_max` of an inbox.
JsonArray notice_parts(const Visit& visit, const std::vector<notices::Notice>& inbox,
                       std::size_t count_max);

// The error summary at the top of a page. `fields` gives labels to wrong fields; their ids are
// `prefix` + name.
Json error_part(const Visit& visit, const Error& error,
                const std::vector<registers::Field>& fields = {}, std::string_view prefix = "");

// {name of each field: what is wrong with it or null}, for pages that lay their fields out
// themselves.
JsonObject messages_part(const Error* error, const std::vector<registers::Field>& fields);

// What a field shows when its form is opened: the texts typed or chosen so far.
struct Filled {
  Json input = JsonObject{};     // {name: text or array of texts}
  const Error* error = nullptr;  // of the last attempt
  std::string prefix;            // of the ids, when several forms stand on a page
};
// What a new form begins with: what its fields suggest, and what was chosen on the page that led
// here, as its address says it.
JsonObject beginning(const Visit& visit, store::Connection& connection,
                     const std::vector<registers::Field>& fields);
// What the fields suggest. In a text {name} stands for what `about` says under that name, in
// words: a draft to be corrected.
JsonObject suggestions(const Visit& visit, store::Connection& connection,
                       const std::vector<registers::Field>& fields, const JsonObject& about = {});
// One of several forms of a page, as somebody sent it and it was refused; when the page is only
// opened, none.
struct Attempt {
  std::string form;  // its id
  Json input;
  const Error* error = nullptr;

  // What the fields of a form of the page show: what was sent in it, else `suggested`.
  Filled filled(std::string_view id, Json suggested = JsonObject{}) const;
  // Why this one was refused; null when it was not.
  const Error* error_of(std::string_view id) const { return form == id ? error : nullptr; }
};
// `fields` are those of the form, of which conditions may speak.
JsonObject field_part(const Visit& visit, store::Connection& connection,
                      const registers::Field& field, const Filled& filled,
                      const std::vector<registers::Field>& fields = {});
// With the heading of each group before its first field.
JsonArray field_parts(const Visit& visit, store::Connection& connection,
                      const std::vector<registers::Field>& fields, const Filled& filled);

// A field with its value as filed: {"label", "text", "date", "items"}; and the headings of groups,
// {"is_heading", "label"}.
JsonArray value_parts(const Visit& visit, store::Connection& connection,
                      const std::vector<registers::Field>& fields, const registers::Values& values,
                      Day day);

// A form that stands on a page and posts: see `acts[]` in the examples.
struct ActForm {
  std::string id;
  std::string label;
  std::string tone = "secondary";
  std::string action;
  std::string explanation;
  bool open = false;
  JsonArray fields = {};
  Json confirm = nullptr;  // {"title", "text", "label"}
};
JsonObject act_part(const ActForm& form);

// A cell of a list.
struct Cell {
  std::string text;
  std::string href = {};
  Json chip = nullptr;
  Json date = nullptr;
  bool number = false;
  bool heading = false;
};
JsonObject cell_part(const Cell& cell);
struct Column {
  std::string key;
  std::string label;
  bool number = false;
};
JsonArray column_parts(const std::vector<Column>& columns);

// The state of an application, 期限超過 included.
Json application_state(const procedures::Definition& definition,
                       const procedures::Application& application, Day today);

}  // namespace mamori::web
