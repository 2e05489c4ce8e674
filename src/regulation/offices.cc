#include "regulation/offices.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

struct Title {
  View title;
  std::string_view kind;
  View proper = {};
};

// Longer titles before those they contain.
constexpr std::array titles{
    Title{U"情報セキュリティ監査統括責任者", "audit_lead"},
    Title{U"最高情報セキュリティアドバイザー", "ciso_adviser"},
    Title{U"最高情報セキュリティ責任者", "ciso"},
    Title{U"統括情報セキュリティ責任者", "general_manager"},
    Title{U"CISOアドバイザー", "ciso_adviser"},
    Title{U"情報セキュリティ管理者", "section_manager"},
    Title{U"情報セキュリティ責任者", "section_manager"},
    Title{U"情報セキュリティ委員会", "committee"},
    Title{U"最高情報統括責任者", "ciso"},
    Title{U"情報化推進チーフ", "section_manager"},
    Title{U"情報システム管理者", "system_manager"},
    Title{U"情報システム担当者", "system_operator"},
    Title{U"会計年度任用職員", "staff"},
    Title{U"情報化推進会議", "committee"},
    Title{U"監査統括責任者", "audit_lead", U"情報セキュリティ監査統括責任者"},
    Title{U"監査を実施する者", "auditor"},
    Title{U"システム管理者", "system_manager", U"情報システム管理者"},
    Title{U"システム担当者", "system_operator", U"情報システム担当者"},
    Title{U"外部委託事業者", "contractor"},
    Title{U"監査を行う者", "auditor"},
    Title{U"組合業務従事者", "staff"},
    Title{U"委託事業者", "contractor", U"外部委託事業者"},
    Title{U"受託事業者", "contractor"},
    Title{U"監査担当者", "auditor"},
    Title{U"非常勤職員", "staff"},
    Title{U"臨時職員", "staff"},
    Title{U"派遣職員", "staff"},
    Title{U"外部要員", "contractor"},
    Title{U"推進会議", "committee"},
    Title{U"課等の長", "section_manager"},
    Title{U"受託者", "contractor"},
    Title{U"所属長", "section_manager"},
    Title{U"監査人", "auditor"},
    Title{U"委員会", "committee"},
    Title{U"職員等", "staff"},
    Title{U"利用者", "staff"},
    Title{U"CSIRT", "csirt"},
    Title{U"CISO", "ciso"},
    Title{U"CIS0", "ciso", U"CISO"},
    Title{U"職員", "staff"},
};

constexpr View openers = U"(（「『";
constexpr View closers = U")）」』";

bool is_title_at(View text, std::size_t at, const Title& title) {
  return text.substr(at).starts_with(title.title);
}

// A letter before or after makes CISO part of another word.
bool is_whole_word(View text, std::size_t begin, std::size_t end) {
  const auto latin = [](char32_t c) {
    return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
  };
  if (!latin(text[begin])) return true;
  return (begin == 0 || !latin(text[begin - 1])) && (end == text.size() || !latin(text[end]));
}

std::optional<OfficeMention> office_at(View text, std::size_t at) {
  for (const Title& title : titles) {
    if (!is_title_at(text, at, title)) continue;
    const auto end = at + title.title.size();
    if (is_whole_word(text, at, end))
      return OfficeMention{at, end, title.title, title.kind, title.proper};
  }
  return std::nullopt;
}

std::size_t skip_blanks(View text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// Behind 等, blanks and parentheses that belong to the title: （以下「職員等」という。）
std::size_t behind(View text, std::size_t at) {
  for (;;) {
    at = skip_blanks(text, at);
    if (at < text.size() && text[at] == U'等') {
      ++at;
    } else if (at < text.size() && (text[at] == U'(' || text[at] == U'（')) {
      int depth = 0;
      auto end = at;
      for (; end < text.size(); ++end) {
        if (openers.contains(text[end])) ++depth;
        if (closers.contains(text[end]) && --depth == 0) break;
      }
      if (end == text.size()) return at;
      at = end + 1;
    } else {
      return at;
    }
  }
}

// For every character how deep it stands in brackets.
std::vector<int> depths(View text) {
  std::vector<int> depth(text.size());
  int now = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (openers.contains(text[at])) ++now;
    depth[at] = now;
    if (closers.contains(text[at]) && now > 0) --now;
  }
  return depth;
}

