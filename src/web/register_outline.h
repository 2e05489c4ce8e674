// A register whose entries stand below one another (a field that refers to one entry of the same
// register), as a tree: the documents of the body from 基本方針 down (S4 別表).
#pragma once

#include "registers/register.h"
#include "web/site.h"

namespace mamori::web {

// The field by which an entry says what it stands below; nullptr where there is none.
const registers::Field* outline_field(const registers::Definition& definition);

Routes register_outline_routes();

}  // namespace mamori::web
