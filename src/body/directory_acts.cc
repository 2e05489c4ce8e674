#include "body/directory_acts.h"

#include <algorithm>

#include "base/text.h"
#include "identity/accounts.h"
#include "identity/sessions.h"
#include "identity/sign_in.h"
#include "organisation/organisation.h"

namespace mamori::body {
namespace {

using directory::Arrival;
using directory::LinkBy;
using directory::Standing;
using directory::Vouched;
using store::Connection;

std::unexpected<Error> arrival_unknown() {
  return fail(Fault::not_found, "arrival_unknown", "この人は、もう待っていません。",
              "一覧を開き直してください。");
}

}  // namespace

std::optional<organisation::Person> DirectoryActs::employed(Connection& connection,
                                                            std::string_view person_id) {
  auto person = organisation::person(connection, person_id, day_in_japan(body_.clock().now()));
  if (!person || !person->employed) return {};
  return person;
}

// The one person of today's organisation whom login or number names; "" when there is none.
std::string DirectoryActs::person_meant(Connection& connection, const Vouched& vouched,
                                        LinkBy link_by) {
  std::vector<std::string> meant;
  if (link_by == LinkBy::login && !vouched.login.empty()) {
    const auto stored = identity::find_by_login(connection, vouched.login);
    if (stored) meant.push_back(stored->account.person_id);
  }
  if (link_by == LinkBy::number && !vouched.number.empty()) {
    for (const auto& person : organisation::people(connection, day_in_japan(body_.clock().now()))) {
      if (person.number == vouched.number) meant.push_back(person.id);
    }
  }
  if (meant.size() != 1 || !employed(connection, meant.front()) ||
      directory::is_linked(connection, vouched.source, meant.front())) {
    return {};
  }
  const auto stored = identity::find_by_person(connection, meant.front());
  return stored && stored->account.locked ? std::string() : meant.front();
}

// Sees to it that the person has an account, and one that is open.
Result<void> DirectoryActs::open_to(Connection& connection, const Vouched& vouched,
                                    std::string_view person_id) {
  if (const auto stored = identity::find_by_person(connection, person_id)) {
    return identity::check_open(stored->account);
  }
  return identity::create_account(connection, person_id, vouched.login, identity::prepare_none(),
                                  body_.clock().now());
}

// The arrival, and a notice to those who can say who it is.
ledger::Act DirectoryActs::told_to_administrators(Connection& connection, const Vouched& vouched) {
  ledger::Act act = directory::arrived_act(vouched);
  const std::string who = vouched.name.empty() ? vouched.login : vouched.name;
  JsonArray tell;
  for (const std::string& holder :
       organisation::holders(connection, "administrator", "", day_in_japan(body_.clock().now()))) {
    tell.push_back(
        JsonObject{{"person", holder},
                   {"text", who + "さんが初めてサインインし、だれのことか決まるのを待っています。"},
                   {"href", "arrivals"}});
  }
  act.payload.as_object()["tell"] = std::move(tell);
  return act;
}

Result<Done> DirectoryActs::record_link(Connection& connection, const Vouched& vouched,
                                        std::string_view person_id, std::string_view actor) {
  if (auto open = open_to(connection, vouched, person_id); !open) return fail(open.error());
  const auto person = employed(connection, person_id);
  return record_act(
      body_, connection,
      directory::linked_act(vouched, person_id, person ? person->name : std::string(), actor));
}

Result<std::string> DirectoryActs::admit(const Vouched& vouched, LinkBy link_by) {
  // The arrival must stay recorded although nobody is let in: so no error within the job.
  const auto person = body_.store().write([&](Connection& connection) -> Result<std::string> {
    if (const auto link = directory::find_link(connection, vouched)) return link->person_id;
    const std::string meant = person_meant(connection, vouched, link_by);
    if (!meant.empty() &&
        record_link(connection, vouched, meant, directory::directory_actor).has_value()) {
      return meant;
    }
    const auto id = directory::link_id(vouched.source, vouched.subject);
    if (!directory::find_arrival(connection, id)) {
      record_act(body_, connection, told_to_administrators(connection, vouched));
    }
    return std::string();
  });
  if (person && person->empty()) {
    return fail(
        Fault::forbidden, "account_waiting",
        "本人であることは確かめました。mamoriのどの人かを、総務課が確かめるのを待っています。",
        "総務課（mamori管理者）に「サインインした」と伝えてください。");
  }
  return person;
}

Result<Done> DirectoryActs::link(std::string_view actor, std::string_view arrival_id,
                                 const Json& input) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, "directory.link"); !allowed) {
      return fail(allowed.error());
    }
    const auto arrival = directory::find_arrival(connection, arrival_id);
    if (!arrival) return arrival_unknown();
    const std::string person = text_at(input, "person");
    if (!employed(connection, person)) {
      const std::string message = "だれのことかを選んでください。";
      return fail({Fault::invalid, "person_unknown", message, {}, {{"person", message}}});
    }
    if (directory::is_linked(connection, arrival->vouched.source, person)) {
      const std::string message = "この人には、もう別の利用者がつながっています。";
      return fail({Fault::conflict, "link_exists", message, {}, {{"person", message}}});
    }
    return record_link(connection, arrival->vouched, person, actor);
  });
}

