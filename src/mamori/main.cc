#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "mamori/commands.h"
#include "mamori/options.h"
#include "store/trouble.h"

namespace {

using mamori::Error;
using mamori::Result;
namespace command = mamori::command;
using command::add_data_options;

using Run = std::function<Result<int>()>;

void add_serve(CLI::App& app, command::ServeOptions& options, Run& run) {
  CLI::App* serve = app.add_subcommand("serve", "mamoriを動かす（規程を読み、画面を出す）");
  command::add_place_options(*serve, options.data);
  serve->add_option("--body", options.data.body,
                    "この団体だけを動かす（省くと、データのフォルダの全ての団体）");
  serve->add_option("--regulation", options.regulation,
                    "読み込む規程（.txt、.docx、.html。省くとモデル規程）");
  serve->add_option("--address", options.address, "待ち受けるアドレス")->capture_default_str();
  serve->add_option("--port", options.port, "待ち受けるポート（0は空いているもの）")
      ->capture_default_str();
  auto* certificate =
      serve->add_option("--tls-cert", options.tls_certificate, "TLSの証明書（PEM）");
  auto* key = serve->add_option("--tls-key", options.tls_key, "TLSの秘密鍵（PEM）");
  certificate->needs(key);
  key->needs(certificate);
  serve->add_option("--public-url", options.public_url, "利用者が開くアドレス（https://…）");
  serve->add_option("--trusted-proxy", options.trusted_proxies,
                    "前に置いた中継サーバのアドレス（192.0.2.1、192.0.2.0/24）。その"
                    "X-Forwarded-For から利用者の接続元を知る");
  serve
      ->add_option("--clock-behind", options.clock_behind_minutes_max,
                   "時計が最後の記録より前を指していても記録する限度（分）。進んでいた時計を"
                   "直したあとに延ばします。その間の記録の日時は、最後の記録と同じになります")
      ->check(CLI::Range(0, 60 * 24 * 366))
      ->capture_default_str();
  serve->add_flag("--list-bodies", options.lists_bodies,
                  "団体が複数あるとき、最初の画面に団体の名前を並べる（省くと並べない）");
  command::add_body_options(*serve, options.body);
  serve->callback([&options, &run] { run = [&options] { return command::serve(options); }; });
}

struct BodyCommands {
  command::AddBodyOptions add{.public_url = "http://127.0.0.1:8080"};
  command::DataOptions list;
  command::RemoveBodyOptions remove;
};

void add_slug(CLI::App& app, command::DataOptions& data) {
  app.add_option("slug", data.body, "団体の短い名前（英小文字・数字・ハイフン）")->required();
  command::add_place_options(app, data);
}

void add_body_add(CLI::App& app, command::AddBodyOptions& options, Run& run) {
  CLI::App* add = app.add_subcommand("add", "団体を加える（止めた団体は、また使えるようにする）");
  add_slug(*add, options.data);
  add->add_option("--name", options.name, "団体の名前（省くと、規程の題名から）");
  add->add_option("--regulation", options.regulation, "団体の規程（省くとモデル規程）");
  add->add_option("--public-url", options.public_url, "利用者が開くアドレス")
      ->capture_default_str();
  add->callback([&options, &run] { run = [&options] { return command::add_body(options); }; });
}

void add_body_remove(CLI::App& app, command::RemoveBodyOptions& options, Run& run) {
  CLI::App* remove = app.add_subcommand("remove", "団体を止める（データは残る）");
  add_slug(*remove, options.data);
  auto* erase = remove->add_flag("--erase", options.erases, "控えを取ってから、データも消す");
  auto* backup =
      remove->add_option("--backup", options.backup, "消す前に取る控えのファイル（まだないもの）");
  backup->needs(erase);
  remove
      ->add_option("--confirm", options.confirmed,
                   "PostgreSQLのデータを消すとき、短い名前をもう一度")
      ->needs(erase);
  command::add_lock(*remove, "", options.lock);
  remove->add_flag("--key-in-token", options.key_in_token,
                   "署名の鍵が鍵の装置の中にある（控えには入らない）");
  remove->callback(
      [&options, &run] { run = [&options] { return command::remove_body(options); }; });
}

void add_body(CLI::App& app, BodyCommands& commands, Run& run) {
  CLI::App* body = app.add_subcommand("body", "団体を加える、並べる、止める");
  body->require_subcommand(1);
  add_body_add(*body, commands.add, run);
  add_body_remove(*body, commands.remove, run);
  CLI::App* list = body->add_subcommand("list", "団体を並べる");
  command::add_place_options(*list, commands.list);
  list->callback(
      [&commands, &run] { run = [&commands] { return command::list_bodies(commands.list); }; });
}

void add_demo(CLI::App& app, command::DemoOptions& options, Run& run) {
  CLI::App* demo =
      app.add_subcommand("demo", "規程ごとに見本の団体を作り、まとめて動かす（試すためのもの）");
  demo->add_option("files", options.regulations, "規程のファイル（いくつでも。省くとモデル規程）");
  command::add_place_options(*demo, options.serve.data);
  demo->add_option("--port", options.serve.port, "待ち受けるポート（0は空いているもの）")
      ->capture_default_str();
  demo->callback([&options, &run] { run = [&options] { return command::demo(options); }; });
}

void add_read(CLI::App& app, command::ReadOptions& options, Run& run) {
  CLI::App* read = app.add_subcommand("read", "規程を読み、構造を示す");
  read->add_option("file", options.file, "規程のファイル（.txt、.docx、.html）")->required();
  read->add_flag("--json", options.json, "JSONで出す");
  read->callback([&options, &run] { run = [&options] { return command::read(options); }; });
}

void add_align(CLI::App& app, command::AlignOptions& options, Run& run) {
  CLI::App* align =
      app.add_subcommand("align", "規程の各条が、どの管理策について定めているかを示す");
  align->add_option("file", options.file, "規程のファイル")->required();
  align->add_flag("--json", options.json, "JSONで出す");
  align->callback([&options, &run] { run = [&options] { return command::align(options); }; });
}

void add_provisions(CLI::App& app, command::ReadOptions& options, Run& run) {
  CLI::App* provisions =
      app.add_subcommand("provisions", "規程の一文ごとに、誰が何をする義務・権限かを示す");
  provisions->add_option("file", options.file, "規程のファイル")->required();
  provisions->add_flag("--json", options.json, "JSONで出す");
  provisions->callback(
      [&options, &run] { run = [&options] { return command::provisions(options); }; });
}

void add_convert(CLI::App& app, command::ConvertOptions& options, Run& run) {
  CLI::App* convert = app.add_subcommand("convert", "規程を、ほかの形式で書き出す");
  convert->add_option("file", options.file, "規程のファイル")->required();
  convert
      ->add_option("--to", options.to,
                   "形式: law-xml（法令標準XML）、lawtext、oscal（OSCALのカタログ）、"
                   "duty-table（義務等の一覧、xlsx）")
      ->required()
      ->check(CLI::IsMember({"law-xml", "lawtext", "oscal", "duty-table"}));
  convert->add_option("--output", options.output, "書き出すファイル（省くと標準出力）");
  convert
      ->add_option("--document", options.document,
                   "ファイルの中の何番目の文書か（省くと、一つならそれ、一覧では全て）")
      ->check(CLI::PositiveNumber);
  convert->callback([&options, &run] { run = [&options] { return command::convert(options); }; });
}

void add_verify(CLI::App& app, command::VerifyOptions& options, Run& run) {
  CLI::App* verify = app.add_subcommand("verify", "書き出した記録を、単独で検証する");
  verify
      ->add_option("export", options.target,
                   "書き出したフォルダ、.sqlite ファイル、または postgresql://…")
      ->required();
  verify->add_option("--body", options.body, "団体の短い名前（PostgreSQLのとき）")
      ->capture_default_str();
  verify->add_option("--key", options.key, "手元に控えた公開鍵（文字列かファイル）");
  verify->add_option("--against", options.against,
                     "以前に控えた検証値のファイル、または控えのフォルダ");
  verify->add_flag("--json", options.json, "JSONで出す");
  verify->callback([&options, &run] { run = [&options] { return command::verify(options); }; });
}

void add_rebuild(CLI::App& app, command::RebuildOptions& options, Run& run) {
  CLI::App* rebuild = app.add_subcommand(
      "rebuild", "記録を初めから読み直し、画面に出る表が記録のとおりかを調べ、直す");
  add_data_options(*rebuild, options.data);
  rebuild->add_flag("--check", options.check, "調べるだけで、直さない（動かしたままでできる）");
  rebuild->add_flag("--json", options.json, "JSONで出す");
  rebuild->callback([&options, &run] { run = [&options] { return command::rebuild(options); }; });
}

void add_backup(CLI::App& app, command::BackupOptions& options, Run& run) {
  CLI::App* backup =
      app.add_subcommand("backup", "控えを取る（動かしたままでできる。読み戻して確かめる）");
  add_data_options(*backup, options.data);
  backup->add_option("file", options.file, "控えのファイル（まだないもの）")->required();
  command::add_lock(*backup, "", options.lock);
  backup->add_flag("--key-in-token", options.key_in_token,
                   "署名の鍵が鍵の装置の中にある（控えには入らない）");
  backup->add_flag("--json", options.json, "JSONで出す");
  backup->callback([&options, &run] { run = [&options] { return command::backup(options); }; });
}

void add_restore(CLI::App& app, command::RestoreOptions& options, Run& run) {
  CLI::App* restore = app.add_subcommand("restore", "控えから戻す（今あるデータには上書きしない）");
  add_data_options(*restore, options.data);
  restore->add_option("file", options.file, "控えのファイル")->required();
  auto* key = restore->add_option("--key", options.key, "控えを開く鍵（省くと合言葉）");
  auto* passphrase = restore->add_option("--passphrase-file", options.passphrase_file,
                                         "控えの合言葉を書いたファイル（本人だけが読めるもの）");
  key->excludes(passphrase);
  restore->callback([&options, &run] { run = [&options] { return command::restore(options); }; });
}

void add_move(CLI::App& app, command::MoveOptions& options, Run& run) {
  CLI::App* move = app.add_subcommand(
      "move", "別のデータベースへ引っ越す（途中で止まっても、もう一度行えば続きから）");
  add_data_options(*move, options.data);
  move->add_option("--to", options.to, "引っ越し先（sqlite、または postgresql://…）")->required();
  move->add_flag("--cancel", options.cancel, "途中の引っ越しを取りやめ、元の場所に戻す");
  move->callback([&options, &run] { run = [&options] { return command::move(options); }; });
}

void add_backup_key(CLI::App& app, std::filesystem::path& file, Run& run) {
  CLI::App* key = app.add_subcommand("backup-key", "控えを閉じる公開鍵と、開く鍵を作る");
  key->add_option("file", file, "開く鍵のファイル（まだないもの）。公開鍵は <file>.pub")
      ->required();
  key->callback([&file, &run] { run = [&file] { return command::backup_key(file); }; });
}

void add_prove(CLI::App& app, command::ProveOptions& options, Run& run) {
  CLI::App* prove = app.add_subcommand("prove", "記録の証明書を作る");
  add_data_options(*prove, options.data);
  auto* record = prove->add_option("record", options.record, "記録の番号");
  auto* from = prove->add_option("--from", options.from,
                                 "以前の検証値の件数（そのときの記録の続きであることの証明書）");
  record->check(CLI::PositiveNumber)->excludes(from);
  from->check(CLI::PositiveNumber);
  prove->add_option("--output", options.output, "書き出すファイル（省くと標準出力）");
  prove->callback([&options, &run] {
    if (options.record == 0 && options.from == 0) throw CLI::RequiredError("record");
    run = [&options] { return command::prove(options); };
  });
}

void add_verify_proof(CLI::App& app, command::VerifyOptions& options, Run& run) {
  CLI::App* verify = app.add_subcommand("verify-proof", "証明書を、単独で検証する");
  verify->add_option("file", options.target, "証明書のファイル")->required();
  verify->add_option("--key", options.key, "手元に控えた公開鍵（文字列かファイル）");
  verify->add_option("--against", options.against,
                     "以前に控えた検証値のファイル、または控えのフォルダ");
  verify->add_flag("--json", options.json, "JSONで出す");
  verify->callback(
      [&options, &run] { run = [&options] { return command::verify_proof(options); }; });
}

void add_rotate_key(CLI::App& app, command::RotateOptions& options, Run& run) {
  CLI::App* rotate =
      app.add_subcommand("rotate-key", "記録に署名する鍵を替える（mamoriを止めてから）");
  add_data_options(*rotate, options.data);
  command::add_key_option(*rotate, options.key);
  rotate->add_option("--to", options.to, "新しい鍵を作る装置（pkcs11:…。省くとデータのフォルダ）");
  rotate->add_option("--reason", options.reason, "替える理由（記録に残る）")->required();
  rotate->callback([&options, &run] { run = [&options] { return command::rotate_key(options); }; });
}

struct ExportOptions {
  command::DataOptions data;
  std::filesystem::path folder;
};

void add_export(CLI::App& app, ExportOptions& options, Run& run) {
  CLI::App* out = app.add_subcommand("export", "記録を、検証できる形で書き出す");
  add_data_options(*out, options.data);
  out->add_option("folder", options.folder, "書き出すフォルダ（まだないもの）")->required();
  out->callback([&options, &run] {
    run = [&options] { return command::export_ledger(options.data, options.folder); };
  });
}

struct LinkOptions {
  command::DataOptions data;
  std::string public_url = "http://127.0.0.1:8080";
};

void add_admin_link(CLI::App& app, LinkOptions& options, Run& run) {
  CLI::App* link = app.add_subcommand("admin-link", "最初の管理者を作るリンクを作り直す");
  add_data_options(*link, options.data);
  link->add_option("--public-url", options.public_url, "利用者が開くアドレス")
      ->capture_default_str();
  link->callback([&options, &run] {
    run = [&options] { return command::admin_link(options.data, options.public_url); };
  });
}

void add_rescue(CLI::App& app, command::RescueOptions& options, Run& run) {
  CLI::App* rescue = app.add_subcommand(
      "rescue-admin", "パスワードも二つ目の確認も使えなくなった管理者に、仮パスワードを渡す");
  add_data_options(*rescue, options.data);
  rescue->add_option("login", options.login, "その管理者のログイン名")->required();
  rescue->add_option("--reason", options.reason, "理由（記録に残る）")->required();
  rescue->add_option("--key", options.key, "鍵の装置の中の、署名の鍵（pkcs11:…）");
  rescue->add_option("--public-url", options.public_url, "利用者が開くアドレス")
      ->capture_default_str();
  rescue->callback(
      [&options, &run] { run = [&options] { return command::rescue_administrator(options); }; });
}

int report(const Error& error) {
  std::cerr << "エラー: " << error.message << '\n';
  if (!error.remedy.empty()) std::cerr << error.remedy << '\n';
  std::cerr << "[" << error.code << "]\n";
  return 2;
}

// What was typed is not understood. CLI11 says where, in English; the sentence before it is ours.
Error usage_error(const CLI::ParseError& wrong) {
  std::string message = "指定のしかたが正しくありません。";
  if (dynamic_cast<const CLI::ExtrasError*>(&wrong)) message = "知らない言葉があります。";
  if (dynamic_cast<const CLI::RequiredError*>(&wrong)) message = "指定が足りません。";
  if (dynamic_cast<const CLI::ConversionError*>(&wrong)) message = "値の書き方が違います。";
  if (dynamic_cast<const CLI::ValidationError*>(&wrong)) message = "指定できない値です。";
  return {mamori::Fault::invalid, "usage", message + "（" + wrong.what() + "）",
          "使い方は mamori --help か mamori <コマンド> --help で見られます。"};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("mamori：情報セキュリティの規程を、そのまま動かす");
  app.require_subcommand(1);
  app.set_config("--config", "", "設定のファイル（[serve] の下に、witness=フォルダ などと書く）");
  Run run;
  command::ServeOptions serve_options;
  command::ReadOptions read_options;
  command::AlignOptions align_options;
  command::ConvertOptions convert_options;
  command::VerifyOptions verify_options;
  command::RebuildOptions rebuild_options;
  command::BackupOptions backup_options;
  command::RestoreOptions restore_options;
  command::MoveOptions move_options;
  std::filesystem::path backup_key_file;
  command::ProveOptions prove_options;
  command::VerifyOptions verify_proof_options;
  command::RotateOptions rotate_options;
  ExportOptions export_options;
  LinkOptions link_options;
  command::RescueOptions rescue_options;
  BodyCommands body_commands;
  command::DemoOptions demo_options;
  add_serve(app, serve_options, run);
  add_read(app, read_options, run);
  add_align(app, align_options, run);
  add_provisions(app, read_options, run);
  add_convert(app, convert_options, run);
  add_export(app, export_options, run);
  add_verify(app, verify_options, run);
  add_rebuild(app, rebuild_options, run);
  add_backup(app, backup_options, run);
  add_restore(app, restore_options, run);
  add_move(app, move_options, run);
  add_backup_key(app, backup_key_file, run);
  add_prove(app, prove_options, run);
  add_verify_proof(app, verify_proof_options, run);
  add_rotate_key(app, rotate_options, run);
  add_admin_link(app, link_options, run);
  add_rescue(app, rescue_options, run);
  add_body(app, body_commands, run);
  add_demo(app, demo_options, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& end) {
    const bool asked_for_help = end.get_exit_code() == 0;
    return asked_for_help ? app.exit(end) : report(usage_error(end));
  }
  try {
    const Result<int> code = run();
    return code ? *code : report(code.error());
  } catch (const mamori::store::Failure& failure) {
    mamori::Error error = mamori::store::error_of(failure, mamori::store::Doing::reading);
    error.remedy += std::string("（") + failure.what() + "）";
    return report(error);
  } catch (const std::exception& broken) {
    return report({mamori::Fault::corrupt, "aborted", "続けられなくなりました。", broken.what()});
  }
}
