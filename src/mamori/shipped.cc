#include "mamori/shipped.h"

#include <vector>

#include "base/embedded.h"
#include "body/definitions.h"

namespace mamori::command {

Result<catalogue::Catalogue> shipped_catalogue() {
  std::vector<embedded::File> files;
  for (const embedded::File& file : embedded::definitions()) {
    if (file.path.starts_with("controls/")) files.push_back(file);
  }
  return catalogue::Catalogue::load(files);
}

}  // namespace mamori::command
