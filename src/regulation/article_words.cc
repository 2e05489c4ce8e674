#include "regulation/article_words.h"

#include <algorithm>

#include "base/text.h"
#include "regulation/front.h"
#include "regulation/repairs.h"

namespace mamori::regulation {

using View = std::u32string_view;

bool ends_list(const Line& line) {
  const View words = line.text;
  const bool paragraph =
      words.starts_with(U"前項") || words.starts_with(U"前各") || words.starts_with(U"この");
  return continues_paragraph(words) || (line.before == Reach::part && paragraph);
}

bool is_torn(const Line& line, const Beside& place, const Builder& builder) {
  if (!builder.is_open_ended()) return false;
  if (line.stands_out() != place.lines[place.at - 1].stands_out()) return false;
  const std::string& text = builder.top().text;
  if (line.before == Reach::part && lacks_full_stop(text)) return false;
  constexpr std::size_t date_bytes_max = 120;
  return text.size() > date_bytes_max || !is_date_line(code_points(text));
}

bool is_closing_date(std::span<const Line> rest) {
  constexpr std::size_t dates_max = 12;
  return is_date_line(rest.front().text) && rest.size() <= dates_max &&
         std::ranges::none_of(rest, [](const Line& each) {
           return mark_of(each.text) || View(each.text).contains(U'。') || !each.row.empty();
         });
}

}  // namespace mamori::regulation
