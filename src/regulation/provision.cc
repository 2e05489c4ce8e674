#include "regulation/provision.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "regulation/offices.h"

namespace mamori::regulation {
namespace {

using View = std::u32string_view;

// Who acts is looked for in so many characters; no sentence of a regulation is as long.
constexpr std::size_t sentence_length_max = 2000;

struct ModalityName {
  Modality modality;
  std::string_view name;
  std::string_view japanese;
};

constexpr std::array modality_names{
    ModalityName{Modality::obligation, "obligation", "義務"},
    ModalityName{Modality::prohibition, "prohibition", "禁止"},
    ModalityName{Modality::effort, "effort", "努力義務"},
    ModalityName{Modality::power, "power", "権限"},
    ModalityName{Modality::rule, "rule", "規定"},
    ModalityName{Modality::commitment, "commitment", "約束"},
    ModalityName{Modality::declaration, "declaration", "宣言"},
    ModalityName{Modality::definition, "definition", "定義"},
    ModalityName{Modality::none, "none", "なし"},
};

struct Ending {
  View words;
  Modality modality;
};

// How a sentence ends, the special before the general.
constexpr std::array endings{
    Ending{U"を改正する", Modality::none},  // an amendment says it of a text, not of anybody
    Ending{U"ように改正する", Modality::none},
    Ending{U"努めなければならない", Modality::effort},
    Ending{U"努めるものとする", Modality::effort},
    Ending{U"努めなければなりません", Modality::effort},
    Ending{U"努めること", Modality::effort},
    Ending{U"努める", Modality::effort},
    Ending{U"努力する", Modality::effort},
    Ending{U"努めます", Modality::commitment},
    Ending{U"てはならないものとする", Modality::prohibition},
    Ending{U"てはならない", Modality::prohibition},
    Ending{U"ではならない", Modality::prohibition},
    Ending{U"てはなりません", Modality::prohibition},
    Ending{U"てはならないこと", Modality::prohibition},
    Ending{U"禁止する", Modality::prohibition},
    Ending{U"禁ずる", Modality::prohibition},
    Ending{U"禁じる", Modality::prohibition},
    Ending{U"禁止とする", Modality::prohibition},
    Ending{U"ないこと", Modality::prohibition},
    Ending{U"なければならないものとする", Modality::obligation},
    Ending{U"なければならない", Modality::obligation},
    Ending{U"ねばならない", Modality::obligation},
    Ending{U"なければなりません", Modality::obligation},
    Ending{U"義務を負う", Modality::obligation},
    Ending{U"ことを要する", Modality::obligation},
    Ending{U"を要する", Modality::obligation},
    Ending{U"ことができるものとする", Modality::power},
    Ending{U"ことができる", Modality::power},
    Ending{U"ことができます", Modality::power},
    Ending{U"できるものとする", Modality::power},
    Ending{U"できる", Modality::power},
    Ending{U"妨げない", Modality::power},
    Ending{U"ものとする", Modality::rule},
    Ending{U"ものとします", Modality::rule},
    Ending{U"こととする", Modality::rule},
    Ending{U"をいう", Modality::definition},
    Ending{U"という", Modality::definition},
    Ending{U"と称する", Modality::definition},
    Ending{U"と呼ぶ", Modality::definition},
    Ending{U"ます", Modality::commitment},
    Ending{U"ません", Modality::commitment},
    Ending{U"すること", Modality::obligation},
    Ending{U"行うこと", Modality::obligation},
};

bool is_closer(char32_t c) {
  return View(U")）」』").contains(c);
}

// Without 。, blanks and a parenthesis that only limits what was said: …をいう（…を除く。）。
View bare_end(View sentence) {
  for (;;) {
    while (!sentence.empty() && (is_blank(sentence.back()) || sentence.back() == U'。')) {
      sentence.remove_suffix(1);
    }
    const bool group = !sentence.empty() && (sentence.back() == U')' || sentence.back() == U'）');
    const auto open = group ? sentence.find_last_of(U"(（") : View::npos;
    const bool limits = open != View::npos && open > 0 && sentence.size() >= 2 &&
                        sentence[sentence.size() - 2] == U'。';
    if (!limits) return sentence;
    sentence = sentence.substr(0, open);
  }
}

bool ends_in_verb(View sentence) {
  if (sentence.size() < 3) return false;
  constexpr std::array<View, 5> others{U"ない", U"である", U"した", U"された", U"による"};
  if (std::ranges::any_of(others, [&](View each) { return sentence.ends_with(each); })) return true;
  return View(U"うくすつぬふむるぐぶ").contains(sentence.back());
}

Modality modality_of(View sentence) {
  const View words = bare_end(sentence);
  const bool meanings = words.ends_with(U"定めるところによる") && words.contains(U"意義");
  if (meanings) return Modality::definition;
  for (const Ending& ending : endings) {
    if (words.ends_with(ending.words)) return ending.modality;
  }
  return ends_in_verb(words) ? Modality::declaration : Modality::none;
}

struct Sentence {
  std::u32string text;
  int line = 0;
};

int line_at(const Node& node, int offset) {
  const auto after = std::ranges::upper_bound(node.breaks, offset, {}, &Break::offset);
  return after == node.breaks.begin() ? node.line : std::prev(after)->line;
}

void keep_sentence(const Node& node, View text, int offset, std::vector<Sentence>& sentences) {
  std::size_t begin = 0;
  while (begin < text.size() && is_blank(text[begin])) ++begin;
  offset += static_cast<int>(utf8(text.substr(0, begin)).size());
  text.remove_prefix(begin);
  if (!text.empty()) sentences.push_back({std::u32string(text), line_at(node, offset)});
}

// At every 。 outside of brackets.
std::vector<Sentence> sentences_of(const Node& node) {
  std::vector<Sentence> sentences;
  const std::u32string text = code_points(node.text);
  int depth = 0;
  int offset = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (View(U"(（「『").contains(text[at])) ++depth;
    if (is_closer(text[at]) && depth > 0) --depth;
    if (text[at] != U'。' || depth > 0) continue;
    const View sentence = View(text).substr(begin, at + 1 - begin);
    keep_sentence(node, sentence, offset, sentences);
    offset += static_cast<int>(utf8(sentence).size());
    begin = at + 1;
  }
  keep_sentence(node, View(text).substr(begin), offset, sentences);
  return sentences;
}

// What a sentence without a subject takes over from the one before or above.
struct Context {
  std::vector<Holder> holders;
  std::string holder_text;
  Modality modality = Modality::none;  // of the 柱書
  bool in_list = false;                // under a 柱書
  std::string caption;                 // of the article
};

class Analysis {
 public:
  Analysis(const Document& document, int number) : number_(number) {
    traverse(document, [this](const Node& node, int) { collect_titles(node); });
    for (const Node& node : document.nodes) visit(node, {});
  }
  std::vector<Provision> take() { return std::move(provisions_); }

