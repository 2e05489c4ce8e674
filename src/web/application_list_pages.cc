// 申請の一覧: its page, its files and its kept views.
#include "web/application_forms.h"
#include "web/application_list.h"
#include "web/pages.h"

namespace mamori::web {
namespace {

using store::Connection;

Result<Answer> show(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return Page{"applications",
                "申請の一覧",
                {{"list", application_list(visit, connection)}, {"articles", JsonArray{}}}};
  });
}

template <ListFile kind>
Result<Answer> file(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    auto made = application_file(visit, connection, kind);
    if (!made) return fail(made.error());
    return *std::move(made);
  });
}

template <ChangeView change>
Result<Answer> change_application_views(const Visit& visit) {
  return change_views(visit, change, "applications", visit.base() + "/applications");
}

}  // namespace

Routes application_list_routes() {
  const std::string list = "/b/{body}/applications";
  return {{Method::get, list, "applications", "view.applications", show},
          {Method::get, list + "/list.xlsx", "applications_file", "view.applications",
           file<ListFile::xlsx>},
          {Method::get, list + "/list.csv", "applications_csv", "view.applications",
           file<ListFile::csv>},
          {Method::post, list + "/views", "applications_view_save", "lists.save_view",
           change_application_views<&body::ListViews::save>},
          {Method::post, list + "/views/remove", "applications_view_remove", "lists.save_view",
           change_application_views<&body::ListViews::remove>}};
}

}  // namespace mamori::web
