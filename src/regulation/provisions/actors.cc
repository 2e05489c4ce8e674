#include "regulation/provisions/actors.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "regulation/numerals.h"
#include "regulation/provisions/clauses.h"
#include "regulation/provisions/modality.h"
#include "regulation/provisions/noun_phrases.h"

namespace mamori::regulation {
namespace {

// 管理者が不在のときは, 責任者が欠けたときは: who is away does not act.
bool is_absence(View verb) {
  return starts_with_any(
      verb, {U"不在", U"欠け", U"いない", U"事故", U"出張", U"置かれて", U"空席", U"兼ね"});
}

bool is_topic_particle(const Words& words, std::size_t at) {
  const View rest = words.view().substr(at);
  if (rest.front() == U'は') {
    return !starts_with_any(rest, {U"はじめ", U"はか", U"はず", U"はが", U"はいけ", U"はなら"});
  }
  return rest.front() == U'も' &&
         !starts_with_any(rest, {U"も含", U"もの", U"もっ", U"もし", U"もつ", U"もと", U"もち"});
}

// 職員が退職したときは、端末を回収する。 職員が違反したときは、…: somebody else does it then,
// unless he gives back what he has.
bool is_spoken_of(View verb, View main) {
  constexpr std::array leaving{View(U"退職"), View(U"離職"), View(U"異動"), View(U"転出")};
  constexpr std::array giving{View(U"返却"), View(U"返還"), View(U"返納"),          View(U"引き継"),
                              View(U"引継"), View(U"漏ら"), View(U"してはならない")};
  const auto in = [](View text) { return [text](View each) { return text.contains(each); }; };
  if (verb.contains(U"違反")) return true;
  return std::ranges::any_of(leaving, in(verb)) && std::ranges::none_of(giving, in(main));
}

class ActorSearch {
 public:
  ActorSearch(const Words& words, const OfficeBook& offices) : words_(words), offices_(offices) {}

  Actor actor() const {
    const auto topic = first_topic();
    const auto doer = first_doer(topic ? topic->end : 0, topic.has_value());
    if (doer) return made_of(*doer);
    if (topic) return made_of(*topic);
    if (const auto phrase = laid_on()) return made_of(*phrase);
    if (const auto phrase = done_by()) return made_of(*phrase);
    const bool proviso = starts_with_any(words_.view(), {U"ただし", U"但し"});
    return proviso ? Actor{} : condition_actor();
  }

  Actor condition_actor() const {
    const auto phrase = meets_condition();
    return phrase ? made_of(*phrase) : Actor{};
  }

  Actor made_of(const AgentPhrase& phrase) const {
    Actor actor{.begin = phrase.begin, .end = phrase.end};
    for (const NamedAgent& agent : phrase.agents) {
      Holder holder = holder_of(agent);
      const auto same = std::ranges::find(actor.holders, holder.title, &Holder::title);
      if (same == actor.holders.end()) actor.holders.push_back(std::move(holder));
    }
    if (actor.holders.size() > 1) {
      actor.relation = phrase.alternative ? HolderRelation::alternative : HolderRelation::joint;
    }
    return actor;
  }

 private:
  Holder holder_of(const NamedAgent& agent) const {
    Holder holder = offices_.office(agent.title);
    const bool described = holder.kind.empty() && agent.title.ends_with(U"者") &&
                           std::ranges::any_of(agent.title, is_hiragana);
    if (described) holder.kind = "staff";
    return holder;
  }

  // CISOは, 職員等も.
  std::optional<AgentPhrase> first_topic() const {
    for (std::size_t at = 1; at < words_.text.size(); ++at) {
      if (!words_.outside(at) || !is_topic_particle(words_, at)) continue;
      auto phrase = agents_before(words_, at, offices_);
      if (phrase && !is_passive_scope(phrase)) return phrase;
    }
    return std::nullopt;
  }

