// What the pages of registers share.
#pragma once

#include <memory>
#include <string>

#include "registers/register.h"
#include "web/site.h"

namespace mamori::web {

// The register of the address, with the body's own fields. Fails with "not_found".
Result<std::shared_ptr<const registers::Definition>> open_register(const Visit& visit);

// /b/main/registers/assets
std::string register_href(const Visit& visit, const registers::Definition& definition);

Routes own_field_routes();
Routes register_import_routes();
Routes yearly_routes();

}  // namespace mamori::web
