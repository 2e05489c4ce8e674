#include "web/entering.h"

#include "body/signing_in.h"
#include "web/parts.h"

namespace mamori::web {

namespace {

using store::Connection;

identity::Origin origin_of(const Visit& visit) {
  return {visit.request.remote_address, visit.request.headers.get("User-Agent")};
}

Answer answer_with(const Visit& visit, const identity::NewSession& made, std::string_view location,
                   std::string_view message) {
  const std::string person = made.session.awaits_factor ? "" : made.session.person_id;
  Answer answer = done(visit, location, message,
                       session_model(visit, person, identity::csrf_token(made.token)));
  visit.session_cookie().set(std::get<Response>(answer), made.token);
  return answer;
}

}  // namespace

std::string next_of(const Visit& visit, std::string_view next) {
  const bool ours = is_local_path(next) && next.starts_with(visit.base() + "/");
  return ours ? std::string(next) : visit.base() + "/home";
}

JsonObject session_model(const Visit& visit, std::string_view person_id, std::string_view csrf) {
  return visit.services.body.store().read([&](Connection& connection) -> JsonObject {
    return {{"person", person_part(visit, connection, person_id)}, {"csrf", text_or_null(csrf)}};
  });
}

Result<Answer> enter(const Visit& visit, const Entering& entering) {
  const auto made = body::complete_sign_in(
      visit.services.body, {.person_id = entering.person_id,
                            .means = entering.means,
                            .two_factors = entering.two_factors,
                            .origin = origin_of(visit),
                            .previous_token = visit.session_cookie().token(visit.request)});
  if (!made) return fail(made.error());
  if (made->session.awaits_factor) {
    return answer_with(visit, *made,
                       visit.base() + "/second-factor?next=" + percent_encode(entering.next), "");
  }
  return answer_with(visit, *made, entering.next, entering.message);
}

Result<Answer> enter_with_code(const Visit& visit, std::string_view code, std::string_view next) {
  const auto made = body::complete_second_factor(
      visit.services.body, visit.services.hasher, visit.services.attempts,
      {visit.visitor->session_token, std::string(code), origin_of(visit)});
  if (!made) return fail(made.error());
  return answer_with(visit, *made, next, "サインインしました。");
}

Result<Answer> enter_with_passkey(const Visit& visit, std::string_view next) {
  const auto made = body::complete_with_passkey(visit.services.body, visit.visitor->session_token,
                                                origin_of(visit));
  if (!made) return fail(made.error());
  return answer_with(visit, *made, next, "サインインしました。");
}

Result<Answer> go_on(const Visit& visit, std::string_view location, std::string_view message) {
  const auto made = body::begin_anew(visit.services.body,
                                     {.person_id = visit.person_id(), .origin = origin_of(visit)});
  if (!made) return fail(made.error());
  return answer_with(visit, *made, location, message);
}

}  // namespace mamori::web
