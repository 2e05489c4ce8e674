// Whom an entry of a register names as holding an office for it (`of` of a field of a person).
// Who was appointed decides, whatever the register says; where the two differ it is shown, on the
// entry and beside the offices.
#pragma once

#include <string>
#include <vector>

#include "registers/register.h"
#include "web/site.h"

namespace mamori::web {

// Somebody named in an entry who holds the office neither for it nor for all; perhaps they left.
struct NotAppointed {
  std::string field;
  std::string office;                  // id
  std::string person;                  // 小川 直樹
  std::vector<std::string> appointed;  // names of those who do hold it; perhaps nobody
};
// As the organisation is today; none for an entry that was closed, nor of who was erased.
std::vector<NotAppointed> not_appointed(store::Connection& connection, const access::Roster& roster,
                                        const registers::Definition& definition,
                                        const registers::Entry& entry, Day today);

// The values of an entry as value_parts() makes them; beside who is named and not appointed, that
// they are not, and who is.
JsonArray value_parts_with_offices(const Visit& visit, store::Connection& connection,
                                   const registers::Definition& definition,
                                   const registers::Entry& entry);

// For one office 「情報システム台帳に書かれた人が、任命されていないものがあります：
// 税務システム（小川 直樹さん）。…」, of all entries together; "" where the registers and the
// appointments agree.
std::string not_appointed_in_words(const Visit& visit, store::Connection& connection,
                                   std::string_view office_id);

}  // namespace mamori::web
