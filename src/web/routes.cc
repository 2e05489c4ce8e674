#include <algorithm>
#include <iterator>

#include "web/attachment_parts.h"
#include "web/entry_options.h"
#include "web/pages.h"
#include "web/people_pages.h"
#include "web/register_outline.h"
#include "web/register_parts.h"

namespace mamori::web {

Routes all_routes() {
  Routes all;
  for (const auto routes : {access_routes,        passkey_routes,
                            sign_in_routes,       password_routes,
                            second_factor_routes, presence_routes,
                            account_rules_routes, start_routes,
                            account_routes,       accounts_routes,
                            home_routes,          notice_routes,
                            organisation_routes,  person_routes,
                            roster_routes,        section_routes,
                            title_routes,         absence_routes,
                            emergency_routes,     register_routes,
                            application_routes,   regulation_routes,
                            export_routes,        loading_routes,
                            alignment_routes,     gap_routes,
                            ledger_routes,        checkpoint_routes,
                            ledger_file_routes,   search_routes,
                            backup_routes,        retention_routes,
                            provider_routes,      arrival_routes,
                            attachment_routes,    own_field_routes,
                            entry_option_routes,  register_import_routes,
                            duty_routes,          register_outline_routes,
                            handling_routes,      exception_routes,
                            label_routes,         question_routes}) {
    Routes some = routes();
    std::ranges::move(some, std::back_inserter(all));
  }
  return all;
}

}  // namespace mamori::web
