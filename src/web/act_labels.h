// What the acts and their contents are called in Japanese. The acts of procedures are not here:
// they carry their own label in the record.
#pragma once

#include <string_view>

namespace mamori::web {

struct Wording {
  std::string_view key;
  std::string_view label;
};

// By the kind of the record.
inline constexpr Wording act_labels[] = {
    {"backup.failed", "控えを取れなかった"},
    {"backup.made", "控えを取得"},
    {"backup.restored", "控えから復元"},
    {"body.named", "団体の名前を決定"},
    {"catalogue.align", "条文に管理策を対応付け"},
    {"catalogue.carry", "対応付けの確認を引継ぎ"},
    {"catalogue.confirm", "対応付けを確認"},
    {"catalogue.take_back", "対応付けの確認を取消し"},
    {"identity.change_password", "パスワードを変更"},
    {"identity.close_account", "アカウントを停止"},
    {"identity.enrol_factor", "二つ目の確認方法を登録"},
    {"identity.end_sessions", "サインイン中の画面を閉じた"},
    {"identity.issue_account", "アカウントを発行"},
    {"identity.open_account", "アカウントの停止を解除"},
    {"identity.remove_factors", "二つ目の確認方法を削除"},
    {"identity.remove_passkey", "パスキーを削除"},
    {"identity.renew_recovery_codes", "回復コードを作り直し"},
    {"identity.reset_password", "仮パスワードを再発行"},
    {"identity.set_rules", "アカウントのきまりを決定"},
    {"identity.sign_in", "サインイン"},
    {"identity.sign_in_failed", "サインインの失敗"},
    {"identity.sign_out", "サインアウト"},
    {"identity.use_recovery_code", "回復コードを使用"},
    {"ledger.anchored", "検証値を控えた"},
    {"ledger.erased", "記録の内容を消去"},
    {"ledger.key_rotated", "記録の鍵を交替"},
    {"notices.read", "お知らせを既読に"},
    {"organisation.abolish_section", "課を廃止"},
    {"organisation.add_membership", "兼務を登録"},
    {"organisation.add_person", "人を登録"},
    {"organisation.add_section", "課を登録"},
    {"organisation.appoint", "任命"},
    {"organisation.change_person", "人の登録を変更"},
    {"organisation.change_section", "課を変更"},
    {"organisation.delegate", "職務の代行を登録"},
    {"organisation.end_absence", "不在の終わりを登録"},
    {"organisation.end_appointment", "解任"},
    {"organisation.end_delegation", "職務の代行を終了"},
    {"organisation.end_membership", "兼務を終了"},
    {"organisation.enter_absence", "不在を登録"},
    {"organisation.import_roster", "名簿を登録"},
    {"organisation.leave", "退職を登録"},
    {"organisation.move_person", "異動を登録"},
    {"organisation.rejoin", "再任用を登録"},
    {"organisation.set_contact", "連絡先を登録"},
    {"procedures.adopt_definition", "手続の定義を採用"},
    {"retention.erased", "内容を消去"},
    {"registers.add_entry", "登録"},
    {"registers.change_entry", "内容を変更"},
    {"regulation.adopt", "規程を採用"},
    {"regulation.change_draft", "読み取りの補正を変更"},
    {"regulation.discard_draft", "規程の下書きを破棄"},
    {"regulation.draft", "規程を読み込み"},
    {"sharing.begin", "ほかの団体との共有を開始"},
    {"sharing.end", "ほかの団体との共有を取りやめ"},
};

// Members of a payload that a person can read, in the order they are shown.
inline constexpr Wording payload_labels[] = {
    {"number", "番号"},
    {"title", "件名・役職"},
    {"register_title", "台帳"},
    {"name", "名称・氏名"},
    {"kana", "フリガナ"},
    {"name_before", "変更前の名称"},
    {"person_name", "氏名"},
    {"from_person_name", "本来の人"},
    {"to_person_name", "代行する人"},
    {"section_before", "前の所属"},
    {"section_name", "課"},
    {"post", "職名"},
    {"employment", "任用の区分"},
    {"login", "ログイン名"},
    {"address", "接続元"},
    {"first", "最初の時刻"},
    {"last", "最後の時刻"},
    {"applicant_name", "申請者"},
    {"label", "行為"},
    {"to_label", "行為の後の状態"},
    {"capacity", "行った者の職"},
    {"due", "期限"},
    {"from", "開始の日"},
    {"to", "終了の日"},
    {"in_force_from", "施行日"},
    {"source_name", "読み込んだファイル"},
    {"file", "ファイル"},
    {"made", "控えを取った時刻"},
    {"sha256", "ファイルのSHA-256"},
    {"reason", "理由"},
    {"kept_at", "控えた先"},
    {"confirmed_by", "確認者"},
    {"application_number", "消去の申請"},
    {"asked_by", "申請した人"},
    {"approved_by", "承認した人"},
};

}  // namespace mamori::web