// 及び, 又は, 、 between two titles, perhaps with a few words about the second.
bool joins(View between) {
  constexpr std::array<View, 8> joiners{U"及び", U"又は", U"並びに", U"若しくは",
                                        U"、",   U"・",   U"と",     U"や"};
  constexpr std::size_t modifier_max = 24;
  for (const View joiner : joiners) {
    if (!between.starts_with(joiner)) continue;
    const View modifier = between.substr(joiner.size());
    const bool plain = modifier.find_first_of(U"、はが。") == View::npos;
    return modifier.size() <= modifier_max && plain;
  }
  return false;
}

struct Run {
  std::size_t first = 0;  // of the mentions
  std::size_t last = 0;
  std::size_t begin = 0;  // in the text
  std::size_t end = 0;    // behind the last title with its 等
  std::size_t next = 0;   // behind its parentheses
};

// Offices outside of brackets, joined ones together.
std::vector<Run> runs_of(View text, const std::vector<OfficeMention>& mentions,
                         const std::vector<int>& depth) {
  std::vector<Run> runs;
  for (std::size_t index = 0; index < mentions.size(); ++index) {
    const OfficeMention& mention = mentions[index];
    if (depth[mention.begin] > 0) continue;
    const auto suffix = skip_blanks(text, mention.end);
    const bool plural = suffix < text.size() && text[suffix] == U'等';
    const Run run{index, index, mention.begin, plural ? suffix + 1 : mention.end,
                  behind(text, mention.end)};
    const bool joined = !runs.empty() && runs.back().next <= mention.begin &&
                        joins(text.substr(runs.back().next, mention.begin - runs.back().next));
    if (joined) {
      runs.back() = {runs.back().first, index, runs.back().begin, run.end, run.next};
    } else {
      runs.push_back(run);
    }
  }
  return runs;
}

bool is_topic(View text, std::size_t at) {
  if (at >= text.size() || (text[at] != U'は' && text[at] != U'も')) return false;
  return !text.substr(at).starts_with(U"はじめ");
}

void add_holder(std::vector<Holder>& holders, Holder holder) {
  if (std::ranges::find(holders, holder) == holders.end()) holders.push_back(std::move(holder));
}

Holder office_of(const OfficeMention& mention) {
  const View title = mention.proper.empty() ? mention.title : mention.proper;
  return {utf8(title), std::string(mention.kind)};
}

Actor holder_from(const Run& run, const std::vector<OfficeMention>& mentions,
                  const std::vector<int>& depth) {
  Actor actor{.holders = {}, .begin = run.begin, .end = run.end};
  for (auto index = run.first; index <= run.last; ++index) {
    if (depth[mentions[index].begin] == 0) add_holder(actor.holders, office_of(mentions[index]));
  }
  return actor;
}

// Where the clause that ends at `at` begins: behind the last 、 or 。 outside of brackets.
std::size_t clause_begin(View text, std::size_t at, const std::vector<int>& depth) {
  while (at > 0) {
    if (depth[at - 1] == 0 && (text[at - 1] == U'、' || text[at - 1] == U'。')) break;
    --at;
  }
  return skip_blanks(text, at);
}

// Somebody without an office: 情報を作成する者は, 市長は, 被監査部署は.
Actor somebody(View text, const std::vector<int>& depth) {
  constexpr std::array<View, 14> heads{U"事業者", U"責任者", U"部署", U"者",   U"長",
                                       U"組合",   U"連合",   U"本市", U"本町", U"本村",
                                       U"課",     U"室",     U"議会", U"機関"};
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (depth[at] > 0 || !is_topic(text, at) || text[at] == U'も') continue;
    View phrase = text.substr(0, at);
    if (phrase.ends_with(U"等")) phrase.remove_suffix(1);
    const auto head =
        std::ranges::find_if(heads, [&](View each) { return phrase.ends_with(each); });
    if (head == heads.end()) continue;
    Actor actor{.holders = {}, .begin = clause_begin(text, at, depth), .end = at};
    const bool acts = head->ends_with(U"者") && !phrase.ends_with(U"される者");
    std::string kind = acts ? "staff" : "";
    if (head->ends_with(U"事業者")) kind = "contractor";
    actor.holders.push_back({utf8(text.substr(actor.begin, at - actor.begin)), kind});
    return actor;
  }
  return {};
}

