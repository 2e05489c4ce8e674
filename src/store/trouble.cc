#include "store/trouble.h"

namespace mamori::store {
namespace {

constexpr std::string_view goes_on_by_itself =
    "管理者に知らせてください。直ると、mamoriを起動し直さなくても使えるようになります。";

struct Trouble {
  std::string_view code;
  std::string_view reason;  // why it was not possible, up to 「…ため、」
  std::string_view remedy;
};

Trouble trouble_of(Failure::Cause cause) {
  switch (cause) {
    case Failure::Cause::full:
      return {"store_full", "ディスクの空きがないため、", goes_on_by_itself};
    case Failure::Cause::read_only:
      return {"store_read_only", "ディスクが書き込めない状態（読み取り専用）のため、",
              goes_on_by_itself};
    case Failure::Cause::disk_failing:
      return {"store_disk_failing", "ディスクの読み書きに失敗したため、", goes_on_by_itself};
    case Failure::Cause::corrupt:
      return {"store_damaged", "データベースに壊れたところがあるため、",
              "管理者に知らせてください。管理者は mamori verify で調べ、"
              "バックアップから戻してください。"};
    case Failure::Cause::busy:
      return {"store_busy", "ほかの処理が終わらないため、",
              "少し待ってからもう一度行ってください。"};
    case Failure::Cause::disconnected:
      return {"store_unavailable", "データベースにつながらないため、", goes_on_by_itself};
    case Failure::Cause::clock_behind:
      return {"clock_behind", "サーバーの時計が、最後の記録の日時より前を指しているため、",
              "管理者に知らせてください。時計を合わせると、そのまま使えるようになります。"
              "時計が正しいのに続くときは、mamori serve --help の --clock-behind を見てください。"};
    case Failure::Cause::constraint:
    case Failure::Cause::outcome_unknown:
    case Failure::Cause::other:
      break;
  }
  return {"store_unavailable", "",
          "しばらくしてからもう一度行い、続くときは管理者に知らせてください。"};
}

}  // namespace

Error error_of(const Failure& failure, Doing doing) {
  if (failure.cause() == Failure::Cause::outcome_unknown) {
    return {Fault::unavailable, "store_outcome_unknown",
            "データベースとの接続が、保存の途中で切れました。記録されたかどうか確かめられません。",
            "接続が戻ってから、同じ操作をする前に、記録されているかを画面で確かめてください。"};
  }
  const Trouble trouble = trouble_of(failure.cause());
  const std::string_view what = doing == Doing::saving
                                    ? "保存できませんでした。操作は記録されていません。"
                                    : "データを読めませんでした。";
  return {Fault::unavailable, std::string(trouble.code),
          std::string(trouble.reason) + std::string(what), std::string(trouble.remedy)};
}

}  // namespace mamori::store
