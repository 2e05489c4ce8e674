// The routes of the site, by the room whose things they show. Each route names the act that access
// must allow (definitions/roles/access.yaml); "" stands on the ways in (signing in and out, the
// first link) and on what of the ledger is hashes and signatures only.
#pragma once

#include "web/site.h"

namespace mamori::web {

Routes sign_in_routes();        // サインイン
Routes password_routes();       // パスワード
Routes start_routes();          // 最初の管理者
Routes second_factor_routes();  // 二つ目の確認
Routes passkey_routes();        // パスキー
Routes presence_routes();       // 本人であることの確認
Routes account_rules_routes();  // アカウントのきまり
Routes account_routes();        // 自分のアカウント
Routes accounts_routes();       // アカウントの管理
Routes provider_routes();       // signing in with an OpenID Connect provider
Routes arrival_routes();        // サインインを待っている人
Routes home_routes();           // わたしの仕事
Routes notice_routes();         // お知らせ
Routes organisation_routes();   // 組織, アカウント
Routes exception_routes();      // 例外措置の一覧
Routes handling_routes();       // 取扱いを確かめる
Routes label_routes();          // ラベル
Routes register_routes();       // 台帳
Routes application_routes();    // 申請する, 申請
Routes regulation_routes();     // 規程, 条文と証跡
Routes export_routes();         // 規程の書き出し
Routes loading_routes();        // 規程を読み込む, 下書き, 原文
Routes alignment_routes();      // 対応付けの確認
Routes gap_routes();            // 規程に足りないもの
Routes question_routes();       // 質問票
Routes ledger_routes();         // 記録
Routes checkpoint_routes();     // 検証値の控え
Routes ledger_file_routes();    // the same for programs: tiles and proofs
Routes search_routes();         // 検索
Routes backup_routes();         // 控え
Routes duty_routes();           // 定期の実施事項
Routes retention_routes();      // 保存期間
Routes access_routes();         // 権限の点検, 成り立たない手続

Routes all_routes();

}  // namespace mamori::web
