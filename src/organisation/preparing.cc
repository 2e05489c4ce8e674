#include "organisation/preparing.h"

#include <map>

#include "organisation/contacts.h"
#include "organisation/corrections.h"
#include "organisation/people_acts.h"
#include "organisation/standing_in.h"
#include "organisation/titles.h"

namespace mamori::organisation {
namespace {

using store::Connection;
using Simple = Result<ledger::Act> (*)(Connection&, const Change&, const Json&);
using OfOffices = Result<ledger::Act> (*)(Connection&, const Offices&, const Change&, const Json&);

const std::map<std::string_view, Simple>& simple_acts() {
  static const std::map<std::string_view, Simple> acts{
      {"organisation.abolish_section", abolish_section},
      {"organisation.add_membership", add_membership},
      {"organisation.add_person", add_person},
      {"organisation.add_section", add_section},
      {"organisation.change_person", change_person},
      {"organisation.change_section", change_section},
      {"organisation.correct_move", correct_move},
      {"organisation.correct_person", correct_person},
      {"organisation.correct_section", correct_section},
      {"organisation.end_absence", end_absence},
      {"organisation.enter_absence", enter_absence},
      {"organisation.rejoin", rejoin},
      {"organisation.set_contact", set_contact}};
  return acts;
}

const std::map<std::string_view, OfOffices>& acts_of_offices() {
  static const std::map<std::string_view, OfOffices> acts{
      {"organisation.appoint", appoint},
      {"organisation.confirm_titles", confirm_titles},
      {"organisation.delegate", delegate},
      {"organisation.end_appointment", end_appointment},
      {"organisation.end_delegation", end_delegation},
      {"organisation.end_membership", end_membership},
      {"organisation.leave", leave},
      {"organisation.leave_section", leave_section},
      {"organisation.move_person", move_person}};
  return acts;
}

}  // namespace

Result<ledger::Act> prepare(Connection& connection, const Offices& offices, const Change& change,
                            std::string_view kind, const Json& input) {
  if (const auto act = simple_acts().find(kind); act != simple_acts().end()) {
    return act->second(connection, change, input);
  }
  if (const auto act = acts_of_offices().find(kind); act != acts_of_offices().end()) {
    return act->second(connection, offices, change, input);
  }
  return fail(Fault::not_found, "act_unknown", "その操作は見つかりません。",
              "アドレスを確かめるか、一覧から開き直してください。");
}

}  // namespace mamori::organisation
