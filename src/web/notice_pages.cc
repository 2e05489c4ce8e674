// お知らせ.
#include <charconv>

#include "notices/inbox.h"
#include "web/page_steps.h"
#include "web/pages.h"
#include "web/parts.h"

namespace mamori::web {
namespace {

using store::Connection;

// The newest stand on the first page: whoever reads an earlier one has not seen them.
Json read_all_part(const Visit& visit, const std::vector<notices::Notice>& inbox,
                   std::size_t page) {
  if (inbox.empty() || page > 1) return nullptr;
  return JsonObject{{"action", visit.base() + "/notices/read"},
                    {"label", "すべて読んだことにする"},
                    {"up_to", std::to_string(inbox.front().record_number)}};
}

Result<Answer> show_notices(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const std::size_t pages = notices::inbox_pages(connection, visit.person_id());
    const std::size_t page = page_asked(visit, pages);
    const auto inbox = notices::inbox(connection, visit.person_id(), page);
    return Page{"notices",
                "お知らせ",
                {{"unread", notices::unread_count(connection, visit.person_id())},
                 {"notices", notice_parts(visit, inbox, inbox.size())},
                 {"read_all", read_all_part(visit, inbox, page)},
                 {"pages", page_steps(page, pages, [](std::size_t number) {
                    return "?page=" + std::to_string(number);
                  })}}};
  });
}

// What came after the page was opened stays unread.
Result<std::uint64_t> up_to_of(const Json& input) {
  const std::string text = text_at(input, "up_to");
  std::uint64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble == std::errc() && end == text.data() + text.size() && number > 0) return number;
  return fail({Fault::invalid,
               "notice_unknown",
               "どのお知らせまで読んだかが分かりません。",
               "お知らせの画面を開き直して、もう一度操作してください。",
               {{"up_to", "お知らせの番号を、数字で送ってください。"}}});
}

Result<Answer> read_notices(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto up_to = up_to_of(*input);
  if (!up_to) return fail(up_to.error());
  const auto marked = visit.services.acts.mark_notices_read(visit.person_id(), *up_to);
  if (!marked) return fail(marked.error());
  return done(visit, visit.base() + "/notices", "お知らせを読んだことにしました。",
              {{"record", static_cast<std::int64_t>(marked->record_number)}});
}

}  // namespace

Routes notice_routes() {
  return {{Method::get, "/b/{body}/notices", "notices", "view.notices", show_notices},
          {Method::post, "/b/{body}/notices/read", "notices_read", "notices.read", read_notices}};
}

}  // namespace mamori::web
