#include "mamori/options.h"

#include <CLI/CLI.hpp>

namespace mamori::command {
namespace {

void add_anchoring_options(CLI::App& app, AnchoringOptions& options) {
  app.add_option("--witness", options.witness_folders,
                 "毎日の検証値を控えるフォルダ（別の課の共有フォルダなど。いくつでも）");
  auto* authority =
      app.add_option("--tsa", options.authority, "タイムスタンプ局のアドレス（RFC 3161）");
  auto* ca = app.add_option("--tsa-ca", options.authority_ca,
                            "タイムスタンプ局の証明書を確かめるための証明書（PEM）");
  authority->needs(ca);
  ca->needs(authority);
  auto* to = app.add_option("--anchor-mail", options.mail_to,
                            "毎日の検証値を送るメールアドレス（いくつでも）");
  auto* smtp = app.add_option("--smtp", options.smtp, "メールのサーバ（smtp://ホスト:25 など）");
  auto* from = app.add_option("--mail-from", options.mail_from, "差出人のメールアドレス");
  to->needs(smtp)->needs(from);
  auto* user = app.add_option("--smtp-user", options.smtp_user, "メールのサーバの利用者名");
  auto* password = app.add_option("--smtp-password", options.smtp_password,
                                  "そのパスワードのファイル（持ち主だけが読めるもの）");
  user->needs(password);
  app.add_option("--smtp-ca", options.smtp_ca, "メールのサーバの証明書を確かめるための証明書");
  app.add_flag("--smtp-plain", options.smtp_plain, "メールのサーバと暗号化せずに通信する")
      ->excludes(user);
}

void add_schedule(CLI::App& app, ScheduleOptions& backups) {
  auto* folder = app.add_option("--backup-folder", backups.folder,
                                "毎日の控えを置くフォルダ（省くと取らない）");
  add_lock(app, "backup-", backups.lock);
  app.add_option("--backup-at", backups.at, "控えを取る時刻")->capture_default_str();
  app.add_option("--backup-keep", backups.kept, "残す控えの数")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  for (const char* name :
       {"--backup-recipient", "--backup-passphrase-file", "--backup-at", "--backup-keep"}) {
    app.get_option(name)->needs(folder);
  }
}

}  // namespace

void add_place_options(CLI::App& app, DataOptions& data) {
  app.add_option("--data", data.folder, "データを置くフォルダ")->capture_default_str();
  app.add_option("--database", data.database,
                 "データベース（sqlite、または postgresql://利用者@ホスト/データベース）")
      ->capture_default_str();
}

void add_data_options(CLI::App& app, DataOptions& data) {
  add_place_options(app, data);
  app.add_option("--body", data.body, "団体の短い名前（英小文字・数字・ハイフン）")
      ->capture_default_str();
}

void add_key_option(CLI::App& app, std::string& key) {
  app.add_option("--key", key, "鍵の装置の中の鍵（pkcs11:…。省くとデータのフォルダの鍵）");
}

void add_lock(CLI::App& app, const std::string& prefix, LockOptions& lock) {
  auto* recipient = app.add_option("--" + prefix + "recipient", lock.recipient,
                                   "控えを受け取る人の公開鍵（省くと合言葉）");
  auto* passphrase =
      app.add_option("--" + prefix + "passphrase-file", lock.passphrase_file,
                     "控えの合言葉を書いたファイル（本人だけが読めるもの。省くと環境変数 "
                     "MAMORI_BACKUP_PASSPHRASE か端末から）");
  recipient->excludes(passphrase);
}

void add_body_options(CLI::App& app, BodyOptions& options) {
  add_key_option(app, options.key);
  add_anchoring_options(app, options.anchoring);
  add_schedule(app, options.backups);
  add_directory_options(app, options.directory);
}

Result<BodyOptions> read_body_options(const std::filesystem::path& file, BodyOptions options) {
  if (!std::filesystem::exists(file)) return options;
  CLI::App app;
  add_body_options(app, options);
  app.set_config("--config", file.string(), "", true);
  app.allow_config_extras(CLI::config_extras_mode::error);
  try {
    app.parse(std::vector<std::string>());
  } catch (const CLI::ParseError& wrong) {
    return fail(Fault::invalid, "settings_malformed",
                "団体の設定を読めません: " + file.string() + "（" + wrong.what() + "）",
                "mamori serve の指定と同じ名前で、witness=フォルダ のように書いてください。");
  }
  return options;
}

}  // namespace mamori::command
