// For tests only: the whole site on a body in a folder of its own, and somebody signed in.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>

#include "base/testing.h"
#include "body/body_fixture.h"
#include "identity/accounts.h"
#include "identity/sessions.h"
#include "web/pages.h"
#include "web/site.h"

namespace mamori::web::testing {

// The model regulation, the administrator 事務 花子 and the sample organisation; she is signed in.
class TestingSite : public ::testing::Test {
 protected:
  explicit TestingSite(Routes routes) : site_(make_site(std::move(routes))) {
    const auto text = mamori::testing::read_file(mamori::testing::source_path(model_text_));
    EXPECT_TRUE(town_.body().adopt_regulation(text, "model.txt").has_value());
    sign_in(town_.settle());
  }

  // From now on requests come from this person. One without an account gets one.
  void sign_in(std::string_view person_id) {
    const Instant now = town_.clock().now();
    auto token = town_.body().store().write([&](store::Connection& db) -> Result<std::string> {
      if (!identity::find_by_person(db, person_id)) {
        const auto prepared = identity::prepare_own(hasher_, body::testing::Town::password);
        const std::string login = "user" + std::to_string(++accounts_);
        const auto made = identity::create_account(db, person_id, login, prepared, now);
        if (!made) return fail(made.error());
      }
      return identity::create_session(db, {std::string(person_id)}, {"192.0.2.1", "test"}, "", now)
          .token;
    });
    EXPECT_TRUE(token.has_value()) << token.error().message;
    token_ = token.value_or("");
  }
  void sign_in_as(std::string_view name) { sign_in(town_.person(name)); }
  void sign_out() { token_.clear(); }
  // From now on requests carry this session.
  void go_on_with(std::string token) { token_ = std::move(token); }

  static constexpr std::string_view base = "/b/mimori";

  // GET of an address below the body: "/regulations/1?q=x". `accept` decides page or JSON.
  Response get(std::string_view address, std::string_view accept = "text/html") {
    return site_.respond(request(Method::get, address, accept));
  }
  // The model of the page at that address.
  Json model(std::string_view address) { return parsed(get(address, "application/json")); }

  // POST of a form with the token of the session.
  Response post(std::string_view address, const Fields& form,
                std::string_view accept = "text/html") {
    Request posted = request(Method::post, address, accept);
    posted.headers.add("Content-Type", "application/x-www-form-urlencoded");
    posted.form = form;
    posted.form.add("csrf", identity::csrf_token(token_));
    return site_.respond(posted);
  }

  // The same by somebody who, told what it would stop, goes on all the same.
  Response post_knowingly(std::string_view address, Fields form) {
    Response answer = post(address, form);
    if (answer.status != 409) return answer;
    const Json told = parsed(post(address, form, "application/json"));
    form.add("go_on", text_at(told.at("error"), "message"));
    return post(address, form);
  }

  // POST of a form with files, and with what else it sends.
  Response upload(std::string_view address, std::vector<Upload> files, const Fields& form = {}) {
    Request posted = request(Method::post, address, "text/html");
    posted.form = form;
    posted.headers.add("Content-Type", "multipart/form-data; boundary=edge");
    posted.form.add("csrf", identity::csrf_token(token_));
    posted.uploads = std::move(files);
    return site_.respond(posted);
  }

  static Json parsed(const Response& response) {
    auto json = parse_json(response.body);
    EXPECT_TRUE(json.has_value()) << response.body;
    return json ? *std::move(json) : Json();
  }

  // A model of src/web/pages/examples.
  static Json example(std::string_view name) {
    auto json = parse_json(mamori::testing::read_file(
        mamori::testing::source_path("src/web/pages/examples/" + std::string(name) + ".json")));
    EXPECT_TRUE(json.has_value()) << name;
    return json ? *std::move(json) : Json();
  }

  // The form of an incident of malware at 住民課.
  Json incident() {
    return {{"what", "窓口の端末に警告が出た"},
            {"kind", "malware"},
            {"noticed_on", "2026-11-21"},
            {"noticed_at", "8:55"},
            {"place", "1階の窓口"},
            {"owner", town_.section("住民課")},
            {"came_from", "self"}};
  }

  body::testing::Town town_;

 private:
  static constexpr std::string_view model_text_ = "regulations/model.txt";

  Request request(Method method, std::string_view address, std::string_view accept) const {
    const auto target = parse_target(std::string(base) + std::string(address));
    EXPECT_TRUE(target.has_value()) << address;
    Request made{.method = method};
    if (target) {
      made.path = target->path;
      made.query = target->query;
    }
    made.headers.add("Host", "localhost");
    made.headers.add("Accept", accept);
    if (!token_.empty()) made.cookies.add(SessionCookie("mimori").name(), token_);
    made.remote_address = "192.0.2.1";
    return made;
  }

  Site make_site(Routes routes) {
    bodies_.serve(std::make_shared<Services>(Services{.body = town_.body(),
                                                      .acts = town_.acts(),
                                                      .hasher = hasher_,
                                                      .attempts = attempts_,
                                                      .public_url = "http://localhost"}));
    auto made = Site::create({.bodies = bodies_, .templates = templates_, .assets = assets_},
                             std::move(routes));
    if (!made) throw std::runtime_error(made.error().message);
    return *std::move(made);
  }

  const identity::PasswordHasher hasher_{{.memory_kib = 64, .passes = 1}};
  identity::AttemptLimiter attempts_;
  const Templates templates_ =
      Templates::from_folder(mamori::testing::source_path("src/web/pages"));
  const Assets assets_{std::span<const embedded::File>{}};
  Bodies bodies_;
  int accounts_ = 0;
  std::string token_;
  Site site_;
};

// Whether `model` has exactly the members of `example`, all the way down: a member that is null or
// an empty list on either side is not looked into. Flags "is_…" may differ. Says where they differ.
inline ::testing::AssertionResult has_form_of(const Json& model, const Json& example,
                                              const std::string& path = "") {
  const auto wrong = [&](std::string_view what) {
    return ::testing::AssertionFailure() << path << ": " << what;
  };
  if (model.is_null() || example.is_null()) return ::testing::AssertionSuccess();
  if (model.is_array() && example.is_array()) {
    if (model.get_array().empty() || example.get_array().empty()) {
      return ::testing::AssertionSuccess();
    }
    for (const Json& entry : model.get_array()) {
      auto same = has_form_of(entry, example.get_array().front(), path + "[]");
      if (!same) return same;
    }
    return ::testing::AssertionSuccess();
  }
  if (model.is_object() && example.is_object()) {
    for (const auto& [key, value] : example.get_object()) {
      if (key.starts_with("is_")) continue;
      if (!model.get_object().contains(key)) return wrong("no member " + std::string(key));
    }
    for (const auto& [key, value] : model.get_object()) {
      if (key.starts_with("is_")) continue;
      if (!example.get_object().contains(key)) return wrong("unknown member " + std::string(key));
      auto same = has_form_of(value, example.at(key), path + "." + std::string(key));
      if (!same) return same;
    }
    return ::testing::AssertionSuccess();
  }
  if (model.kind() == example.kind()) return ::testing::AssertionSuccess();
  if (model.is_number() && example.is_number()) return ::testing::AssertionSuccess();
  return wrong("another kind of value");
}

}  // namespace mamori::web::testing
