#include "organisation/section_input.h"

#include "base/text.h"
#include "organisation/input.h"

namespace mamori::organisation {

using store::Connection;

namespace {

// Fails when another section has the name on that day.
Result<void> check_name_free(Connection& connection, const std::string& name,
                             std::string_view own_id, Day day) {
  for (const Section& known : sections(connection, day)) {
    if (known.id != own_id && text_key(known.name) == text_key(name)) {
      return fail(wrong_field("name", "section_exists", "「" + known.name + "」は既にあります。"));
    }
  }
  return {};
}

Result<void> check_parent(Connection& connection, SectionLevel level, const std::string& parent_id,
                          Day day) {
  const auto parent = section(connection, parent_id, day);
  const bool fits = level == SectionLevel::division ? parent_id.empty()
                    : level == SectionLevel::unit
                        ? parent && parent->level == SectionLevel::section
                        : parent_id.empty() || (parent && parent->level == SectionLevel::division);
  if (fits) return {};
  return fail(wrong_field("parent", "parent_wrong",
                          level == SectionLevel::division ? "部の上には何も置けません。"
                          : level == SectionLevel::unit   ? "係を置く課を選んでください。"
                                                          : "課の上に置けるのは部だけです。"));
}

}  // namespace

Error section_unknown() {
  return wrong_field("section", "section_unknown", "課を選んでください。");
}

Result<void> check_section(Connection& connection, const Section& wanted, Day day) {
  if (auto free = check_name_free(connection, wanted.name, wanted.id, day); !free) return free;
  return check_parent(connection, wanted.level, wanted.parent_id, day);
}

}  // namespace mamori::organisation
