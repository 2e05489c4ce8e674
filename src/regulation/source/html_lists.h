// The numbers and signs a browser puts before the items of <ol> and <ul>. Inside this room only.
#pragma once

#include <string>

#include "regulation/source/html_tree.h"

namespace mamori::regulation {

class ListNumbers {
 public:
  explicit ListNumbers(const GumboNode& list);

  // What stands before this <li>, blank after it included: "3. ", "ア、", "・"; "" for a list
  // without signs. Items are asked for in their order.
  std::string next(const GumboNode& item);

 private:
  std::string style_;
  long number_ = 1;
  long step_ = 1;
};

}  // namespace mamori::regulation
