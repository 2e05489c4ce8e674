#include "mamori/served_body.h"

#include <spdlog/spdlog.h>

#include "body/directory_acts.h"
#include "mamori/data.h"
#include "mamori/options.h"

namespace mamori::command {
namespace {

using body::Body;

anchoring::Settings anchoring_settings(const AnchoringOptions& options) {
  anchoring::Settings settings{.witness_folders = options.witness_folders};
  if (!options.authority.empty()) {
    settings.authority = {options.authority, options.authority_ca};
  }
  if (!options.mail_to.empty()) {
    settings.mailbox = {.server = {.url = options.smtp,
                                   .user = options.smtp_user,
                                   .password_file = options.smtp_password,
                                   .ca_file = options.smtp_ca,
                                   .plain = options.smtp_plain},
                        .from = options.mail_from,
                        .to = options.mail_to};
  }
  return settings;
}

}  // namespace

Result<std::optional<recovery::Schedule>> schedule_of(const ScheduleOptions& options) {
  if (options.folder.empty()) return std::nullopt;
  const auto at = recovery::parse_time_of_day(options.at);
  if (!at) {
    return fail(Fault::invalid, "time_malformed", "控えを取る時刻の書き方が違います: " + options.at,
                "--backup-at 02:30 のように指定してください。");
  }
  std::error_code ignored;
  if (!std::filesystem::is_directory(options.folder, ignored)) {
    return fail(Fault::not_found, "folder_unavailable",
                "控えを置くフォルダがありません: " + options.folder.string(),
                "フォルダを作るか、ディスクがつながっているか確かめてください。");
  }
  auto lock = lock_of(options.lock);
  if (!lock) return fail(lock.error());
  return recovery::Schedule{options.folder, *std::move(lock), *at, options.kept};
}

Result<std::shared_ptr<ServedBody>> ServedBody::open(const ServeOptions& options,
                                                     const Shared& shared) {
  const DataOptions& data = options.data;
  const auto settings = read_body_options(settings_file_of(data), options.body);
  if (!settings) return fail(settings.error());
  const auto location = location_of(data);
  if (!location) return fail(location.error());
  const bool has_own = settings->backups != options.body.backups;
  auto schedule = has_own ? schedule_of(settings->backups) : shared.schedule;
  if (!schedule) return fail(schedule.error());
  const std::string& url = shared.public_url;
  auto ways = ways_of(settings->directory, url.empty() ? url : url + "/b/" + data.body);
  if (!ways) return fail(ways.error());
  auto body =
      Body::open({.folder = data.folder,
                  .slug = data.body,
                  .location = *location,
                  .clock_behind_max = std::chrono::minutes(options.clock_behind_minutes_max),
                  .anchoring = anchoring_settings(settings->anchoring),
                  .key = settings->key},
                 shared.definitions, shared.clock);
  if (!body) return fail(body.error());
  (*body)->store().report_to([slug = data.body](const store::Failure& failure) {
    spdlog::error("{}: saving: {}", slug, failure.what());
  });
  const recovery::Place place{*location, data.folder, data.body, !settings->key.empty()};
  return std::shared_ptr<ServedBody>(
      new ServedBody(*std::move(body), place, *std::move(schedule), *std::move(ways), shared));
}

ServedBody::ServedBody(std::unique_ptr<Body> body, recovery::Place place,
                       std::optional<recovery::Schedule> schedule, directory::Ways ways,
                       const Shared& shared)
    : body_(std::move(body)),
      place_(std::move(place)),
      schedule_(std::move(schedule)),
      acts_(*body_, shared.hasher),
      ways_(std::move(ways)),
      services_{*body_, acts_, shared.hasher, attempts_, shared.public_url, shared.open_to_network,
                &ways_} {}

std::shared_ptr<const web::Services> ServedBody::services(
    const std::shared_ptr<ServedBody>& served) {
  return {served, &served->services_};
}

void ServedBody::start() {
  ticker_.emplace(body_->slug() + ": tick", [this] { return tick(); });
  if (ways_.ldap && ways_.ldap->knows_leavers()) {
    leavers_.emplace(body_->slug() + ": directory", [this] { return close_leavers(); });
  }
}

Result<void> ServedBody::close_leavers() {
  body::DirectoryActs leaving(*body_, acts_);
  const auto standings =
      ways_.ldap->standings(leaving.subjects_in_directory(), body_->clock().now());
  if (!standings) return fail(standings.error());
  const auto closed = leaving.close_leavers(*standings);
  return closed ? Result<void>() : fail(closed.error());
}

// What fell due is told every minute. The checkpoint goes once a day where it is told; each trouble
// is logged when it happens.
Result<void> ServedBody::tick() {
  const auto told = body_->tick();
  const Instant before = body_->clock().now();
  body_->anchorer().run();
  for (const auto& trouble : body_->anchorer().troubles()) {
    if (trouble.at < before) continue;
    spdlog::error("{}: anchoring: {} {} {}", body_->slug(), trouble.error.code, trouble.place,
                  trouble.error.message);
  }
  return told ? Result<void>() : fail(told.error());
}

Result<void> ServedBody::back_up_when_due() {
  if (!schedule_) return {};
  const auto done = recovery::back_up_when_due(*body_, place_, *schedule_);
  return done ? Result<void>() : fail(done.error());
}

}  // namespace mamori::command
