#include "anchoring/anchorer.h"

#include <cstdio>

#include "anchoring/timestamp.h"
#include "anchoring/witness.h"
#include "base/bytes.h"
#include "base/text.h"
#include "ledger/checkpoint.h"
#include "ledger/proof.h"

namespace mamori::anchoring {
namespace {

using store::Connection;

constexpr std::string_view system_actor = "system:clock";

// RFC 5322 §3.3, in UTC.
std::string mail_date(Instant instant) {
  const std::time_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
  std::tm time{};
  gmtime_r(&seconds, &time);
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &time);
  return {text, length};
}

}  // namespace

Anchorer::Anchorer(Settings settings, store::Store& store, ledger::Journal& journal,
                   const Clock& clock)
    : settings_(std::move(settings)), store_(store), journal_(journal), clock_(clock) {
  for (const auto& folder : settings_.witness_folders) {
    targets_.push_back({Way::witness, folder.string()});
  }
  if (settings_.authority) targets_.push_back({Way::timestamp, settings_.authority->url});
  if (settings_.mailbox) targets_.push_back({Way::mail, joined(settings_.mailbox->to, ", ")});
}

void Anchorer::run() {
  for (const Target& target : targets_) {
    const Instant now = clock_.now();
    if (!is_due(target, now)) continue;
    const Result<void> done = anchor(target, now);
    const std::lock_guard lock(mutex_);
    if (done) {
      troubles_.erase({target.way, target.place});
    } else {
      troubles_.insert_or_assign({target.way, target.place},
                                 Trouble{target.way, target.place, done.error(), now});
    }
  }
}

std::vector<Trouble> Anchorer::troubles() const {
  const std::lock_guard lock(mutex_);
  std::vector<Trouble> list;
  for (const auto& [key, trouble] : troubles_) list.push_back(trouble);
  return list;
}

bool Anchorer::is_due(const Target& target, Instant now) {
  {
    const std::lock_guard lock(mutex_);
    const auto trouble = troubles_.find({target.way, target.place});
    if (trouble != troubles_.end() && now < trouble->second.at + try_again_after) return false;
  }
  return store_.read([&](Connection& connection) {
    return ledger::newest_checkpoint(connection) &&
           !was_done(connection, target.way, target.place, day_in_japan(now));
  });
}

Result<void> Anchorer::anchor(const Target& target, Instant now) {
  const Newest newest = store_.read([](Connection& connection) {
    return Newest{ledger::newest_checkpoint(connection).value_or(""),
                  ledger::newest_key(connection).value_or("")};
  });
  const auto anchored = target.way == Way::witness     ? to_witness(target, newest, now)
                        : target.way == Way::timestamp ? to_authority(target, newest)
                                                       : to_mailbox(target, newest, now);
  if (!anchored) return fail(anchored.error());
  const auto act = act_of(*anchored, system_actor);
  if (!act) return fail(act.error());
  return store_.write([&](Connection& connection) -> Result<void> {
    // Another program on the same database may have been quicker.
    if (was_done(connection, target.way, target.place, day_in_japan(now))) return {};
    journal_.record(connection, *act);
    return {};
  });
}

// What lies there from before is compared first: this is the moment to see that the ledger was cut
// back. A file of today that nothing was recorded of (the program ended in between) counts.
Result<Anchored> Anchorer::to_witness(const Target& target, const Newest& newest, Instant now) {
  const std::string& body = journal_.body();
  const auto before = witnessed(target.place, body);
  if (!before) return fail(before.error());
  if (!before->empty()) {
    const Result<void> fits = store_.read([&](Connection& connection) {
      return ledger::check_continues(connection, before->back());
    });
    if (!fits) return fail(fits.error());
  }
  const auto written =
      write_witness(target.place, body, day_in_japan(now), newest.note, newest.vkey);
  if (!written) return fail(written.error());
  const auto after = witnessed(target.place, body);
  if (!after) return fail(after.error());
  return Anchored{target.way, after->empty() ? newest.note : after->back(), target.place};
}

Result<Anchored> Anchorer::to_authority(const Target& target, const Newest& newest) const {
  const std::string query = timestamp_query(newest.note);
  const auto answer = http_post(target.place, timestamp_query_type, query);
  if (!answer) return fail(answer.error());
  const auto time = verify_timestamp(query, *answer, settings_.authority->ca_file);
  if (!time) return fail(time.error());
  return Anchored{target.way,
                  newest.note,
                  target.place,
                  {{"timestamp", base64(*answer)}, {"stamped_at", iso_instant(*time)}}};
}

Result<Anchored> Anchorer::to_mailbox(const Target& target, const Newest& newest,
                                      Instant now) const {
  const Mailbox& box = *settings_.mailbox;
  const Mail mail{
      .from = box.from,
      .to = box.to,
      .subject = "記録の検証値の控え（" + wareki_day(day_in_japan(now)) + "）",
      .text =
          "このメールは消さずに保管してください。\n"
          "次の検証値を控えておくと、記録が後から書き換えられたり、一部が失われたりしたことが"
          "分かります。\n確かめるときは、下の5行をファイルに保存し、mamori verify の --against "
          "に指定します。\n\n" +
          newest.note + "\n公開鍵:\n" + newest.vkey + "\n"};
  const auto message = mail_message(mail, mail_date(now), hex(random_bytes(16)));
  if (!message) return fail(message.error());
  const auto sent = smtp_send(box.server, mail, *message);
  if (!sent) return fail(sent.error());
  return Anchored{target.way, newest.note, target.place};
}

}  // namespace mamori::anchoring
