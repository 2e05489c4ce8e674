// A table of entries as the body takes it: what it would add and change, and then all of it or
// nothing. Decides, checks, records and tells like Acts; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "body/acts.h"
#include "registers/importing.h"

namespace mamori::body {

struct ImportFile {
  std::string bytes;  // .csv (CP932, UTF-8) or .xlsx
  std::string name;
};

struct ImportedField {
  std::string label;
  std::string before;
  std::string after;
};

// What a row would do.
struct ImportedRow {
  int line = 0;
  std::string number;  // of the entry it changes; "" for a new one
  std::string label;
  std::vector<ImportedField> fields;  // of a change: those that change
};

struct ImportTrouble {
  int line = 0;
  std::string column;  // the label; "" for the row as a whole
  std::string message;
};

struct ImportPreview {
  std::vector<ImportedRow> added;
  std::vector<ImportedRow> changed;
  int unchanged = 0;
  std::vector<ImportTrouble> troubles;
  std::vector<std::string> ignored;  // headers that mean nothing here
  std::string digest;                // of all it would write
};

class RegisterImports {
 public:
  RegisterImports(Body& body, Acts& acts) : body_(body), acts_(acts) {}

  // What the table would do. `reason` is why entries change, as registers::reason_name. Fails as
  // imports::read_sheet() and registers::read_table(); what is wrong with its rows stands in the
  // preview.
  Result<ImportPreview> preview(std::string_view person_id, std::string_view register_id,
                                const ImportFile& file, std::string_view reason);
  // Does it: a record for each entry, all in one transaction. `seen` is the digest of the preview
  // that was looked at. Fails with "import_wrong" while rows are wrong, "import_outdated" when
  // something else would come of it by now. Returns how many entries were written.
  Result<int> take(std::string_view person_id, std::string_view register_id, const ImportFile& file,
                   std::string_view reason, std::string_view seen);

 private:
  Body& body_;
  Acts& acts_;
};

}  // namespace mamori::body