 private:
  void collect_titles(const Node& node) {
    for (const OfficeMention& mention : offices_in(folded(code_points(node.text)))) {
      seen_.insert(mention.title);
    }
  }

  static bool has_provisions(const Node& node) {
    const bool outside = node.kind == NodeKind::contents || node.kind == NodeKind::appendix ||
                         node.kind == NodeKind::table;
    return !outside && !(node.kind == NodeKind::text && node.place.empty());
  }

  // Returns what the next node beside this one may take over.
  Context visit(const Node& node, Context context) {
    if (!has_provisions(node)) return context;
    if (node.kind == NodeKind::article) context = {.caption = node.caption};
    if (node.kind == NodeKind::heading) context = {};
    const bool entry = node.kind == NodeKind::item || node.kind == NodeKind::subitem;
    if (!entry || !node.caption.empty()) context.in_list = false;
    Context own = read_sentences(node, context);
    visit_children(node, own);
    // A 号 lends its subject to nothing beside it: the 柱書 does.
    return entry ? context : own;
  }

  void visit_children(const Node& node, const Context& own) {
    Context flowing = own;
    for (const Node& child : node.children) {
      const bool entry = child.kind == NodeKind::item || child.kind == NodeKind::subitem;
      Context given = entry ? own : flowing;
      given.in_list = entry && !node.text.empty();
      Context after = visit(child, given);
      if (!entry) flowing = std::move(after);
    }
  }

