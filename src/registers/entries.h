// Entries read many at a time. Throws store::Failure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "registers/entry_set.h"
#include "registers/register.h"

namespace mamori::registers {

// What a query begins with that reads entries, and an entry of a row of it.
inline constexpr std::string_view select_entries =
    "SELECT id, register, serial, section_id, label, data, version, updated_at, closed_on "
    "FROM register_entries ";
Entry entry_of(const store::Row& row);

// Those with these numbers, in this order, as far as they exist.
std::vector<Entry> entries(store::Connection& connection, std::string_view register_id,
                           std::span<const std::int64_t> serials);

// What a person writes to name an entry of a register, as its id: assets-12 for 資産 第12号, 12 and
// assets-12 itself; anything else as it is.
std::string entry_id_of(std::string_view register_id, const std::string& text);

// Those that have ended, as ended_on() says of one: closed, or with a day in the field from which
// their retention counts.
EntrySet ended_entries(store::Connection& connection, const Definition& definition);

}  // namespace mamori::registers
