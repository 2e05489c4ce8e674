#include <cctype>
#include <iostream>
#include <map>

#include "base/bytes.h"
#include "body/acts.h"
#include "mamori/beginning.h"
#include "mamori/data.h"
#include "store/staging.h"

namespace mamori::command {
namespace {

using body::Body;

constexpr std::string_view login = "jimu";

// "s4-tajimi" for S4_Tajimi市.txt: what of the file's name may stand in an address.
std::string slug_of(const std::filesystem::path& file) {
  std::string slug;
  for (const char c : file.stem().string()) {
    const bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (fits) slug += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!fits && !slug.empty() && slug.back() != '-') slug += '-';
  }
  while (slug.ends_with('-')) slug.pop_back();
  return slug.empty() ? "demo" : slug;
}

// The files by the names of their bodies; those that would be called the same are numbered.
std::map<std::string, std::filesystem::path> bodies_of_files(
    const std::vector<std::filesystem::path>& files) {
  std::map<std::string, std::filesystem::path> bodies;
  if (files.empty()) bodies.try_emplace("model");
  for (const auto& file : files) {
    const std::string first = slug_of(file);
    std::string slug = first;
    for (int number = 2; bodies.contains(slug); ++number) {
      slug = first + "-" + std::to_string(number);
    }
    bodies[slug] = file;
  }
  return bodies;
}

// An administrator with a password that nobody knows yet, and the sample organisation.
Result<std::string> settle(Body& body) {
  const identity::PasswordHasher hasher;
  body::Acts acts(body, hasher);
  const std::string password = hex(random_bytes(8));
  const auto token = new_link(body.store(), body.clock().now());
  if (!token) return fail(token.error());
  const auto administrator = acts.make_first_administrator(
      *token,
      {{"name", "事務 花子"}, {"kana", "ジム ハナコ"}, {"login", login}, {"password", password}});
  if (!administrator) return fail(administrator.error());
  const auto taken = acts.take_sample_organisation(*administrator);
  if (!taken) return fail(taken.error());
  return password;
}

Result<void> make_demo_body(const DataOptions& data, const std::filesystem::path& regulation,
                            const body::Definitions& definitions) {
  const auto location = location_of(data);
  if (!location) return fail(location.error());
  if (store::holds_data(*location) && !is_out_of_service(data)) {
    std::cout << data.body << ": 前に作ったデータのまま使います。\n";
    return {};
  }
  if (auto closed = put_out_of_service(data); !closed) return closed;
  const SystemClock clock;
  const auto body = Body::open({.folder = data.folder, .slug = data.body, .location = *location},
                               definitions, clock);
  if (!body) return fail(body.error());
  if (auto ready = ensure_regulation(**body, regulation); !ready) return ready;
  const auto password = settle(**body);
  if (!password) return fail(password.error());
  std::cout << data.body << ": ログイン名 " << login << "、パスワード " << *password << "\n";
  return put_into_service(data);
}

}  // namespace

Result<int> demo(const DemoOptions& options) {
  const auto definitions = body::Definitions::load(embedded::definitions());
  if (!definitions) return fail(definitions.error());
  for (const auto& [slug, file] : bodies_of_files(options.regulations)) {
    DataOptions data = options.serve.data;
    data.body = slug;
    if (auto made = make_demo_body(data, file, *definitions); !made) return fail(made.error());
  }
  return serve(options.serve);
}

}  // namespace mamori::command