  // 次の各号に掲げる…, 以下の…
  static bool leads_list(View sentence) {
    return sentence.contains(U"次の") || sentence.contains(U"次に") || sentence.contains(U"以下");
  }

  Context read_sentences(const Node& node, Context context) {
    Modality lead = context.modality;  // what the list below this node takes over
    bool led = false;
    for (const Sentence& sentence : sentences_of(node)) {
      const Provision& provision = analyse(node, sentence, context);
      if (!provision.holder_text.empty()) {
        context.holders = provision.holders;
        context.holder_text = provision.holder_text;
      }
      if (leads_list(sentence.text) || !led) lead = provision.modality;
      led = led || leads_list(sentence.text);
    }
    context.modality = lead;
    return context;
  }

  const Provision& analyse(const Node& node, const Sentence& sentence, const Context& context) {
    Provision provision{.place = node.place,
                        .line = sentence.line,
                        .document = number_,
                        .text = utf8(sentence.text),
                        .modality = modality_of(sentence.text)};
    inherit_modality(sentence.text, provision, context);
    const std::u32string words = folded(View(sentence.text).substr(0, sentence_length_max));
    note_variants(words, sentence.text, provision);
    take_holder(words, sentence.text, provision);
    if (provision.holder_text.empty()) inherit_holder(words, provision, context);
    if (provision.holders.size() > 1) provision.holder_relation = HolderRelation::joint;
    provisions_.push_back(std::move(provision));
    return provisions_.back();
  }

  static void inherit_modality(View words, Provision& provision, const Context& context) {
    const bool open = provision.modality == Modality::none ||
                      provision.modality == Modality::declaration ||
                      bare_end(words).ends_with(U"こと");
    if (!context.in_list || !open || context.modality == Modality::none) return;
    provision.modality_inherited = true;
    provision.modality = context.modality;
  }

  static void take_holder(View words, View written, Provision& provision) {
    const Actor actor = holder_in(words);
    if (!actor.found() || provision.modality == Modality::none) return;
    provision.holders = actor.holders;
    provision.holder_text = trimmed(utf8(written.substr(actor.begin, actor.end - actor.begin)));
  }

  static bool demands(Modality modality) {
    return modality == Modality::obligation || modality == Modality::prohibition ||
           modality == Modality::effort || modality == Modality::power;
  }

  static void inherit_holder(View words, Provision& provision, const Context& context) {
    const bool demanded = demands(provision.modality) || context.in_list;
    const bool stated =
        (provision.modality == Modality::declaration || provision.modality == Modality::rule ||
         provision.modality == Modality::commitment) &&
        !has_thing_as_topic(words);
    if (!demanded && !stated) return;
    provision.holders = context.holders;
    provision.holder_text = context.holder_text;
    if (provision.holder_text.empty() && demands(provision.modality)) {
      take_from_caption(provision, context.caption);
    }
    provision.holder_inherited = !provision.holder_text.empty();
  }

  // (統括情報セキュリティ責任者の措置事項)
  static void take_from_caption(Provision& provision, const std::string& caption) {
    const std::u32string words = folded(code_points(caption));
    const auto mentions = offices_in(words);
    if (mentions.empty() || mentions.front().begin != 0) return;
    if (!View(words).substr(mentions.front().end).starts_with(U"の")) return;
    provision.holders = {{utf8(mentions.front().title), std::string(mentions.front().kind)}};
    provision.holder_text = utf8(View(words).substr(0, mentions.front().end));
  }

