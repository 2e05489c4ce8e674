#include "regulation/provisions/clauses.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "regulation/numerals.h"
#include "regulation/provisions/modality.h"

namespace mamori::regulation {
namespace {

constexpr std::array condition_words{View(U"場合"), View(U"とき"), View(U"際"),
                                     View(U"時"),   View(U"限り"), View(U"前に"),
                                     View(U"後"),   View(U"上で"), View(U"うえで")};

// Verbs between に and a noun that join nouns and end no clause: 情報資産に係る情報.
constexpr std::array joining_verbs{View(U"に係る"), View(U"に関する"), View(U"に対する"),
                                   View(U"による"), View(U"における"), View(U"に関わる"),
                                   View(U"に伴う"), View(U"に基づく"), View(U"に応じた")};

// What ends in う, つ and the like and is no verb.
constexpr std::array no_verbs{View(U"かつ"),   View(U"よう"),   View(U"ほう"), View(U"もう"),
                              View(U"また"),   View(U"あらた"), View(U"うち"), View(U"ほぼ"),
                              View(U"やすく"), View(U"にくく"), View(U"しく"), View(U"なく"),
                              View(U"よく"),   View(U"広く"),   View(U"早く"), View(U"高く"),
                              View(U"深く"),   View(U"多く"),   View(U"近く")};

bool ends_a_verb(View before) {
  if (before.empty()) return false;
  if (ends_with_any(before, {U"ない", U"べき", U"たい"})) return true;
  if (!View(U"るたうすくぐつぶむぬふ").contains(before.back())) return false;
  const auto is_ending = [before](View each) { return before.ends_with(each); };
  return std::ranges::none_of(no_verbs, is_ending) &&
         std::ranges::none_of(joining_verbs, is_ending);
}

// 係る, 関する behind a に that joins nouns.
bool joins_nouns(View rest) {
  return starts_with_any(rest, {U"係る", U"係り", U"関する", U"関し", U"対する", U"関わる", U"伴う",
                                U"基づく", U"応じた", U"関連する", U"必要な"});
}

// The verb before `at` modifies what begins there.
bool modifies(const Words& words, std::size_t at) {
  const View rest = words.view().substr(at);
  if (starts_with_any(
          rest, {U"ものとする", U"ものとします", U"こととする", U"ことができ", U"ことが出来",
                 U"ことを妨げ", U"ことを禁", U"ことはできな", U"ことを要", U"こと。", U"ものと"})) {
    return false;
  }
  const bool noun =
      is_noun_sign(rest.front()) || rest.front() == U'「' ||
      starts_with_any(rest, {U"もの", U"こと", U"とき", U"ため", U"よう", U"うち", U"うえ",
                             U"ところ", U"おそれ", U"すべて", U"あらゆる", U"その"});
  return noun && ends_a_verb(words.view(0, at));
}

constexpr std::array condition_ends{
    View(U"場合においては、"), View(U"場合において、"), View(U"場合において"),
    View(U"場合には、"),       View(U"場合は、"),       View(U"場合に、"),
    View(U"場合、"),           View(U"場合には"),       View(U"場合は"),
    View(U"ときは、"),         View(U"ときには、"),     View(U"とき、"),
    View(U"ときは"),           View(U"際には、"),       View(U"際は、"),
    View(U"際に、"),           View(U"際、"),           View(U"に当たっては、"),
    View(U"に当たって、"),     View(U"に当たり、"),     View(U"にあたっては、"),
    View(U"にあたり、"),       View(U"に際しては、"),   View(U"に際し、"),
    View(U"を除き、"),         View(U"を除いては、"),   View(U"限り、"),
    View(U"時には、"),         View(U"時は、"),         View(U"る前に、"),
    View(U"う前に、"),         View(U"す前に、"),       View(U"く前に、"),
    View(U"た後に、"),         View(U"た後は、")};

// Where the words before `at` begin: behind the topic (…は、) or a conjunction.
std::size_t behind_topic(const Words& words, std::size_t at) {
  const View text = words.view();
  while (at > 1) {
    const bool topic = text[at - 1] == U'、' && text[at - 2] == U'は' && words.outside(at - 1);
    const bool conjunction = text.substr(0, at) == U"ただし、" || text.substr(0, at) == U"また、" ||
                             text.substr(0, at) == U"なお、" || text.substr(0, at) == U"但し、";
    const bool finished =
        text[at - 1] == U'、' && words.outside(at - 1) &&
        ends_with_any(text.substr(0, at - 1), {U"とし", U"とするが", U"とともに", U"かかわらず"});
    if (topic || conjunction || finished) return at;
    --at;
  }
  return 0;
}

// 責任者に事故があるとき、又は責任者が欠けたときは: both are one condition.
std::size_t behind_joined_conditions(const Words& words, std::size_t end) {
  const View text = words.view();
  for (;;) {
    const View rest = text.substr(end);
    if (!starts_with_any(rest, {U"、又は", U"、若しくは", U"、及び", U"又は", U"及び"})) return end;
    std::size_t next = end + 1;
    const View* found = nullptr;
    for (; next < text.size() && found == nullptr; ++next) {
      if (!words.outside(next)) continue;
      const auto each = std::ranges::find_if(
          condition_ends, [&](View one) { return text.substr(next).starts_with(one); });
      if (each != condition_ends.end()) found = &*each;
    }
    if (found == nullptr) return end;
    end = next - 1 + found->size() - (found->ends_with(U"、") ? 1 : 0);
  }
}

}  // namespace

Clause clause_from(const Words& words, std::size_t from) {
  // 市長が、…: a subject set apart describes no noun.
  const bool apart = from < words.text.size() && words.text[from] == U'、';
  for (std::size_t at = from; at < words.text.size(); ++at) {
    if (!words.outside(at) || at == from) continue;
    if (!modifies(words, at)) continue;
    const View rest = words.view().substr(at);
    const bool condition =
        std::ranges::any_of(condition_words, [rest](View each) { return rest.starts_with(each); });
    if (!condition && apart) continue;
    return {condition ? ClauseEnd::condition : ClauseEnd::noun, at};
  }
  return {ClauseEnd::main, words.text.size()};
}

bool decides(View before_condition) {
  constexpr std::array verbs{View(U"認め"), View(U"判断"), View(U"指定"),   View(U"指名"),
                             View(U"許可"), View(U"承認"), View(U"必要と"), View(U"指示"),
                             View(U"定め"), View(U"命じ"), View(U"求め")};
  const View tail = before_condition.substr(before_condition.size() -
                                            std::min<std::size_t>(before_condition.size(), 6));
  return std::ranges::any_of(verbs, [tail](View each) { return tail.contains(each); });
}

View condition_in(const Words& words) {
  const View text = words.view();
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (!words.outside(at)) continue;
    if (!View(U"場とに際を限時るたうすく").contains(text[at])) continue;
    const View rest = text.substr(at);
    const auto end =
        std::ranges::find_if(condition_ends, [rest](View each) { return rest.starts_with(each); });
    if (end == condition_ends.end()) continue;
    const std::size_t length = end->ends_with(U"、") ? end->size() - 1 : end->size();
    const std::size_t begin = skip_blanks(text, behind_topic(words, at));
    if (begin >= at) return {};
    return text.substr(begin, behind_joined_conditions(words, at + length) - begin);
  }
  return {};
}