  // この方針が適用される者は、…とする: it says whom the text binds, and lays nothing on them.
  bool is_passive_scope(const AgentPhrase& phrase) const {
    const View title = phrase.agents.back().title;
    const bool scope = ends_with_any(title, {U"される者", U"適用者", U"対象者"}) ||
                       ends_with_any(words_.view(0, phrase.begin), {U"される", U"とする"});
    return scope && states_only(words_.view());
  }

  // 必要な事項は、市長が別に定める: not 管理者が定める場所に保管する.
  std::optional<AgentPhrase> first_doer(std::size_t from, bool has_topic) const {
    for (std::size_t at = std::max<std::size_t>(from, 1); at < words_.text.size(); ++at) {
      if (words_.text[at] != U'が' || !words_.outside(at)) continue;
      auto phrase = agents_before(words_, at, offices_);
      if (!phrase || clause_from(words_, at + 1).end != ClauseEnd::main) continue;
      if (is_absence(words_.view().substr(at + 1))) continue;
      // 市長が、必要と認めた鍵は、…: another topic follows.
      if (words_.view().substr(at + 1).starts_with(U"、") && topic_follows(at)) continue;
      // 町長が必要と認めること: a matter somebody decides.
      if (ends_in_koto(words_.view()) && decides(words_.view())) continue;
      const View rest = words_.view().substr(at);
      // Behind a topic that is an office only what directly follows it: 委員会は、委員長が招集する.
      const bool near = phrase.begin <= from + 2 && rest.size() <= 30 && !rest.contains(U'、');
      if (!has_topic || near) return phrase;
    }
    return std::nullopt;
  }

  bool topic_follows(std::size_t at) const {
    const View rest = words_.view().substr(at);
    const auto topic = rest.find(U"は、");
    return topic != View::npos && topic > 0 && is_noun_sign(rest[topic - 1]) &&
           words_.outside(at + topic);
  }

  // 所属長にあっては、…
  std::optional<AgentPhrase> laid_on() const {
    for (View particle :
         {View(U"にあっては"), View(U"においては"), View(U"としては"), View(U"にあつては")}) {
      const auto at = words_.view().find(particle);
      if (at == View::npos || at == 0 || !words_.outside(at)) continue;
      if (auto phrase = agents_before(words_, at, offices_)) return phrase;
    }
    if (auto phrase = owed_by()) return phrase;
    return done_at();
  }

  // 職員には、秘密を守る義務がある。 台帳の整備は、所属長の責務とする。
  std::optional<AgentPhrase> owed_by() const {
    const View bare = without_ending_marks(words_.view());
    for (View duty : {View(U"の責務とする"), View(U"の義務とする"), View(U"の職務とする"),
                      View(U"の責任とする"), View(U"の任務とする")}) {
      if (!bare.ends_with(duty)) continue;
      if (auto phrase = agents_before(words_, bare.size() - duty.size(), offices_)) return phrase;
    }
    if (!ends_with_any(bare, {U"義務がある", U"責務がある", U"責任がある"})) return std::nullopt;
    const auto at = bare.find(U"には");
    if (at == View::npos || at == 0 || !words_.outside(at)) return std::nullopt;
    auto phrase = agents_before(words_, at, offices_);
    return phrase ? std::optional(std::move(phrase)) : std::nullopt;
  }

  // 庶務は、総務課において処理する。
  std::optional<AgentPhrase> done_at() const {
    constexpr std::size_t verb_length_max = 10;
    const View bare = without_ending_marks(words_.view());
    const auto at = bare.rfind(U"において");
    if (at == View::npos || at == 0 || bare.size() - at - 4 > verb_length_max) return std::nullopt;
    if (bare.substr(at).contains(U'、')) return std::nullopt;
    auto phrase = agents_before(words_, at, offices_);
    return phrase ? std::optional(std::move(phrase)) : std::nullopt;
  }

  // …は、情報システム管理者により行われなければならない
  std::optional<AgentPhrase> done_by() const {
    const View bare = without_ending_marks(words_.view());
    const bool passive =
        ends_with_any(bare, {U"れる", U"れなければならない", U"れるものとする", U"れてはならない"});
    if (!passive) return std::nullopt;
    for (View particle : {View(U"によって"), View(U"により")}) {
      const auto at = words_.view().find(particle);
      if (at == View::npos || at == 0 || !words_.outside(at)) continue;
      if (auto phrase = agents_before(words_, at, offices_)) return phrase;
    }
    return std::nullopt;
  }

