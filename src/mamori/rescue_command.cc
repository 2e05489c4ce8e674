#include <iostream>

#include "body/account_acts.h"
#include "body/body.h"
#include "mamori/commands.h"
#include "mamori/data.h"

namespace mamori::command {

Result<int> rescue_administrator(const RescueOptions& options) {
  const auto location = existing_location(options.data);
  if (!location) return fail(location.error());
  const auto definitions = body::Definitions::load(embedded::definitions());
  if (!definitions) return fail(definitions.error());
  const SystemClock clock;
  const auto body = body::Body::open({.folder = options.data.folder,
                                      .slug = options.data.body,
                                      .location = *location,
                                      .key = options.key},
                                     *definitions, clock);
  if (!body) return fail(body.error());
  const identity::PasswordHasher hasher;
  body::Acts acts(**body, hasher);
  const auto rescued =
      body::AccountActs(**body, acts).rescue_administrator(hasher, options.login, options.reason);
  if (!rescued) return fail(rescued.error());
  std::cout << rescued->person_name << "さんに、この仮パスワードを直接伝えてください"
            << "（7日以内に一度だけ。次に自分のパスワードを決めます）:\n"
            << "  " << options.public_url << "/b/" << options.data.body << "/sign-in\n"
            << "  ログイン名   " << rescued->login << "\n"
            << "  仮パスワード " << rescued->temporary_password << "\n"
            << "二つ目の確認の登録は、すべて取り消しました。このことは記録に残りました。\n";
  return 0;
}

}  // namespace mamori::command