  // CIS0, システム管理者: written differently from the office that is meant.
  void note_variants(View words, View written, Provision& provision) const {
    for (const OfficeMention& mention : offices_in(words)) {
      if (mention.proper.empty() || !seen_.contains(mention.proper)) continue;
      const std::string as_written =
          utf8(written.substr(mention.begin, mention.end - mention.begin));
      const std::string note =
          "「" + as_written + "」は「" + utf8(mention.proper) + "」のこととして読みました。";
      if (std::ranges::find(provision.notes, note) == provision.notes.end()) {
        provision.notes.push_back(note);
      }
    }
  }

  int number_;                          // of the document
  std::set<std::u32string_view> seen_;  // the titles the document names
  std::vector<Provision> provisions_;
};

template <class Items, class ToJson>
JsonArray array_of(const Items& items, ToJson to_json) {
  JsonArray out;
  for (const auto& item : items) out.push_back(to_json(item));
  return out;
}

JsonArray strings(const std::vector<std::string>& values) {
  return array_of(values, [](const std::string& value) { return Json(value); });
}

JsonObject reference_to_json(const Reference& reference) {
  Json law;
  if (reference.kind == ReferenceKind::law) {
    law = JsonObject{{"name", reference.law_name}, {"number", reference.law_number}};
  }
  return {{"text", reference.text},
          {"begin", reference.begin},
          {"kind", name_of(reference.kind)},
          {"places", strings(reference.places)},
          {"law", std::move(law)}};
}

JsonObject definition_to_json(const Definition& definition) {
  return {{"term", definition.term},
          {"scope", definition.scope},
          {"uses", array_of(definition.uses, [](const Use& use) {
             return JsonObject{{"place", use.place}, {"line", use.line}};
           })}};
}

}  // namespace

std::vector<Provision> provisions(const Document& document, int number) {
  return Analysis(document, number).take();
}

std::vector<Provision> provisions(const Reading& reading) {
  std::vector<Provision> all;
  int number = 0;
  for (const Document& document : reading.documents) {
    auto those = provisions(document, ++number);
    std::ranges::move(those, std::back_inserter(all));
  }
  return all;
}

std::string_view name_of(Modality modality) {
  return std::ranges::find(modality_names, modality, &ModalityName::modality)->name;
}

std::string_view japanese_name_of(Modality modality) {
  return std::ranges::find(modality_names, modality, &ModalityName::modality)->japanese;
}

std::string_view name_of(HolderRelation relation) {
  switch (relation) {
    case HolderRelation::sole:
      return "sole";
    case HolderRelation::joint:
      return "joint";
    case HolderRelation::alternative:
      return "alternative";
  }
  return "";
}

std::string_view name_of(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::internal:
      return "internal";
    case ReferenceKind::appendix:
      return "appendix";
    case ReferenceKind::own:
      return "own";
    case ReferenceKind::law:
      return "law";
    case ReferenceKind::dangling:
      return "dangling";
  }
  return "";
}

Json to_json(const Provision& provision) {
  const auto& holders = provision.holders;
  return JsonObject{
      {"place", provision.place},
      {"line", provision.line},
      {"document", provision.document},
      {"text", provision.text},
      {"holder", holders.empty() ? "" : holders.front().title},
      {"holders", array_of(holders, [](const Holder& holder) { return Json(holder.title); })},
      {"holder_kinds", array_of(holders, [](const Holder& holder) { return Json(holder.kind); })},
      {"holder_relation", name_of(provision.holder_relation)},
      {"holder_text", provision.holder_text},
      {"holder_inherited", provision.holder_inherited},
      {"modality", name_of(provision.modality)},
      {"modality_inherited", provision.modality_inherited},
      {"condition", provision.condition},
      {"object", provision.object},
      {"references", array_of(provision.references, reference_to_json)},
      {"defines", array_of(provision.definitions, definition_to_json)},
      {"notes", strings(provision.notes)}};
}

}  // namespace mamori::regulation