  // 職員等が持ち出す場合は、…: who meets the condition acts, unless he only decides it or is spoken
  // of again as somebody else's object.
  std::optional<AgentPhrase> meets_condition() const {
    for (std::size_t at = 1; at < words_.text.size(); ++at) {
      if (words_.text[at] != U'が' || !words_.outside(at)) continue;
      auto phrase = agents_before(words_, at, offices_);
      if (!phrase) continue;
      const Clause clause = clause_from(words_, at + 1);
      const View verb = words_.view(at, clause.at);
      const bool needs = verb.contains(U"必要") && verb.contains(U"認め");
      if (clause.end != ClauseEnd::condition || (decides(verb) && !needs)) continue;
      if (is_absence(verb.substr(1)) || words_.view().contains(U"準用する")) continue;
      if (is_spoken_of(verb, words_.view().substr(clause.at))) continue;
      const std::u32string& title = phrase.agents.back().title;
      const auto again = words_.view().find(title, clause.at);
      if (again == View::npos) return phrase;
    }
    return std::nullopt;
  }

  const Words& words_;
  const OfficeBook& offices_;
};

// 契約書, 台帳: the thing before には, unless that is a time or a case.
bool is_place_of_words(View before) {
  const bool time = ends_with_any(before, {U"場合", U"とき", U"際", U"時", U"者", U"以内", U"日",
                                           U"まで", U"うえ", U"ため", U"前", U"後"});
  return !before.empty() && is_noun_sign(before.back()) && !time;
}

}  // namespace

Actor actor_in(const Words& words, const OfficeBook& offices) {
  return ActorSearch(words, offices).actor();
}

Actor actor_of_proviso(const Words& words, const OfficeBook& offices) {
  return ActorSearch(words, offices).condition_actor();
}

Actor actor_of_caption(const Words& words, const OfficeBook& offices) {
  const View text = words.view();
  const auto at = text.find(U'の');
  if (at == View::npos || at == 0) return {};
  View rest = text.substr(at + 1);
  if (rest.starts_with(U"情報セキュリティに関する")) rest.remove_prefix(12);
  const bool laid =
      starts_with_any(rest, {U"責務", U"義務", U"遵守", U"順守", U"措置", U"役割", U"任務", U"職務",
                             U"責任", U"報告義務", U"禁止事項", U"心得", U"業務", U"権限", U"対応",
                             U"事務", U"仕事", U"守るべき", U"行うべき"});
  if (!laid) return {};
  const AgentPhrase phrase = agents_before(words, at, offices);
  return phrase && phrase.begin == 0 ? ActorSearch(words, offices).made_of(phrase) : Actor{};
}

bool has_things_with_words(const Words& words, const OfficeBook& offices) {
  const View text = words.view();
  if (const auto about = text.find(U"については、"); about != View::npos && about > 0) {
    return words.outside(about) && !agents_before(words, about, offices);
  }
  const auto at = text.find(U"には");
  if (at == View::npos || at == 0 || !words.outside(at)) return false;
  return is_place_of_words(text.substr(0, end_before(words, at))) &&
         !agents_before(words, at, offices);
}

bool has_thing_as_topic(const Words& words, const OfficeBook& offices) {
  const View text = words.view();
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    if (!words.outside(at) || !is_topic_particle(words, at) || text[at] != U'は') continue;
    const View before = text.substr(0, end_before(words, at));
    const bool other = ends_with_any(
        before, {U"に", U"で", U"て", U"場合", U"とき", U"際", U"と", U"又", U"から", U"まで",
                 U"時", U"後", U"上", U"ある", U"若しく", U"もしく", U"また", U"前"});
    if (!other && !agents_before(words, at, offices)) return true;
  }
  return false;
}

}  // namespace mamori::regulation
