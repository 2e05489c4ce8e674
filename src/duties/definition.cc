#include "duties/definition.h"

#include "base/yaml.h"
#include "ledger/record.h"

namespace mamori::duties {
namespace {

constexpr long days_max = 3660;

}  // namespace

Result<Definition> Definition::parse(std::string file, std::string_view yaml) {
  const auto root = Yaml::parse(std::move(file), yaml);
  if (!root) return fail(root.error());
  if (auto known = root->only({"duty", "title", "done", "failed", "subject", "every_days", "page"});
      !known) {
    return fail(known.error());
  }
  Definition duty{.id = (*root)["duty"].text(),
                  .title = (*root)["title"].text(),
                  .done = (*root)["done"].text(),
                  .failed = (*root)["failed"].text(),
                  .subject = (*root)["subject"].text(),
                  .every_days = (*root)["every_days"].number().value_or(0),
                  .page = (*root)["page"].text()};
  if (duty.id.empty() || duty.title.empty() || duty.page.empty()) {
    return fail(root->error("義務には duty・title・page が必要です。"));
  }
  const bool kinds = ledger::is_kind(duty.done) &&
                     (duty.failed.empty() || ledger::is_kind(duty.failed)) &&
                     ledger::is_name(duty.subject);
  if (!kinds) {
    return fail(root->error("done・failed・subject が記録の種類や対象の形ではありません。",
                            "done: backup.made、subject: backup のように書いてください。"));
  }
  if (duty.every_days < 1 || duty.every_days > days_max) {
    return fail((*root)["every_days"].error("every_days は1以上の日数です。"));
  }
  return duty;
}

}  // namespace mamori::duties
