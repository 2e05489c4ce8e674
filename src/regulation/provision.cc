#include "regulation/provision.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "regulation/provisions/actors.h"
#include "regulation/provisions/clauses.h"
#include "regulation/provisions/definitions.h"
#include "regulation/provisions/inheritance.h"
#include "regulation/provisions/modality.h"
#include "regulation/provisions/offices.h"
#include "regulation/provisions/references.h"
#include "regulation/provisions/sentences.h"
#include "regulation/provisions/term_uses.h"

namespace mamori::regulation {
namespace {

bool has_provisions(const Node& node) {
  const bool outside = node.kind == NodeKind::contents || node.kind == NodeKind::appendix ||
                       node.kind == NodeKind::table || node.kind == NodeKind::note;
  return !outside && !(node.kind == NodeKind::text && node.place.empty());
}

// 次の各号に掲げる…, 以下の…
bool leads_list(View sentence) {
  return sentence.contains(U"次の") || sentence.contains(U"次に") || sentence.contains(U"以下") ||
         sentence.contains(U"下記");
}

// What stands below the node is a list with the node's own text as its 柱書. In numbered style the
// text may as well be a title, or a 項 of its own.
bool leads_its_children(const Node& node) {
  if (node.text.empty()) return false;
  const bool of_article = node.kind == NodeKind::paragraph || node.kind == NodeKind::article ||
                          (node.kind == NodeKind::item && node.place.starts_with("第"));
  return of_article || leads_list(code_points(node.text));
}

// A part of the words, as it stands in the sentence.
std::string as_written(View written, const Words& words, View part) {
  if (part.empty()) return {};
  const auto begin = static_cast<std::size_t>(part.data() - words.text.data());
  return trimmed(utf8(written.substr(begin, part.size())));
}

class Analysis {
 public:
  Analysis(const Document& document, int number)
      : number_(number), offices_(document), index_(document), references_(index_) {
    for (const Node& node : document.nodes) visit(node, {});
    find_uses(provisions_, term_sentences_, index_);
  }
  std::vector<Provision> take() { return std::move(provisions_); }

 private:
  // Returns what the next node beside this one may take over.
  Context visit(const Node& node, Context context) {
    if (!has_provisions(node)) return context;
    const Context given = context;
    context = entered(node, std::move(context), offices_);
    Context own = read_sentences(node, context);
    own = visit_children(node, std::move(own));
    const bool lends_nothing = is_entry(node) && given.in_list;
    if (lends_nothing) return given;
    own.in_list = given.in_list;
    own.lead = given.lead;
    own.caption = given.caption;
    own.definitions = given.definitions;
    return own;
  }

  Context visit_children(const Node& node, Context own) {
    Context flowing = own;
    const bool leads = leads_its_children(node);
    for (const Node& child : node.children) {
      const bool listed = is_entry(child) && leads;
      Context given = listed ? own : flowing;
      if (listed && !own.lead_acts) given.before = {};  // a 柱書 that names nobody lends nobody
      given.in_list = listed || (own.in_list && is_entry(child) && node.text.empty());
      Context after = visit(child, std::move(given));
      if (!listed) flowing = std::move(after);
    }
    return flowing;
  }

  Context read_sentences(const Node& node, Context context) {
    Modality lead = context.lead;  // what the list below this node takes over
    bool led = false;
    if (node.kind == NodeKind::supplementary) return context;  // its own text is 抄
    context.lead_acts = false;
    for (const Sentence& sentence : sentences_of(node)) {
      const Provision& provision = analyse(node, sentence, context);
      context.lead_acts = context.lead_acts || !provision.holders.empty();
      if (!provision.holders.empty()) {
        context.before = {provision.holders, provision.holder_relation, provision.holder_text,
                          demands(provision.modality)};
      }
      if (leads_list(sentence.text) || !led) lead = provision.modality;
      led = led || leads_list(sentence.text);
    }
    context.lead = lead;
    return context;
  }

  const Provision& analyse(const Node& node, const Sentence& sentence, const Context& context) {
    Provision provision{.place = node.place,
                        .line = sentence.line,
                        .document = number_,
                        .text = utf8(sentence.text),
                        .modality = modality_of(sentence.text)};
    const Words words(sentence.text);
    inherit_modality(words, provision, context);
    note_variants(words, sentence.text, provision);
    name_holders(actor_in(words, offices_), sentence.text, provision);
    if (provision.holders.empty()) inherit_holders(words, provision, context, offices_);
    if (provision.holders.empty() && demands(provision.modality)) {
      name_holders(actor_of_proviso(words, offices_), sentence.text, provision);
    }
    if (provision.modality != Modality::none && provision.modality != Modality::definition) {
      provision.condition = as_written(sentence.text, words, condition_in(words));
      provision.object = as_written(sentence.text, words, object_in(words));
    }
    provision.references = references_.read(words, sentence.text, node);
    std::ranges::move(references_.take_notes(), std::back_inserter(provision.notes));
    const bool listed = context.definitions &&
                        (node.kind == NodeKind::item || provision.modality == Modality::definition);
    term_sentences_.push_back({index_.entry_of(node), terms_of(words, node, listed)});
    provisions_.push_back(std::move(provision));
    return provisions_.back();
  }

  // In numbered style the term may stand as the caption of its definition.
  static std::vector<DefinedTerm> terms_of(const Words& words, const Node& node, bool listed) {
    const bool captioned = listed && !node.caption.empty();
    auto terms = terms_defined_in(words, listed && !captioned);
    if (captioned) terms.insert(terms.begin(), {code_points(node.caption), {}});
    return terms;
  }

  static void name_holders(Actor actor, View written, Provision& provision) {
    if (provision.modality == Modality::none || provision.modality == Modality::definition) return;
    if (!actor.found()) return;
    provision.holders = std::move(actor.holders);
    provision.holder_relation = actor.relation;
    provision.holder_text = trimmed(utf8(written.substr(actor.begin, actor.end - actor.begin)));
  }

  // CIS0, システム管理者: written differently from the office that is meant.
  void note_variants(const Words& words, View written, Provision& provision) const {
    for (std::size_t at = 0; at < words.text.size();) {
      std::size_t end = at;
      while (end < words.text.size() && is_noun_sign(words.text[end])) ++end;
      const View proper = offices_.proper(words.view(at, end));
      if (!proper.empty()) {
        const std::string note = "「" + utf8(written.substr(at, end - at)) + "」は「" +
                                 utf8(proper) + "」のこととして読みました。";
        if (std::ranges::find(provision.notes, note) == provision.notes.end()) {
          provision.notes.push_back(note);
        }
      }
      at = end + 1;
    }
  }

  int number_;  // of the document
  OfficeBook offices_;
  PlaceIndex index_;
  ReferenceReader references_;
  std::vector<Provision> provisions_;
  std::vector<TermSentence> term_sentences_;  // beside provisions_
};

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

}  // namespace mamori::regulation
