#include <algorithm>
#include <array>

#include "base/text.h"
#include "imports/columns.h"
#include "organisation/roster.h"

namespace mamori::organisation {
namespace {

using imports::ColumnNames;
using imports::Columns;
using imports::SheetRow;

const std::vector<ColumnNames>& columns() {
  static const std::vector<ColumnNames> all{
      {"number", {"職員番号", "職員コード", "職員No", "番号", "社員番号"}},
      {"name", {"氏名", "名前", "職員名", "職員氏名"}},
      {"kana", {"フリガナ", "ふりがな", "カナ", "カナ氏名", "氏名カナ", "氏名（カナ）", "カナ名"}},
      {"section", {"所属", "所属名", "所属課", "課", "課名", "課等", "配属", "配属先", "新所属"}},
      {"unit", {"係", "係名", "班", "担当"}},
      {"post", {"職名", "役職", "職", "職位", "補職", "役職名"}},
      {"employment",
       {"任用", "任用区分", "任用の区分", "雇用区分", "雇用形態", "身分", "職員区分"}},
      {"besides", {"兼務", "併任", "兼務先", "兼職"}},
      {"day", {"異動日", "発令日", "適用日", "発令年月日", "異動年月日"}},
      {"what", {"区分", "異動区分", "異動種別", "異動の区分", "発令区分"}}};
  return all;
}

std::string_view label_of(std::string_view id) {
  return std::ranges::find(columns(), id, &ColumnNames::id)->headers.front();
}

constexpr std::array<std::string_view, 9> leaving_words{
    "退職", "定年退職", "任期満了", "離職", "転出", "派遣終了", "死亡", "失職", "契約終了"};

bool is_leaving(std::string_view what) {
  return std::ranges::any_of(leaving_words, [&](std::string_view word) {
    return what.find(word) != std::string_view::npos;
  });
}

// Sections beside one another in one cell.
std::vector<std::string> names_in(std::string_view cell) {
  std::vector<std::string> names;
  std::string name;
  const auto take = [&] {
    if (auto whole = std::string(trimmed(name)); !whole.empty()) names.push_back(std::move(whole));
    name.clear();
  };
  for (const char32_t sign : code_points(cell)) {
    if (sign == U'、' || sign == U'，' || sign == U',' || sign == U'・' || sign == U'/' ||
        sign == U'\n') {
      take();
    } else {
      name += utf8(std::u32string(1, sign));
    }
  }
  take();
  return names;
}

class RosterReader {
 public:
  explicit RosterReader(const Columns& columns) : columns_(columns) {
    roster_.ignored = columns.unknown();
    roster_.tells_besides = columns.has("besides");
  }

  void read(const SheetRow& row) {
    const auto cell = [&](std::string_view id) { return std::string(columns_.cell(row, id)); };
    RosterRow read{.line = row.line,
                   .number = cell("number"),
                   .name = cell("name"),
                   .kana = cell("kana"),
                   .section = cell("section"),
                   .unit = cell("unit"),
                   .post = cell("post"),
                   .employment = cell("employment"),
                   .besides = names_in(columns_.cell(row, "besides")),
                   .leaves = is_leaving(columns_.cell(row, "what"))};
    if (read.name.empty() && read.number.empty()) {
      return wrong(row.line, "name", "だれのことか分かりません。",
                   "氏名か職員番号を書くか、行を消してください。");
    }
    if (const std::string day = cell("day"); !day.empty()) {
      read.day = parse_day(day);
      if (!read.day) {
        return wrong(row.line, "day", "「" + day + "」を日付として読めません。",
                     "R9.4.1、2027/4/1 のように書いてください。");
      }
    }
    roster_.rows.push_back(std::move(read));
  }

  Roster take() { return std::move(roster_); }

 private:
  void wrong(int line, std::string_view column, std::string message, std::string remedy) {
    roster_.troubles.push_back(
        {line, std::string(label_of(column)), std::move(message), std::move(remedy)});
  }

  const Columns& columns_;
  Roster roster_;
};

}  // namespace

const std::vector<std::string_view>& roster_headers() {
  static const std::vector<std::string_view> headers = [] {
    std::vector<std::string_view> all;
    for (const ColumnNames& column : columns()) all.push_back(column.headers.front());
    return all;
  }();
  return headers;
}

Result<Roster> read_roster(std::string_view bytes) {
  const auto sheet = imports::read_sheet(bytes);
  if (!sheet) return fail(sheet.error());
  const auto found = Columns::find(*sheet, columns());
  if (!found) return fail(found.error());
  if (!found->has("name")) {
    return fail(Fault::invalid, "columns_missing", "氏名の列が見つかりません。",
                "見出しの行に「氏名」を書いてください。");
  }
  RosterReader reader(*found);
  for (std::size_t row = found->first_row(); row < sheet->size(); ++row) reader.read((*sheet)[row]);
  return reader.take();
}

}  // namespace mamori::organisation
