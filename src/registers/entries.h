// Entries read many at a time. Throws store::Failure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

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

}  // namespace mamori::registers
