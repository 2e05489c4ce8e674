// The site: what stands between the server and the handlers. For each request it finds the route,
// who is signed in, whether the request is genuine, and whether access allows the route's act; then
// the handler makes one model, which a browser gets as a page and a program as JSON.
//
// Thread safety: respond() may be called from any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "body/acts.h"
#include "body/body.h"
#include "identity/attempts.h"
#include "identity/password.h"
#include "web/assets.h"
#include "web/http.h"
#include "web/router.h"
#include "web/security.h"
#include "web/template.h"

namespace mamori::web {

// What the handlers work with; everything outlives the Site.
struct Services {
  body::Body& body;
  body::Acts& acts;
  const identity::PasswordHasher& hasher;
  identity::AttemptLimiter& attempts;
  const Templates& templates;
  const Assets& assets;
  std::string public_url;  // https://mamori.example.lg.jp, without slash at its end
};

// What somebody who is signed in must do before anything else.
enum class Hold {
  none,
  second_factor,  // show the second factor: until then they are not signed in
  password,       // change the password: it is temporary, or has expired
  enrolment,      // register a second factor
};

// Who is signed in.
struct Visitor {
  std::string person_id;
  std::string session_id;
  std::string session_token;
  std::string csrf;
  Instant proved;  // when they last proved to be there
  Hold hold = Hold::none;
};

// One request, ready for a handler.
struct Visit {
  const Request& request;
  const Captures& captures;
  const Services& services;
  std::optional<Visitor> visitor;

  const std::string& person_id() const { return visitor->person_id; }  // only behind an act
  std::string base() const { return "/b/" + services.body.slug(); }
  std::string capture(std::string_view name) const;
  // What was sent, form or JSON, as {name: text or array of texts}; without the csrf field.
  Result<Json> input() const;
};

// A page: the template's name, its title and its model without `shell`.
struct Page {
  std::string name;
  std::string title;
  JsonObject model;
  int status = 200;
};

using Answer = std::variant<Page, Response>;
using Handler = std::function<Result<Answer>(const Visit&)>;
using Routes = std::vector<Route<Handler>>;

// After an act: a browser is sent to `location` and shown `message` there; a program gets the
// record.
Answer done(const Visit& visit, std::string_view location, std::string_view message,
            const JsonObject& result);

class Site {
 public:
  // Fails as Router::create does.
  static Result<Site> create(const Services& services, Routes routes);

  Response respond(const Request& request) const;
  const Routes& routes() const { return router_.routes(); }

 private:
  Site(const Services& services, Router<Handler> router)
      : services_(services), router_(std::move(router)) {}

  Response respond_found(const Request& request, const Routing& routing) const;
  std::optional<Visitor> find_visitor(const Request& request) const;
  Result<void> admit(const Visit& visit, const Route<Handler>& route) const;
  Response refuse(const Visit& visit, const Error& error) const;
  Response show(const Visit& visit, const Page& page) const;
  JsonObject shell(const Visit& visit, const Page& page) const;

  Services services_;
  Router<Handler> router_;
};

}  // namespace mamori::web
