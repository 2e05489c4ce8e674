#include <chrono>
#include <iostream>
#include <thread>

#include "body/body.h"
#include "body/lock.h"
#include "ledger/journal.h"
#include "mamori/beginning.h"
#include "mamori/commands.h"
#include "mamori/data.h"
#include "mamori/options.h"
#include "recovery/backup.h"
#include "store/staging.h"

namespace mamori::command {
namespace {

using body::Body;
using store::Connection;

constexpr auto letting_go_max = std::chrono::seconds(30);  // a server looks every few seconds

// Makes what the body lacks. While it is out of service no server sees it half made.
Result<void> make_body(const AddBodyOptions& options, const store::Location& location) {
  const DataOptions& data = options.data;
  const auto definitions = body::Definitions::load(embedded::definitions());
  if (!definitions) return fail(definitions.error());
  const auto settings = read_body_options(settings_file_of(data), {});
  if (!settings) return fail(settings.error());
  const SystemClock clock;
  const auto body = Body::open(
      {.folder = data.folder, .slug = data.body, .location = location, .key = settings->key},
      *definitions, clock);
  if (!body) return fail(body.error());
  if (auto ready = ensure_regulation(**body, options.regulation); !ready) return ready;
  if (!options.name.empty()) {
    if (auto named = (*body)->set_name(options.name); !named) return fail(named.error());
  }
  return print_first_link(**body, options.public_url, data.folder);
}

// "みもり市: 412件の記録", or why it cannot be read.
std::string summary_of(const DataOptions& data) {
  const auto location = location_of(data);
  if (!location) return location.error().message;
  try {
    const auto connection = store::connect(*location, store::Access::read_only);
    connection->begin(store::Transaction::snapshot);
    std::string name = body::name_of(*connection);
    const std::string records = std::to_string(ledger::record_count(*connection)) + "件の記録";
    connection->commit();
    return name.empty() ? records : name + ": " + records;
  } catch (const store::Failure& failure) {
    return store::error_of(failure, store::Doing::reading).message;
  }
}

// Waits until no server has it any more.
Result<body::DataLock> lock_left(const DataOptions& data) {
  const auto until = std::chrono::steady_clock::now() + letting_go_max;
  for (;;) {
    auto lock = body::DataLock::take(data.folder / (data.body + ".lock"));
    if (lock || std::chrono::steady_clock::now() >= until) return lock;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

Result<void> check_erasable(const RemoveBodyOptions& options, const store::Location& location) {
  const bool elsewhere = std::holds_alternative<store::PostgresSchema>(location);
  if (elsewhere && options.confirmed != options.data.body) {
    return fail(Fault::invalid, "erase_not_confirmed",
                "ほかの機械のmamoriが使っているかもしれません: " + store::name_of(location),
                "どの機械でも mamori body remove で止めたことを確かめてから、--confirm " +
                    options.data.body + " を付けてください。");
  }
  if (!options.backup.empty()) return {};
  return fail(Fault::invalid, "backup_not_named", "消す前に取る控えのファイルがありません。",
              "--backup ファイル を指定してください。控えを読み戻して確かめてから消します。");
}

// The key goes last: with data and without key the body could not be opened again.
void erase_files(const DataOptions& data, const store::Location& location) {
  store::remove_data(location);
  std::error_code ignored;
  for (const char* tail : {".key", ".key.next", ".vault", ".first-link", ".lock"}) {
    std::filesystem::remove(data.folder / (data.body + tail), ignored);
  }
}

Result<int> erase_body(const RemoveBodyOptions& options, const store::Location& location) {
  const DataOptions& data = options.data;
  const auto lock = lock_left(data);
  if (!lock) return fail(lock.error());
  const auto how = lock_of(options.lock);
  if (!how) return fail(how.error());
  const recovery::Place place{location, data.folder, data.body, options.key_in_token};
  const auto made = recovery::make_backup(place, *how, options.backup, SystemClock());
  if (!made) return fail(made.error());
  erase_files(data, location);
  if (auto unmarked = put_into_service(data); !unmarked) return fail(unmarked.error());
  std::cout << "控えを取り、読み戻せることを確かめました: " << made->file.string() << "\n"
            << "SHA-256: " << made->digest << "\n"
            << "団体「" << data.body << "」のデータと鍵を消しました。元に戻すには:\n"
            << "  mamori restore " << made->file.string() << " --data " << data.folder.string()
            << " --body " << data.body << '\n';
  return 0;
}

}  // namespace

Result<int> add_body(const AddBodyOptions& options) {
  const DataOptions& data = options.data;
  const auto location = location_of(data);
  if (!location) return fail(location.error());
  const bool there = store::holds_data(*location);
  if (there && !is_out_of_service(data)) {
    return fail(Fault::conflict, "body_exists", "この団体は既にあります: " + data.body,
                "別の短い名前を指定してください。今ある団体は mamori body list で見られます。");
  }
  if (auto closed = put_out_of_service(data); !closed) return fail(closed.error());
  if (auto made = make_body(options, *location); !made) return fail(made.error());
  if (auto opened = put_into_service(data); !opened) return fail(opened.error());
  std::cout << "団体「" << data.body << "」を" << (there ? "また使えるように" : "作り")
            << "ました。"
            << "動いているmamoriは、数秒のうちに読み込みます。\n"
            << "記録に署名する鍵は " << (data.folder / (data.body + ".key")).string()
            << " です。ほかの人に見せず、控えを別の場所に保管してください。\n";
  return 0;
}

Result<int> list_bodies(const DataOptions& data) {
  const auto slugs = bodies_of(data);
  if (!slugs) return fail(slugs.error());
  for (const std::string& slug : *slugs) {
    DataOptions one = data;
    one.body = slug;
    std::cout << slug << (is_out_of_service(one) ? "（止めてあります）" : "") << "  "
              << summary_of(one) << '\n';
  }
  if (slugs->empty()) std::cout << "団体はまだありません。mamori body add で作ります。\n";
  return 0;
}

Result<int> remove_body(const RemoveBodyOptions& options) {
  const DataOptions& data = options.data;
  const auto location = existing_location(data);
  if (!location) return fail(location.error());
  if (options.erases) {
    if (auto erasable = check_erasable(options, *location); !erasable) {
      return fail(erasable.error());
    }
  }
  if (auto closed = put_out_of_service(data); !closed) return fail(closed.error());
  if (options.erases) return erase_body(options, *location);
  std::cout << "団体「" << data.body
            << "」を止めました。動いているmamoriは、数秒のうちに手放します。\n"
            << "データは残っています: " << store::name_of(*location) << "\n"
            << "また使うには mamori body add " << data.body
            << "、データも消すには --erase --backup ファイル を付けます。\n";
  return 0;
}

}  // namespace mamori::command