namespace {

// 書面をもって, 会議を経て: by what something is done.
bool is_means(View verb) {
  return starts_with_any(
      verb, {U"もって", U"もつて", U"以て", U"通じ", U"経て", U"経由", U"介し", U"踏まえ", U"含め",
             U"はじめ", U"始め", U"問わず", U"除", U"目途", U"限度", U"もとに", U"基に", U"上限"});
}

// 承認を得て行う: another predicate stands behind the one of this を.
bool predicate_follows(View verb) {
  constexpr std::array particles{
      View(U"対し"), View(U"関し"), View(U"おい"), View(U"よっ"), View(U"とし"), View(U"つい"),
      View(U"際し"), View(U"応じ"), View(U"づい"), View(U"たっ"), View(U"もっ"), View(U"通じ"),
      View(U"併せ"), View(U"加え"), View(U"沿っ"), View(U"あて"), View(U"全")};
  for (auto at = verb.find(U'て'); at != View::npos; at = verb.find(U'て', at + 1)) {
    const View rest = verb.substr(at + 1);
    const bool auxiliary =
        rest.empty() || View(U"はもいおくならあみしやほよかさ。").contains(rest.front());
    const View before = verb.substr(0, at);
    const auto ends = [before](View each) { return before.ends_with(each); };
    if (!auxiliary && std::ranges::none_of(particles, ends)) return true;
  }
  return false;
}

// 扉を閉め、鍵を掛け、職員に…: the words behind belong to several predicates. Not
// 裁断し、又は焼却し.
bool is_shared(View verb) {
  std::u32string others(verb);
  for (View joiner : {View(U"又は"), View(U"若しくは")}) {
    for (auto at = others.find(joiner); at != View::npos; at = others.find(joiner)) {
      others.erase(at, joiner.size());
    }
  }
  return others.contains(U'、') && others.find_first_of(U"はがにでと") != View::npos;
}

// The verb between を and the noun at `noun` describes that noun: 設備を有する場所. Not
// ログを書き換えられない媒体に…, whose passive takes no を, and not …するよう努める.
bool describes(const Words& words, std::size_t particle, std::size_t noun) {
  const View verb = words.view(particle + 1, noun);
  if (ends_with_any(verb, {U"られない", U"られる", U"される", U"された", U"されない"}))
    return false;
  const View rest = words.view().substr(noun);
  return !(rest.starts_with(U"よう") && rest.contains(U"努"));
}

bool joins_list(View part) {
  return part.find_first_of(U"及並又") != View::npos || part.contains(U"その他");
}

// Where the sentence part with the object begins, or a list parted by 、: 扉、窓及び鍵を.
std::size_t begin_of_part(const Words& words, View text, std::size_t particle) {
  std::size_t begin = particle;
  while (begin > 0 && !(words.outside(begin - 1) && View(U"、。は").contains(text[begin - 1]))) {
    --begin;
  }
  const auto listed = [&] {
    return begin > 1 && text[begin - 1] == U'、' && is_noun_sign(text[begin - 2]) &&
           !ends_with_any(text.substr(0, begin - 1),
                          {U"都度", U"場合", U"際", U"後", U"前", U"上"}) &&
           joins_list(text.substr(begin, particle - begin));
  };
  while (listed()) {
    --begin;
    while (begin > 0 && words.outside(begin - 1) &&
           (is_noun_sign(text[begin - 1]) || View(U"、の").contains(text[begin - 1]))) {
      --begin;
    }
  }
  return begin < particle && text[begin] == U'、' ? begin + 1 : begin;
}

// 必要に応じて, 管理者に, あらかじめ: no part of the object behind it.
bool ends_other_case(View before) {
  return ends_with_any(before, {U"に", U"で", U"て", U"へ", U"から", U"まで", U"が", U"許可なく",
                                U"ことなく", U"遅滞なく", U"なしに", U"せずに", U"あらかじめ",
                                U"必ず", U"自ら", U"毎年", U"なるべく", U"により"});
}

View noun_phrase_before(const Words& words, View text, std::size_t particle) {
  std::size_t begin = begin_of_part(words, text, particle);
  if (begin > 0 && ends_with_any(text.substr(0, begin), {U"又は"})) return {};
  // Adverbs and other cases before the noun: 必要に応じて適切な措置, 管理者に報告.
  for (std::size_t at = begin; at < particle; ++at) {
    const View before = text.substr(begin, at - begin);
    const View rest = text.substr(at);
    const bool noun =
        is_noun_sign(text[at]) || starts_with_any(rest, {U"その", U"この", U"これ", U"それ"});
    const bool other = words.outside(at) && noun && !joins_nouns(rest) && ends_other_case(before);
    const bool cited = starts_with_any(rest, {U"次の", U"次に"});
    if (other && (cited || clause_from(words, at).at > particle)) begin = at;
  }
  return text.substr(begin, particle - begin);
}

}  // namespace

View object_in(const Words& words) {
  const View text = without_ending_marks(words.view());
  bool only_apart = false;  // behind another predicate, only an object set apart is still its own
  for (std::size_t particle = text.size(); particle-- > 1;) {
    if (text[particle] != U'を' || !words.outside(particle)) continue;
    const bool apart = text.substr(particle + 1).starts_with(U'、');
    const View verb = text.substr(particle + (apart ? 2 : 1));
    if (is_means(verb)) continue;
    const Clause clause = clause_from(words, particle + 1);
    if (clause.end == ClauseEnd::noun && describes(words, particle, clause.at)) continue;
    if (clause.end == ClauseEnd::condition || (only_apart && !apart)) return {};
    if (!apart && predicate_follows(verb)) {
      only_apart = true;
      continue;
    }
    if ((!apart && is_shared(verb)) || (verb.contains(U"よう") && !verb.contains(U"努"))) return {};
    return noun_phrase_before(words, text, particle);
  }
  return {};
}

}  // namespace mamori::regulation
