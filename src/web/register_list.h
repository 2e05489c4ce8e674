// The list of a register as a person asked for it: search, filters, pages. Works for any register
// definition.
#pragma once

#include <string>
#include <vector>

#include "registers/register.h"
#include "web/site.h"

namespace mamori::web {

// The application that holds an entry now, e.g. 持ち出し中; "" when none does.
struct Holding {
  std::string application_id;
  Json state = nullptr;
};

struct Listed {
  registers::Entry entry;
  std::string number;                           // 資産 第12号
  std::vector<std::vector<std::string>> shown;  // of each field, as a person reads it
  Holding holding;
};

// The entries that fit ?q= and the filters of the request, in the order of their numbers.
std::vector<Listed> listed_entries(const Visit& visit, store::Connection& connection,
                                   const registers::Definition& definition);
Holding holding_of(const Visit& visit, store::Connection& connection, std::string_view entry_id);
// Whether applications can hold entries of this register: then the list says where they are.
bool can_be_held(const Visit& visit, const registers::Definition& definition);

// The `list` of the page; the `fields` of the definition decide columns and filters.
JsonObject register_list(const Visit& visit, store::Connection& connection,
                         const registers::Definition& definition, bool may_add);
// The same rows, all of them and with all fields, as an Excel file.
Result<std::string> register_file(const Visit& visit, store::Connection& connection,
                                  const registers::Definition& definition);

}  // namespace mamori::web
