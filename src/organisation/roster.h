// A roster (名簿): a table of who is where from a day on, and what it changes (model regulation
// 第17条). First it is read, then tried on a copy of the organisation; what comes of that is shown
// to people and recorded as one act, or not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "organisation/rehearsal.h"

namespace mamori::organisation {

// What is wrong with a roster, and where.
struct RosterTrouble {
  int line = 0;        // of the file; 0: of somebody it does not name
  std::string column;  // its header as we call it; may be ""
  std::string message;
  std::string remedy;
};

struct RosterRow {
  int line = 0;
  std::string number;
  std::string name;
  std::string kana;
  std::string section;
  std::string unit;
  std::string post;
  std::string employment;            // as the body calls it: 会計年度
  std::vector<std::string> besides;  // 兼務: names of sections
  std::optional<Day> day;            // its own 異動日
  bool leaves = false;               // 退職, 転出, …
};

struct Roster {
  std::vector<RosterRow> rows;
  std::vector<RosterTrouble> troubles;
  std::vector<std::string> ignored;  // headers that mean nothing here
  bool tells_besides = false;        // there is a column of 兼務
};

// Columns are found by their headers, in any order: 職員番号, 氏名, フリガナ, 所属, 係, 職名, 任用,
// 兼務, 異動日, 区分, and other words for them. Fails as imports::read_sheet and Columns::find do,
// or with `columns_missing` when 氏名 is not among them.
Result<Roster> read_roster(std::string_view bytes);
// The headers of a roster, as the template to fill in has them.
const std::vector<std::string_view>& roster_headers();

struct RosterOptions {
  Day day;                    // from when on: the 発令日, for rows without a day of their own
  bool whole = false;         // it names everybody: who is missing leaves
  bool new_sections = false;  // sections it names that do not exist are made
  // Who is 課長 by it becomes section_manager of a section without one; who is what the body says
  // holds an office (総務課長をもって充てる) comes into it when nobody holds it.
  bool appoint_heads = false;
};

struct RosterChange {
  int line = 0;
  std::string kind;  // organisation.move_person
  std::string person_id;
  std::string name;    // of the person, or of the section
  std::string before;  // the section before; "" when there is none
  std::string after;
  std::string post;
  std::string from;  // ISO day from which it holds; of a leaving the first day after
};

// An office that falls vacant, and since when.
struct RosterVacancy {
  std::string office;
  std::string title;
  std::string section_name;  // "" for an office of the whole body
  std::string person_name;   // who held it
  std::string from;
};

struct RosterPlan {
  std::vector<RosterTrouble> troubles;  // nothing may be recorded while there is one
  std::vector<RosterChange> changes;
  std::vector<RosterVacancy> vacancies;
  std::size_t unchanged = 0;  // people it names and changes nothing of
  JsonArray acts;             // what the act organisation.import_roster carries: [{kind, …payload}]

  // Equal for equal changes, whenever they were worked out.
  std::string digest() const;
};

// Tries the roster.
RosterPlan plan_roster(Rehearsal& rehearsal, const Offices& offices, const Roster& roster,
                       const RosterOptions& options);

// The act that does it all. Fails with "roster_wrong" while there are troubles, and with
// "roster_empty" when there is nothing to do.
Result<ledger::Act> import_roster(const Change& change, const RosterPlan& plan,
                                  std::string_view file_name, std::string_view file_bytes, Day day);

}  // namespace mamori::organisation
