#include "regulation/provisions/inheritance.h"

#include "base/text.h"
#include "regulation/provisions/actors.h"
#include "regulation/provisions/modality.h"

namespace mamori::regulation {
namespace {

bool divides(const Node& node) {
  switch (node.kind) {
    case NodeKind::part:
    case NodeKind::chapter:
    case NodeKind::section:
    case NodeKind::subsection:
    case NodeKind::division:
    case NodeKind::heading:
    case NodeKind::supplementary:
      return true;
    default:
      return false;
  }
}

bool is_about_definitions(const std::string& caption) {
  return caption.contains("定義") || caption == "用語" || caption == "用語の意義";
}

Lent from_caption(const std::string& caption, const OfficeBook& offices) {
  const Words words(code_points(caption));
  const Actor actor = actor_of_caption(words, offices);
  if (!actor.found()) return {};
  return {actor.holders, actor.relation, utf8(words.view(actor.begin, actor.end))};
}

void take(const Lent& lent, Provision& provision) {
  provision.holders = lent.holders;
  provision.holder_relation = lent.relation;
  provision.holder_text = lent.text;
  provision.holder_inherited = !lent.holders.empty();
}

}  // namespace

bool is_entry(const Node& node) {
  return node.kind == NodeKind::item || node.kind == NodeKind::subitem;
}

bool demands(Modality modality) {
  return modality == Modality::obligation || modality == Modality::prohibition ||
         modality == Modality::effort || modality == Modality::power;
}

Context entered(const Node& node, Context context, const OfficeBook& offices) {
  const bool captioned_entry = is_entry(node) && !node.caption.empty();
  if (divides(node)) {
    context = {.caption = context.caption, .definitions = context.definitions};
    if (node.kind == NodeKind::supplementary) context = {};
  } else if (node.kind == NodeKind::article || (captioned_entry && !context.in_list)) {
    context.article_before = context.before.demanded ? context.before : Lent{};
    context.before = {};
    context.in_list = false;
    if (node.kind == NodeKind::article) context.definitions = false;
  }
  if (node.caption.empty()) return context;
  if (Lent lent = from_caption(node.caption, offices); !lent.empty()) {
    context.caption = std::move(lent);
  } else if (divides(node) || node.kind == NodeKind::article) {
    context.caption = {};
  }
  context.definitions = context.definitions || is_about_definitions(node.caption);
  return context;
}

void inherit_modality(const Words& words, Provision& provision, const Context& context) {
  const bool koto = ends_in_koto(words.view());
  const bool open =
      provision.modality == Modality::none || provision.modality == Modality::declaration || koto;
  // 計画は、毎年作成すること。 below a 柱書 that only declares: a sentence of its own.
  const bool own = koto && !demands(context.lead) && context.lead != Modality::rule &&
                   words.view().contains(U"は、");
  if (context.in_list && open && !own && context.lead != Modality::none) {
    provision.modality_inherited = true;
    provision.modality = context.lead;
  } else if (context.definitions && (koto || provision.modality == Modality::none) &&
             provision.text.ends_with("。")) {
    provision.modality = Modality::definition;
  }
}

void inherit_holders(const Words& words, Provision& provision, const Context& context,
                     const OfficeBook& offices) {
  const Modality modality = provision.modality;
  if (modality == Modality::definition || modality == Modality::none) return;
  const bool thing = has_thing_as_topic(words, offices);
  const bool stated = !demands(modality) && !thing && !states_only(words.view()) &&
                      !has_things_with_words(words, offices);
  if (!demands(modality) && !stated && !context.in_list) return;
  if (!context.before.empty()) return take(context.before, provision);
  if (!demands(modality) || context.in_list) return;
  if (!context.caption.empty()) return take(context.caption, provision);
  if (!thing && modality != Modality::power) take(context.article_before, provision);
}

}  // namespace mamori::regulation
