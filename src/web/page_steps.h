// The steps between the pages of a list that has nothing else to choose: see `pages` in
// src/web/pages/examples/alignment-list.json.
#pragma once

#include <functional>
#include <string>

#include "web/site.h"

namespace mamori::web {

// The page asked for (?page=2): from 1 on, at most the last; 1 where there is none.
std::size_t page_asked(const Visit& visit, std::size_t pages);
// null where there is one page.
Json page_steps(std::size_t page, std::size_t pages,
                const std::function<std::string(std::size_t)>& href_of);

}  // namespace mamori::web
