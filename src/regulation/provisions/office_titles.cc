#include "regulation/provisions/office_titles.h"

#include <algorithm>
#include <array>

namespace mamori::regulation {
namespace {

struct Title {
  View title;
  std::string_view kind;
};

// The titles of the guideline and of the bodies that follow it.
constexpr std::array titles{
    Title{U"最高情報セキュリティ責任者", "ciso"},
    Title{U"最高情報統括責任者", "ciso"},
    Title{U"最高情報責任者", "ciso"},
    Title{U"最高責任者", "ciso"},
    Title{U"CISO", "ciso"},
    Title{U"CIS0", "ciso"},
    Title{U"CIO", "ciso"},
    Title{U"最高情報セキュリティアドバイザー", "ciso_adviser"},
    Title{U"CISOアドバイザー", "ciso_adviser"},
    Title{U"統括情報セキュリティ責任者", "general_manager"},
    Title{U"情報セキュリティ責任者", "section_manager"},
    Title{U"情報セキュリティ管理者", "section_manager"},
    Title{U"セキュリティ管理者", "section_manager"},
    Title{U"情報化推進チーフ", "section_manager"},
    Title{U"課等の長", "section_manager"},
    Title{U"所属長", "section_manager"},
    Title{U"所管課長", "section_manager"},
    Title{U"主管課長", "section_manager"},
    Title{U"情報システム管理者", "system_manager"},
    Title{U"システム管理者", "system_manager"},
    Title{U"電算管理者", "system_manager"},
    Title{U"情報システム担当者", "system_operator"},
    Title{U"システム担当者", "system_operator"},
    Title{U"情報セキュリティ監査統括責任者", "audit_lead"},
    Title{U"監査統括責任者", "audit_lead"},
    Title{U"監査責任者", "audit_lead"},
    Title{U"情報セキュリティ監査責任者", "audit_lead"},
    Title{U"監査を行う者", "auditor"},
    Title{U"監査を実施する者", "auditor"},
    Title{U"CSIRT", "csirt"},
    Title{U"外部要員", "contractor"},
    Title{U"利用者", "staff"},
};

// …and by how a longer or unknown title ends.
struct TitleEnding {
  View ending;
  std::string_view kind;
};

constexpr std::array title_endings{
    TitleEnding{U"統括責任者", "general_manager"},
    TitleEnding{U"総括責任者", "general_manager"},
    TitleEnding{U"統括管理者", "general_manager"},
    TitleEnding{U"総括管理者", "general_manager"},
    TitleEnding{U"システム管理者", "system_manager"},
    TitleEnding{U"システム責任者", "system_manager"},
    TitleEnding{U"ネットワーク管理者", "system_manager"},
    TitleEnding{U"システム担当者", "system_operator"},
    TitleEnding{U"監査人", "auditor"},
    TitleEnding{U"監査員", "auditor"},
    TitleEnding{U"監査担当者", "auditor"},
    TitleEnding{U"監査実施者", "auditor"},
    TitleEnding{U"監査チーム", "auditor"},
    TitleEnding{U"情報セキュリティ委員会", "committee"},
    TitleEnding{U"委員会", "committee"},
    TitleEnding{U"推進会議", "committee"},
    TitleEnding{U"推進本部", "committee"},
    TitleEnding{U"審議会", "committee"},
    TitleEnding{U"職員", "staff"},
    TitleEnding{U"職員等", "staff"},
    TitleEnding{U"従事者", "staff"},
    TitleEnding{U"従業者", "staff"},
    TitleEnding{U"従業員", "staff"},
    TitleEnding{U"使用者", "staff"},
    TitleEnding{U"事業者", "contractor"},
    TitleEnding{U"受託者", "contractor"},
    TitleEnding{U"委託先", "contractor"},
    TitleEnding{U"業者", "contractor"},
    TitleEnding{U"ベンダー", "contractor"},
    TitleEnding{U"ベンダ", "contractor"},
};

// What acts ends so …
constexpr std::array agent_endings{View(U"者"),           View(U"長"),
                                   View(U"員"),           View(U"会"),
                                   View(U"局"),           View(U"課"),
                                   View(U"係"),           View(U"班"),
                                   View(U"部署"),         View(U"部門"),
                                   View(U"部"),           View(U"所属"),
                                   View(U"機関"),         View(U"本部"),
                                   View(U"チーム"),       View(U"推進室"),
                                   View(U"広報室"),       View(U"総務室"),
                                   View(U"秘書室"),       View(U"財政室"),
                                   View(U"法務室"),       View(U"改革室"),
                                   View(U"戦略室"),       View(U"調整室"),
                                   View(U"統計室"),       View(U"情報化室"),
                                   View(U"デジタル室"),   View(U"DX室"),
                                   View(U"推進担当"),     View(U"セキュリティ担当"),
                                   View(U"システム担当"), View(U"企画室"),
                                   View(U"政策室"),       View(U"対策室"),
                                   View(U"監査室"),       View(U"推進会議"),
                                   View(U"調整会議"),     View(U"検討会議"),
                                   View(U"庁議"),         View(U"連絡会議"),
                                   View(U"対策会議"),     View(U"本人"),
                                   View(U"法人"),         View(U"人"),
                                   View(U"主任"),         View(U"担任"),
                                   View(U"主査"),         View(U"主事"),
                                   View(U"主幹"),         View(U"参事"),
                                   View(U"理事"),         View(U"監事"),
                                   View(U"幹事"),         View(U"知事"),
                                   View(U"副知事"),       View(U"補佐"),
                                   View(U"管理職"),       View(U"官"),
                                   View(U"危機管理監"),   View(U"技監"),
                                   View(U"監査役"),       View(U"収入役"),
                                   View(U"委託先"),       View(U"団体"),
                                   View(U"企業"),         View(U"会社"),
                                   View(U"教諭"),         View(U"教頭"),
                                   View(U"チーフ"),       View(U"リーダー"),
                                   View(U"マネージャー"), View(U"マネジャー"),
                                   View(U"アドバイザー"), View(U"ベンダー"),
                                   View(U"ベンダ"),       View(U"オペレーター"),
                                   View(U"オペレータ"),   View(U"コーディネーター"),
                                   View(U"リーダ"),       View(U"マネージャ"),
                                   View(U"プロバイダー"), View(U"インストラクター"),
                                   View(U"サポーター"),   View(U"コンサルタント"),
                                   View(U"会派"),         View(U"顧問"),
                                   View(U"参与"),         View(U"相談役"),
                                   View(U"医師"),         View(U"看護師"),
                                   View(U"薬剤師"),       View(U"保健師"),
                                   View(U"技師"),         View(U"司書"),
                                   View(U"総代"),         View(U"分団"),
                                   View(U"オフィサー"),   View(U"スタッフ"),
                                   View(U"メンバー"),     View(U"ユーザー"),
                                   View(U"ユーザ"),       View(U"プロバイダ"),
                                   View(U"CISO"),         View(U"CIS0"),
                                   View(U"CIO"),          View(U"CSIRT"),
                                   View(U"SOC"),          View(U"PoC"),
                                   View(U"ヘルプデスク")};

// … but these are things, or nobody in particular.
constexpr std::array thing_endings{
    View(U"延長"), View(U"成長"),   View(U"特長"),   View(U"全長"),     View(U"波長"),
    View(U"鍵長"), View(U"文字長"), View(U"桁長"),   View(U"データ長"), View(U"パスワード長"),
    View(U"定員"), View(U"人員"),   View(U"動員"),   View(U"機会"),     View(U"社会"),
    View(U"照会"), View(U"研修会"), View(U"説明会"), View(U"講習会"),   View(U"立会"),
    View(U"再会"), View(U"開会"),   View(U"閉会"),   View(U"結局"),     View(U"賦課"),
    View(U"関係"), View(U"外部"),   View(U"内部"),   View(U"全部"),     View(U"一部"),
    View(U"上部"), View(U"下部"),   View(U"細部"),   View(U"基部"),     View(U"心部"),
    View(U"個人"), View(U"他人"),   View(U"器官"),   View(U"接続部"),   View(U"交通機関"),
    View(U"大部"), View(U"後者"),   View(U"前者"),   View(U"両者"),     View(U"金融機関")};

constexpr std::array bodies{View(U"市"),   View(U"町"),       View(U"村"),     View(U"県"),
                            View(U"組合"), View(U"広域連合"), View(U"企業団"), View(U"連合"),
                            View(U"議会"), View(U"公社"),     View(U"市町村"), View(U"区"),
                            View(U"病院"), View(U"学校"),     View(U"大学"),   View(U"消防署"),
                            View(U"本校"), View(U"本院"),     View(U"当院"),   View(U"当所")};

constexpr std::array not_bodies{View(U"都市"), View(U"区")};

// 甲, 乙: the parties of a contract.
bool is_party(View noun) {
  return noun == U"甲" || noun == U"乙" || noun == U"丙";
}

bool ends_so(View noun, const auto& list) {
  return std::ranges::any_of(list, [noun](View each) { return noun.ends_with(each); });
}

}  // namespace

View without_quantifier(View noun) {
  if (noun.ends_with(U"の長")) return noun;
  for (View each :
       {View(U"全ての"), View(U"すべての"), View(U"当該"), View(U"全"), View(U"各"), View(U"同")}) {
    if (noun.starts_with(each) && noun.size() > each.size() + 1) return noun.substr(each.size());
  }
  return noun;
}

bool is_body_noun(View noun) {
  if (std::ranges::find(bodies, noun) != bodies.end()) return noun != U"区" && noun != U"連合";
  if (ends_so(noun, not_bodies)) return false;
  return noun.size() >= 2 && ends_so(noun, bodies);
}

bool is_agent_noun(View noun) {
  if (noun.ends_with(U"等")) noun.remove_suffix(1);
  if (noun.empty() || noun == U"部" || noun == U"人" || noun == U"係" || noun == U"会")
    return false;
  if (is_party(noun)) return true;
  const bool agent = ends_so(noun, agent_endings) || is_body_noun(noun);
  return agent && !ends_so(noun, thing_endings);
}

std::string_view kind_of_title(View title) {
  const auto exact = std::ranges::find(titles, title, &Title::title);
  if (exact != titles.end()) return exact->kind;
  if (is_party(title)) return title == U"甲" ? "body" : "contractor";
  if (title.starts_with(U"副") || title.contains(U"補佐")) return "";
  const auto found = std::ranges::find_if(
      title_endings, [title](const TitleEnding& each) { return title.ends_with(each.ending); });
  if (found != title_endings.end()) return found->kind;
  return is_body_noun(title) ? "body" : "";
}

}  // namespace mamori::regulation