Result<Done> DirectoryActs::dismiss(std::string_view actor, std::string_view arrival_id) {
  return body_.store().write([&](Connection& connection) -> Result<Done> {
    if (auto allowed = acts_.require(connection, actor, "directory.link"); !allowed) {
      return fail(allowed.error());
    }
    const auto arrival = directory::find_arrival(connection, arrival_id);
    if (!arrival) return arrival_unknown();
    return record_act(body_, connection, directory::dismissed_act(*arrival, actor));
  });
}

bool DirectoryActs::is_last_administrator(Connection& connection, std::string_view person_id) {
  const auto holders =
      organisation::holders(connection, "administrator", "", day_in_japan(body_.clock().now()));
  const bool is_one = std::ranges::find(holders, person_id) != holders.end();
  const bool another = std::ranges::any_of(holders, [&](const std::string& holder) {
    const auto stored = identity::find_by_person(connection, holder);
    return holder != person_id && stored && !stored->account.locked;
  });
  return is_one && !another;
}

Result<int> DirectoryActs::end_sessions_by_provider(std::string_view source,
                                                    std::string_view subject) {
  return body_.store().write([&](Connection& connection) -> Result<int> {
    const directory::Vouched who{.source = std::string(source), .subject = std::string(subject)};
    const auto link = directory::find_link(connection, who);
    if (!link) return 0;
    int ended = 0;
    const Instant now = body_.clock().now();
    for (const auto& session : identity::list_sessions(connection, link->person_id, now)) {
      if (session.means != identity::Means::provider) continue;
      ended += identity::revoke_session_by_id(connection, link->person_id, session.id) ? 1 : 0;
    }
    if (ended == 0) return 0;
    record_act(body_, connection,
               account_act(body_, connection, "identity.end_sessions", directory::directory_actor,
                           link->person_id,
                           {{"sessions", ended}, {"reason", "認証サーバでのサインアウト"}}));
    return ended;
  });
}

std::vector<std::string> DirectoryActs::subjects_in_directory() {
  return body_.store().read([](Connection& connection) {
    std::vector<std::string> subjects;
    for (const auto& link : directory::links_from(connection, directory::ldap_source)) {
      subjects.push_back(link.subject);
    }
    return subjects;
  });
}

Result<void> DirectoryActs::close(Connection& connection, const directory::Link& link,
                                  Standing standing) {
  if (identity::find_by_person(connection, link.person_id)) {
    auto locked = identity::set_locked(connection, link.person_id, true);
    if (!locked) return locked;
  }
  const auto person =
      organisation::person(connection, link.person_id, day_in_japan(body_.clock().now()));
  record_act(body_, connection, directory::left_act(link, person ? person->name : "", standing));
  return {};
}

Result<int> DirectoryActs::close_leavers(const std::map<std::string, Standing>& standings) {
  const bool all_active = std::ranges::all_of(
      standings, [](const auto& one) { return one.second == Standing::active; });
  if (all_active) return 0;
  bool kept_administrator = false;
  const auto closed = body_.store().write([&](Connection& connection) -> Result<int> {
    int count = 0;
    for (const auto& link : directory::links_from(connection, directory::ldap_source)) {
      const auto standing = standings.find(link.subject);
      if (standing == standings.end() || standing->second == Standing::active) continue;
      if (is_last_administrator(connection, link.person_id)) {
        kept_administrator = true;
        continue;
      }
      if (auto done = close(connection, link, standing->second); !done) return fail(done.error());
      ++count;
    }
    return count;
  });
  if (closed && kept_administrator) {
    return fail(Fault::conflict, "last_administrator",
                "ただ一人のmamori管理者が、庁内の認証の仕組みからいなくなりました。",
                "ほかの人を管理者に任命してください。それまで、この人のアカウントは止めません。");
  }
  return closed;
}

}  // namespace mamori::body
