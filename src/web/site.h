// The site: what stands between the server and the handlers. For each request it finds the body and
// the route, who is signed in there, whether the request is genuine, and whether access allows the
// route's act; then the handler makes one model, which a browser gets as a page and a program as
// JSON.
//
// Thread safety: respond() may be called from any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "web/assets.h"
#include "web/bodies.h"
#include "web/http.h"
#include "web/router.h"
#include "web/security.h"
#include "web/template.h"

namespace mamori::web {

// What all bodies have in common; everything outlives the Site.
struct Installation {
  const Bodies& bodies;
  const Templates& templates;
  const Assets& assets;
  bool lists_bodies = false;  // whether / names the bodies to everybody
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
  SessionCookie session_cookie() const { return SessionCookie(services.body.slug()); }
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
  static Result<Site> create(const Installation& installation, Routes routes);

  Response respond(const Request& request) const;
  const Routes& routes() const { return router_.routes(); }

 private:
  Site(const Installation& installation, Router<Handler> router)
      : installation_(installation), router_(std::move(router)) {}

  Response respond_at_front(const Request& request) const;
  Response respond_in(const Services& services, const Request& request) const;
  Response respond_found(const Visit& visit, const Route<Handler>& route) const;
  std::optional<Visitor> find_visitor(const Services& services, const Request& request) const;
  Result<void> admit(const Visit& visit, const Route<Handler>& route) const;
  Response refuse(const Visit& visit, const Error& error) const;
  Response show(const Visit& visit, Page page) const;
  JsonObject shell(const Visit& visit, const Page& page) const;

  const Installation installation_;
  Router<Handler> router_;
};

}  // namespace mamori::web
