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
constexpr std::array no_verbs{View(U"かつ"), View(U"よう"),   View(U"ほう"), View(U"もう"),
                              View(U"また"), View(U"あらた"), View(U"うち"), View(U"ほぼ")};

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
  return starts_with_any(rest, {U"係る", U"関する", U"対する", U"関わる", U"伴う", U"基づく",
                                U"応じた", U"関連する", U"必要な"});
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
    View(U"時には、"),         View(U"時は、")};

// Where the words before `at` begin: behind the topic (…は、) or a conjunction.
std::size_t behind_topic(const Words& words, std::size_t at) {
  const View text = words.view();
  while (at > 1) {
    const bool topic = text[at - 1] == U'、' && text[at - 2] == U'は' && words.outside(at - 1);
    const bool conjunction = text.substr(0, at) == U"ただし、" || text.substr(0, at) == U"また、" ||
                             text.substr(0, at) == U"なお、" || text.substr(0, at) == U"但し、";
    if (topic || conjunction) return at;
    --at;
  }
  return 0;
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
    if (!View(U"場とに際を限時").contains(text[at])) continue;
    const View rest = text.substr(at);
    const auto end =
        std::ranges::find_if(condition_ends, [rest](View each) { return rest.starts_with(each); });
    if (end == condition_ends.end()) continue;
    const std::size_t length = end->ends_with(U"、") ? end->size() - 1 : end->size();
    const std::size_t begin = skip_blanks(text, behind_topic(words, at));
    return begin < at ? text.substr(begin, at + length - begin) : View{};
  }
  return {};
}

View object_in(const Words& words) {
  const View text = without_ending_marks(words.view());
  std::size_t particle = text.size();
  while (particle > 0 && !(text[particle - 1] == U'を' && words.outside(particle - 1))) --particle;
  if (particle < 2) return {};
  --particle;
  const View verb = text.substr(particle + 1);
  if (verb.contains(U"よう")) return {};
  const bool shared = verb.contains(U'、');
  if (shared &&
      std::ranges::any_of(verb, [](char32_t c) { return View(U"はがにでと").contains(c); })) {
    return {};
  }
  if (clause_from(words, particle + 1).end == ClauseEnd::condition) return {};
  std::size_t begin = particle;
  while (begin > 0 && !(words.outside(begin - 1) && View(U"、。は").contains(text[begin - 1]))) {
    --begin;
  }
  if (begin > 0 && text[begin - 1] == U'は' && ends_with_any(text.substr(0, begin), {U"又は"})) {
    return {};
  }
  // A list parted by 、: 扉、窓及び鍵を.
  const auto listed = [&] {
    return begin > 1 && text[begin - 1] == U'、' && is_noun_sign(text[begin - 2]) &&
           text.substr(begin, particle - begin).contains(U"及び");
  };
  while (listed()) {
    --begin;
    while (begin > 0 && (is_noun_sign(text[begin - 1]) || text[begin - 1] == U'、')) --begin;
  }
  if (text[begin] == U'、') ++begin;
  // Adverbs and other cases before the noun: 必要に応じて適切な措置, 管理者に報告.
  for (std::size_t at = begin; at < particle; ++at) {
    const View before = text.substr(begin, at - begin);
    const bool other =
        words.outside(at) && is_noun_sign(text[at]) && !joins_nouns(text.substr(at)) &&
        ends_with_any(before, {U"に", U"で", U"て", U"へ", U"から", U"まで", U"が"}) &&
        clause_from(words, at).at > particle;
    if (other) begin = at;
  }
  return text.substr(begin, particle - begin);
}

}  // namespace mamori::regulation