// CISO及びCISOが指名した者は, 情報システム管理者及びその指名する者は: the office joined before the
// phrase acts, too.
void add_joined_office(View text, const std::vector<OfficeMention>& mentions, Actor& actor) {
  std::vector<Holder> holders;
  for (std::size_t index = 0; index < mentions.size(); ++index) {
    const OfficeMention& mention = mentions[index];
    if (mention.begin < actor.begin || mention.end >= actor.end) continue;
    const auto joiner = behind(text, mention.end);
    const View rest = text.substr(joiner);
    if (!rest.starts_with(U"及び") && !rest.starts_with(U"又は")) continue;
    const auto after = skip_blanks(text, joiner + 2);
    const bool names = index + 1 < mentions.size() && mentions[index + 1].begin == after &&
                       text.substr(behind(text, mentions[index + 1].end)).starts_with(U"が");
    if (names || text.substr(after).starts_with(U"その")) add_holder(holders, office_of(mention));
  }
  for (const Holder& holder : actor.holders) add_holder(holders, holder);
  actor.holders = std::move(holders);
}

// …が at `at` is who acts in the main clause or under whose condition it stands (…が行う場合は、),
// not inside of a noun phrase (…が提供する情報を、).
bool is_doer(View text, std::size_t at, const std::vector<int>& depth) {
  if (at >= text.size() || text[at] != U'が') return false;
  auto end = at + 1;
  if (end < text.size() && text[end] == U'、') ++end;
  while (end < text.size() && !(depth[end] == 0 && text[end] == U'、')) ++end;
  const View clause = text.substr(at, end - at);
  constexpr std::array<View, 5> nouns{U"を", U"に", U"の", U"が", U"と"};
  return !std::ranges::any_of(nouns, [clause](View each) { return clause.ends_with(each); });
}

}  // namespace

std::u32string folded(View text) {
  std::u32string out(text);
  for (char32_t& c : out) {
    if (c >= U'！' && c <= U'～') c = U'!' + (c - U'！');
  }
  return out;
}

std::vector<OfficeMention> offices_in(View text) {
  std::vector<OfficeMention> mentions;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto mention = office_at(text, at);
    if (!mention) continue;
    mentions.push_back(*mention);
    at = mention->end - 1;
  }
  return mentions;
}

Actor holder_in(View sentence) {
  const auto mentions = offices_in(sentence);
  const auto depth = depths(sentence);
  const auto runs = runs_of(sentence, mentions, depth);
  const auto topic =
      std::ranges::find_if(runs, [&](const Run& run) { return is_topic(sentence, run.next); });
  if (topic != runs.end()) return holder_from(*topic, mentions, depth);
  const auto doer = std::ranges::find_if(
      runs, [&](const Run& run) { return is_doer(sentence, run.next, depth); });
  Actor actor = somebody(sentence, depth);
  if (actor.found()) {
    const bool known =
        doer != runs.end() && doer->end <= actor.begin && !actor.holders.front().kind.empty();
    if (known) actor.holders = holder_from(*doer, mentions, depth).holders;
    add_joined_office(sentence, mentions, actor);
    return actor;
  }
  return doer == runs.end() ? Actor{} : holder_from(*doer, mentions, depth);
}

bool has_thing_as_topic(View sentence) {
  const auto depth = depths(sentence);
  constexpr std::array<View, 13> conditions{U"に", U"で",   U"て",   U"場合", U"とき", U"際", U"と",
                                            U"又", U"から", U"まで", U"時",   U"後",   U"上"};
  for (std::size_t at = 1; at + 1 < sentence.size(); ++at) {
    if (depth[at] > 0 || sentence[at] != U'は' || sentence[at + 1] != U'、') continue;
    const View before = sentence.substr(0, at);
    const bool condition =
        std::ranges::any_of(conditions, [before](View each) { return before.ends_with(each); });
    if (!condition) return true;
  }
  return false;
}

}  // namespace mamori::regulation
