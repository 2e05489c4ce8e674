#include "organisation/titles.h"

#include <algorithm>
#include <map>

#include "organisation/input.h"

namespace mamori::organisation {

using store::Connection;

namespace {

constexpr std::size_t short_length_max = 20;

// A field of one row, named after its office so that what is wrong is found in the table.
Result<std::string> text_of(const Json& row, std::string_view member, std::string_view label,
                            std::size_t length_max) {
  auto text = optional_text(row, member, label, length_max);
  if (text) return text;
  Error error = text.error();
  error.fields.front().field = std::string(member) + "-" + text_at(row, "office");
  return fail(error);
}

Result<OfficeTitle> title_of(const Offices& offices, const Json& row) {
  const Office* office = offices.find(text_at(row, "office"));
  if (!office) return fail(wrong_field("office", "office_unknown", "その役職はありません。"));
  auto title = text_of(row, "title", "役職の名称", name_length_max);
  if (!title) return fail(title.error());
  if (title->empty()) {
    return fail(wrong_field("title-" + office->id, "field_required",
                            office->title + "の名称を入力してください。"));
  }
  auto shortened = text_of(row, "short", "略称", short_length_max);
  if (!shortened) return fail(shortened.error());
  if (shortened->empty()) *shortened = *title;
  auto ex_officio = text_of(row, "ex_officio", "充てる職", name_length_max);
  if (!ex_officio) return fail(ex_officio.error());
  return OfficeTitle{office->id, *std::move(title), *std::move(shortened), *std::move(ex_officio)};
}

bool same_as(const OfficeTitle& one, const OfficeTitle& other) {
  return one.title == other.title && one.short_title == other.short_title &&
         one.ex_officio == other.ex_officio;
}

// Whether the row says what was confirmed for that day already.
bool is_known(const std::vector<OfficeTitle>& known, const OfficeTitle& title) {
  const auto found = std::ranges::find(known, title.office, &OfficeTitle::office);
  return found != known.end() && same_as(*found, title);
}

}  // namespace

std::vector<OfficeTitle> office_titles(Connection& connection, Day day) {
  std::map<std::string, OfficeTitle> newest;
  for (const auto& row :
       connection.query("SELECT office, title, short_title, ex_officio FROM office_titles "
                        "WHERE valid_from <= $1 ORDER BY valid_from",
                        iso_day(day))) {
    newest[row.text("office")] = {row.text("office"), row.text("title"), row.text("short_title"),
                                  row.text("ex_officio")};
  }
  std::vector<OfficeTitle> titles;
  titles.reserve(newest.size());
  for (auto& [office, title] : newest) titles.push_back(std::move(title));
  return titles;
}

Offices named_offices(Connection& connection, const Offices& offices, Day day) {
  std::vector<Office> named = offices.all();
  for (OfficeTitle& own : office_titles(connection, day)) {
    const auto office = std::ranges::find(named, own.office, &Office::id);
    if (office == named.end()) continue;
    office->title = std::move(own.title);
    office->short_title = std::move(own.short_title);
    office->ex_officio = std::move(own.ex_officio);
  }
  return Offices(std::move(named));
}

Result<ledger::Act> confirm_titles(Connection& connection, const Offices& offices,
                                   const Change& change, const Json& input) {
  const auto from = day_or_today(input, "from", change.now);
  if (!from) return fail(from.error());
  const auto known = office_titles(connection, *from);
  JsonArray titles;
  bool unchanged = true;
  for (const Json& row : array_at(input, "titles")) {
    const auto title = title_of(offices, row);
    if (!title) return fail(title.error());
    if (!is_known(known, *title)) unchanged = false;
    titles.push_back(JsonObject{{"office", title->office},
                                {"title", title->title},
                                {"short", title->short_title},
                                {"ex_officio", title->ex_officio}});
  }
  if (unchanged) {
    return fail(wrong_field("titles", "titles_unchanged", "変えるところがありません。"));
  }
  return ledger::Act{"organisation.confirm_titles", change.actor, "organisation/titles",
                     JsonObject{{"titles", std::move(titles)}, {"from", iso_day(*from)}}};
}

}  // namespace mamori::organisation
