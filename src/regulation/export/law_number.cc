#include <algorithm>
#include <array>
#include <optional>

#include "base/date.h"
#include "base/text.h"
#include "regulation/export/law_tree.h"
#include "regulation/numerals.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

struct Era {
  View japanese;
  const char* code;
};

constexpr std::array eras{Era{U"明治", "Meiji"}, Era{U"大正", "Taisho"}, Era{U"昭和", "Showa"},
                          Era{U"平成", "Heisei"}, Era{U"令和", "Reiwa"}};

struct Year {
  const Era* era = nullptr;
  int number = 0;
};

// 令和3年, 平成元年, 昭和六十年 anywhere in the text.
std::optional<Year> year_in(View text) {
  for (const Era& era : eras) {
    const auto at = text.find(era.japanese);
    if (at == View::npos) continue;
    const std::size_t figures = at + era.japanese.size();
    if (text.substr(figures).starts_with(U'元')) return Year{&era, 1};
    if (const auto numeral = numeral_at(text, figures); numeral && numeral->value > 0) {
      return Year{&era, numeral->value};
    }
  }
  return std::nullopt;
}

// 1 in 要綱第1号.
int number_in(View text) {
  const auto at = text.rfind(U'第');
  if (at == View::npos) return 0;
  const auto numeral = numeral_at(text, at + 1);
  const bool whole = numeral && text.substr(at + 1 + numeral->length).starts_with(U'号');
  return whole ? numeral->value : 0;
}

std::u32string without_blanks(std::string_view text) {
  std::u32string points = code_points(text);
  std::erase_if(points, is_blank);
  return points;
}

// The day at the beginning of 「令和3年8月1日制定」.
std::optional<Day> day_in(std::string_view date) {
  constexpr std::string_view mark = "日";
  const auto end = date.find(mark);
  return end == std::string_view::npos ? std::nullopt
                                       : parse_day(date.substr(0, end + mark.size()));
}

}  // namespace

LawNumber law_number_of(const Document& document) {
  const std::u32string number = without_blanks(document.number);
  const std::u32string date = without_blanks(document.date);
  LawNumber law;
  const auto own_year = year_in(number);
  const auto year = own_year ? own_year : year_in(date);
  const int figure = number_in(number);
  law.known = year && figure > 0;
  if (year) {
    law.era = year->era->code;
    law.year = year->number;
  }
  if (figure > 0) law.number = figure;
  if (const auto day = day_in(utf8(date))) {
    law.month = static_cast<int>(static_cast<unsigned>(day->month()));
    law.day = static_cast<int>(static_cast<unsigned>(day->day()));
  }
  if (year && !own_year && !number.empty()) {
    const View up_to_year = View(date).substr(0, date.find(U'年') + 1);
    law.text = utf8(up_to_year);
  }
  law.text += utf8(number.empty() ? date : number);
  return law;
}

}  // namespace mamori::regulation
