#include "procedures/decision.h"

#include <algorithm>
#include <set>

#include "procedures/assigning.h"
#include "procedures/writing.h"

namespace mamori::procedures {
namespace {

using access::Party;
using registers::Field;
using registers::FieldType;

constexpr int comment_max = 400;
constexpr std::string_view asking =
    "【{step}】{applicant}さんから {number}（{title}）の申請がありました。";
constexpr std::string_view sent_back = "sent_back";
constexpr std::string_view pulled_back = "pulled_back";
constexpr std::string_view refused = "refused";
constexpr std::string_view withdrawn = "withdrawn";

// A seat as declared, before its acts are made.
struct Chair {
  Seat seat;
  access::Rule rule;
  std::string word;    // 許可
  std::string suffix;  // of its acts: _ciso
  std::vector<std::string> controls;
  std::vector<Field> fields;
};

// A decision step as declared.
struct Stage {
  DecisionStep step;
  std::vector<Chair> chairs;
  int days = 0;
};

// What stands beside the steps in the declaration.
struct Wording {
  std::string refuse_label;
  std::string refused_word;
  std::string then;  // what the applicant is to do once it is granted
  std::vector<Telling> tell;
  std::vector<Write> writes;
  std::vector<Assignment> assigns;
  std::vector<Party> escalate;
  std::vector<std::string> withdraw_from;
};

Field comment(std::string label, bool required) {
  return {.name = "comment",
          .label = std::move(label),
          .type = FieldType::long_text,
          .required = required,
          .length_max = comment_max,
          .help = required ? "申請者に示されます。" : "条件などがあれば書きます。"};
}

Result<std::vector<Party>> parse_parties(const Yaml& list) {
  std::vector<Party> parties;
  for (const Yaml& item : list.items()) {
    auto party = access::parse_party(item);
    if (!party) return fail(party.error());
    parties.push_back(*std::move(party));
  }
  return parties;
}

Telling to_applicant(std::string text) {
  return {.next = false, .to = {{Party::Kind::person, "", "applicant"}}, .text = std::move(text)};
}

Telling to_next(std::string text) {
  return {.next = true, .to = {}, .text = std::move(text)};
}

// --- reading ---

// The keys of one seat, wherever it is declared: of the whole decision, of a step, of a seat.
Result<Chair> parse_chair(const Yaml& node, const Yaml& outer, const registers::Schemes& schemes,
                          const access::Segregation& segregation) {
  Chair chair{.seat = {node["id"].text(), node["label"].text(), ""},
              .rule = {},
              .word = node["word"].text(outer["word"].text("許可")),
              .suffix = "",
              .controls = node["controls"].texts(),
              .fields = {}};
  if (chair.controls.empty()) chair.controls = outer["controls"].texts();
  if (!node["by"].present() && !node["by_first"].present()) {
    return fail(node.error("決裁の段階には、by・by_first・together のどれかが必要です。"));
  }
  auto rule = access::parse_rule(node, segregation);
  if (!rule) return fail(rule.error());
  chair.rule = *std::move(rule);
  // Nobody decides what they ask for themselves, unless the definition says otherwise.
  const access::Separation* own = segregation.find("applicant_is_not_approver");
  if (!node["never"].is_list() && own) chair.rule.never.push_back(own->exclusion);
  auto fields = registers::parse_fields(node["fields"], schemes);
  if (!fields) return fail(fields.error());
  chair.fields = *std::move(fields);
  return chair;
}

Result<std::vector<Chair>> parse_chairs(const Yaml& node, const Yaml& outer,
                                        const registers::Schemes& schemes,
                                        const access::Segregation& segregation) {
  std::vector<Chair> chairs;
  if (!node["together"].is_list()) {
    auto chair = parse_chair(node, outer, schemes, segregation);
    if (!chair) return fail(chair.error());
    chairs.push_back(*std::move(chair));
    return chairs;
  }
  for (const Yaml& item : node["together"].items()) {
    if (auto known =
            item.only({"id", "label", "word", "by", "by_first", "never", "controls", "fields"});
        !known) {
      return fail(known.error());
    }
    auto chair = parse_chair(item, node, schemes, segregation);
    if (!chair) return fail(chair.error());
    if (chair->seat.id.empty() || chair->seat.label.empty()) {
      return fail(item.error("合議の席には id と label が必要です。"));
    }
    chairs.push_back(*std::move(chair));
  }
  return chairs;
}

Result<Stage> parse_stage(const Yaml& node, const Yaml& outer, const registers::Schemes& schemes,
                          const access::Segregation& segregation, const Definition& definition) {
  Stage stage{.step = {.id = node["id"].text(),
                       .label = node["label"].text("決裁"),
                       .state = "",
                       .when = {},
                       .seats = {}},
              .chairs = {},
              .days = static_cast<int>(node["days"].number().value_or(0))};
  if (node["when"].present()) {
    auto when = registers::parse_condition(node["when"], {definition.form, schemes});
    if (!when) return fail(when.error());
    stage.step.when = *std::move(when);
  }
  auto chairs = parse_chairs(node, outer, schemes, segregation);
  if (!chairs) return fail(chairs.error());
  stage.chairs = *std::move(chairs);
  return stage;
}

// Who agreed at an earlier step is excluded from this one (別の人).
void set_apart(const std::vector<Stage>& earlier, Stage& stage) {
  for (const Stage& before : earlier) {
    for (const Chair& chair : before.chairs) {
      for (Chair& later : stage.chairs) {
        later.rule.never.push_back(
            {.party = {Party::Kind::person, "", chair.seat.act},
             .code = "decided_already",
             .message = "前の段階で決裁した人は、この段階の決裁をすることができません。",
             .controls = {}});
      }
    }
  }
}

void name_acts(Stage& stage, bool only_one, bool first) {
  stage.step.state = first ? "requested" : "requested_" + stage.step.id;
  for (Chair& chair : stage.chairs) {
    if (stage.chairs.size() == 1) chair.seat.id = stage.step.id;
    if (!only_one) chair.suffix = "_" + chair.seat.id;
    chair.seat.act = "approve" + chair.suffix;
    stage.step.seats.push_back(chair.seat);
  }
}

Result<std::vector<Stage>> parse_stages(const Yaml& node, const registers::Schemes& schemes,
                                        const access::Segregation& segregation,
                                        const Definition& definition) {
  std::vector<Stage> stages;
  if (!node["steps"].present()) {
    auto stage = parse_stage(node, node, schemes, segregation, definition);
    if (!stage) return fail(stage.error());
    stage->step.id = "decision";
    name_acts(*stage, stage->chairs.size() == 1, true);
    stages.push_back(*std::move(stage));
    return stages;
  }
  for (const Yaml& item : node["steps"].items()) {
    if (auto known = item.only({"id", "label", "word", "when", "days", "apart", "together", "by",
                                "by_first", "never", "controls", "fields"});
        !known) {
      return fail(known.error());
    }
    auto stage = parse_stage(item, node, schemes, segregation, definition);
    if (!stage) return fail(stage.error());
    if (stage->step.id.empty()) return fail(item.error("決裁の段階には id が必要です。"));
    name_acts(*stage, false, stages.empty());
    if (item["apart"].flag(false)) set_apart(stages, *stage);
    stages.push_back(*std::move(stage));
  }
  return stages;
}

Result<Wording> parse_wording(const Yaml& node, const Definition& definition,
                              const registers::Schemes& schemes) {
  const std::string word = node["word"].text("許可");
  Wording wording{.refuse_label = node["refuse"]["label"].text(word + "しない"),
                  .refused_word = node["refuse"]["done"].text("不" + word),
                  .then = node["then"].text(),
                  .tell = {},
                  .writes = {},
                  .assigns = {},
                  .escalate = {},
                  .withdraw_from = node["withdraw_from"].texts()};
  auto tell = parse_tellings(node["tell"]);
  if (!tell) return fail(tell.error());
  wording.tell = *std::move(tell);
  auto writes = parse_writes(node["writes"], definition, {}, schemes);
  if (!writes) return fail(writes.error());
  wording.writes = *std::move(writes);
  auto assigns = parse_assignments(node["assigns"], definition, {}, schemes);
  if (!assigns) return fail(assigns.error());
  wording.assigns = *std::move(assigns);
  auto escalate = parse_parties(node["escalate"]);
  if (!escalate) return fail(escalate.error());
  wording.escalate = *std::move(escalate);
  return wording;
}

// --- unfolding ---

// Makes the states, steps, dues and boxes of a decision.
class Unfolding {
 public:
  Unfolding(Definition& definition, std::vector<Stage> stages, Wording wording, std::string word)
      : definition_(definition),
        stages_(std::move(stages)),
        wording_(std::move(wording)),
        word_(std::move(word)) {}

  void unfold() {
    add_states();
    add_steps();
    add_boxes();
  }

 private:
  void add_states() {
    std::vector<State> states;
    const bool occupies = definition_.occupation.has_value();
    for (const Stage& stage : stages_) {
      State state{.id = stage.step.state,
                  .label = stage.step.label + "待ち",
                  .tone = "waiting",
                  .open = true,
                  .occupies = occupies};
      if (stage.days > 0) state.due = add_due(stage);
      states.push_back(std::move(state));
    }
    states.push_back(
        {.id = std::string(sent_back), .label = "差戻し", .tone = "warning", .open = true});
    states.push_back(
        {.id = std::string(pulled_back), .label = "引戻し", .tone = "warning", .open = true});
    const bool declared = definition_.state(definition_.decision->outcome) != nullptr;
    if (!declared) {
      states.push_back({.id = definition_.decision->outcome,
                        .label = word_,
                        .tone = "success",
                        .decided = true});
    }
    std::ranges::move(definition_.states, std::back_inserter(states));
    states.push_back({.id = std::string(refused),
                      .label = wording_.refused_word,
                      .tone = "stopped",
                      .decided = true});
    states.push_back({.id = std::string(withdrawn), .label = "取下げ", .tone = "stopped"});
    definition_.states = std::move(states);
  }

  std::string add_due(const Stage& stage) {
    Due due{.id = "decision_" + stage.step.state,
            .label = stage.step.label + "の期限",
            .field = "",
            .days = stage.days,
            .late = "決裁する人に、決裁を急ぐよう頼んでください。",
            .tell = {to_next("【決裁の遅れ】{applicant}さんの {number}（{title}）が、期限（{due}）"
                             "を過ぎても決裁されていません。"),
                     to_applicant("【決裁の遅れ】{number} が、期限（{due}）を過ぎても決裁されて"
                                  "いません。")},
            .becomes = ""};
    if (!wording_.escalate.empty()) {
      due.tell.push_back({.next = false,
                          .to = wording_.escalate,
                          .text = "【決裁の遅れ】{applicant}さんの {number}（{title}）が、期限"
                                  "（{due}）を過ぎても決裁されていません。"});
    }
    definition_.dues.push_back(due);
    return due.id;
  }

  void add_steps() {
    std::vector<Step> own = std::move(definition_.steps);
    definition_.steps.clear();
    const bool files_itself =
        std::ranges::any_of(own, [](const Step& step) { return step.from.empty(); });
    if (!files_itself) add(filing());
    add(handing_in_again());
    for (std::size_t index = 0; index < stages_.size(); ++index) {
      for (const Chair& chair : stages_[index].chairs) add_acts(index, chair);
    }
    add(pulling_back());
    for (Step& step : own) {
      if (step.to == to_decision) {
        step.to = stages_.front().step.state;
        step.to_decision = true;
      }
      add(std::move(step));
    }
    add(withdrawing());
  }

  void add(Step step) { definition_.steps.push_back(std::move(step)); }

  Step filing() const {
    return {.id = "submit",
            .label = "申請する",
            .done = "申請",
            .from = {},
            .to = stages_.front().step.state,
            .rule = definition_.apply,
            .to_decision = true,
            .form = true,
            .tell = {to_next(std::string(asking))}};
  }

  Step of_applicant(std::string id, std::string label, std::string done) const {
    return {.id = std::move(id),
            .label = std::move(label),
            .done = std::move(done),
            .rule = {.order = access::Order::any,
                     .by = {{Party::Kind::person, "", "applicant"}},
                     .never = {}}};
  }

  Step handing_in_again() const {
    Step step = of_applicant("resubmit", "直して申請し直す", "再申請");
    step.from = {std::string(sent_back), std::string(pulled_back)};
    step.to = stages_.front().step.state;
    step.to_decision = true;
    step.form = true;
    step.tell = {to_next("【{step}】{applicant}さんが {number} を直して申請し直しました。")};
    return step;
  }

  Step pulling_back() const {
    Step step = of_applicant("pull_back", "引き戻して直す", "引戻し");
    step.role = Role::pull_back;
    for (const Stage& stage : stages_) step.from.push_back(stage.step.state);
    step.to = pulled_back;
    return step;
  }

  Step withdrawing() const {
    Step step = of_applicant("withdraw", "取り下げる", "取下げ");
    step.role = Role::withdraw;
    step.tone = "danger";
    for (const Stage& stage : stages_) step.from.push_back(stage.step.state);
    for (const std::string_view state : {sent_back, pulled_back}) step.from.emplace_back(state);
    std::ranges::copy(wording_.withdraw_from, std::back_inserter(step.from));
    step.to = withdrawn;
    step.fields = {comment("理由", false)};
    step.fields.front().help.clear();
    return step;
  }

  // What the one in this seat may do.
  void add_acts(std::size_t index, const Chair& chair) {
    const Stage& stage = stages_[index];
    const std::string& of_seat = chair.suffix;
    const std::string as =
        stage.chairs.size() > 1 ? "（" + chair.seat.label + "として）" : std::string();
    const auto decided = [&](std::string id, std::string label, std::string done, Role role) {
      return Step{.id = std::move(id),
                  .label = std::move(label) + as,
                  .done = std::move(done),
                  .from = {stage.step.state},
                  .rule = chair.rule,
                  .role = role,
                  .seat = chair.seat.id,
                  .controls = chair.controls};
    };
    Step agree = decided(chair.seat.act, chair.word + "する", chair.word, Role::approve);
    agree.tone = "primary";
    agree.to =
        index + 1 < stages_.size() ? stages_[index + 1].step.state : definition_.decision->outcome;
    agree.fields = chair.fields;
    agree.fields.push_back(comment("意見", false));
    agree.tell = {
        to_applicant("【" + word_ + "】{number} が" + word_ + "されました。" + wording_.then)};
    std::ranges::copy(wording_.tell, std::back_inserter(agree.tell));
    agree.writes = wording_.writes;
    agree.assigns = wording_.assigns;
    agree.tell_onward = {to_next(std::string(asking))};
    add(std::move(agree));

    Step back = decided("send_back" + of_seat, "差し戻す", "差戻し", Role::send_back);
    back.to = sent_back;
    back.fields = {comment("理由", true)};
    back.tell = {to_applicant("【差戻し】{number} が差し戻されました。理由：{comment}")};
    add(std::move(back));
    for (std::size_t before = 0; before < index; ++before) {
      const DecisionStep& earlier = stages_[before].step;
      Step again = decided("send_back" + of_seat + "_to_" + earlier.id,
                           "「" + earlier.label + "」に差し戻す", "差戻し", Role::send_back);
      again.to = earlier.state;
      again.back_to = earlier.id;
      again.fields = {comment("理由", true)};
      again.tell = {to_next("【差戻し】{number}（{title}）が「" + earlier.label +
                            "」に差し戻されました。理由：{comment}")};
      add(std::move(again));
    }

    Step no =
        decided("refuse" + of_seat, wording_.refuse_label, wording_.refused_word, Role::refuse);
    no.tone = "danger";
    no.to = refused;
    no.fields = {comment("理由", true)};
    no.tell = {to_applicant("【" + wording_.refused_word + "】{number} は" + word_ +
                            "されませんでした。理由：{comment}")};
    add(std::move(no));
  }

  // 結果の報告 before CISOの事後の承認.
  bool leads_to_decision(const RouteStep& box) const {
    return std::ranges::any_of(box.acts, [&](const std::string& id) {
      const Step* step = definition_.step(id);
      return step && step->to_decision;
    });
  }

  void add_boxes() {
    std::vector<RouteStep> boxes{{"申請", {definition_.filing_step().id, "resubmit"}}};
    auto& route = definition_.route;
    const auto behind = std::ranges::stable_partition(route, [&](const RouteStep& box) {
                          return leads_to_decision(box);
                        }).begin();
    std::move(route.begin(), behind, std::back_inserter(boxes));
    for (const Stage& stage : stages_) {
      for (const Chair& chair : stage.chairs) {
        RouteStep box{stage.chairs.size() > 1 ? chair.seat.label : stage.step.label, {}};
        for (const Step& step : definition_.steps) {
          if (is_decided(step.role) && step.seat == chair.seat.id) box.acts.push_back(step.id);
        }
        boxes.push_back(std::move(box));
      }
    }
    std::move(behind, route.end(), std::back_inserter(boxes));
    route = std::move(boxes);
  }

  Definition& definition_;
  const std::vector<Stage> stages_;
  const Wording wording_;
  const std::string word_;
};

// --- whole ---

Result<void> check_stages(const Yaml& node, const std::vector<Stage>& stages) {
  std::size_t seats = 0;
  std::set<std::string> ids;
  for (const Stage& stage : stages) {
    seats += stage.chairs.size();
    for (const Chair& chair : stage.chairs) {
      if (!ids.insert(chair.seat.id).second) {
        return fail(node.error("決裁の席「" + chair.seat.id + "」が二つあります。"));
      }
    }
  }
  if (seats > seats_max) {
    return fail(node.error("決裁の席は" + std::to_string(seats_max) + "つまでです。"));
  }
  const bool always =
      std::ranges::any_of(stages, [](const Stage& stage) { return !stage.step.when; });
  if (always) return {};
  return fail(node.error("when のない段階が、少なくとも一つ必要です。"));
}

// `approve` as a person: whoever agreed, at any seat.
void name_approvers(std::vector<Party>& parties, const std::vector<std::string>& acts) {
  std::vector<Party> named;
  for (Party& party : parties) {
    if (party.kind != Party::Kind::person || party.fact != "approve") {
      named.push_back(std::move(party));
      continue;
    }
    for (const std::string& act : acts) named.push_back({Party::Kind::person, "", act});
  }
  parties = std::move(named);
}

void name_approvers(access::Rule& rule, const std::vector<std::string>& acts) {
  name_approvers(rule.by, acts);
  std::vector<access::Exclusion> never;
  for (access::Exclusion& exclusion : rule.never) {
    std::vector<Party> parties{exclusion.party};
    name_approvers(parties, acts);
    for (Party& party : parties) {
      never.push_back(exclusion);
      never.back().party = std::move(party);
    }
  }
  rule.never = std::move(never);
}

void name_approvers(Definition& definition) {
  std::vector<std::string> acts;
  for (const DecisionStep& step : definition.decision->steps) {
    for (const Seat& seat : step.seats) acts.push_back(seat.act);
  }
  for (Step& step : definition.steps) {
    name_approvers(step.rule, acts);
    for (Telling& telling : step.tell) name_approvers(telling.to, acts);
  }
  for (Due& due : definition.dues) {
    for (Telling& telling : due.tell) name_approvers(telling.to, acts);
  }
}

}  // namespace

Result<std::vector<Telling>> parse_tellings(const Yaml& list) {
  std::vector<Telling> tellings;
  for (const Yaml& node : list.items()) {
    if (auto known = node.only({"to", "text"}); !known) return fail(known.error());
    Telling telling{.next = node["to"].text() == "next", .to = {}, .text = node["text"].text()};
    for (const Yaml& item : node["to"].items()) {
      auto party = access::parse_party(item);
      if (!party) return fail(party.error());
      telling.to.push_back(*std::move(party));
    }
    if (telling.text.empty() || (!telling.next && telling.to.empty())) {
      return fail(node.error("知らせには to と text が必要です。"));
    }
    tellings.push_back(std::move(telling));
  }
  return tellings;
}

Result<void> parse_decision(const Yaml& root, const registers::Schemes& schemes,
                            const access::Segregation& segregation, Definition& definition) {
  const Yaml node = root["decision"];
  if (!node.present()) return {};
  if (auto known = node.only({"word", "label", "to", "then", "tell", "escalate", "withdraw_from",
                              "refuse", "writes", "assigns", "steps", "together", "days", "by",
                              "by_first", "never", "controls", "fields"});
      !known) {
    return known;
  }
  auto stages = parse_stages(node, schemes, segregation, definition);
  if (!stages) return fail(stages.error());
  if (auto checked = check_stages(node, *stages); !checked) return checked;
  auto wording = parse_wording(node, definition, schemes);
  if (!wording) return fail(wording.error());
  definition.decision = Decision{.steps = {}, .outcome = node["to"].text("approved")};
  for (const Stage& stage : *stages) definition.decision->steps.push_back(stage.step);
  Unfolding(definition, *std::move(stages), *std::move(wording), node["word"].text("許可"))
      .unfold();
  name_approvers(definition);
  return {};
}

const DecisionStep* Decision::step(std::string_view step_id) const {
  const auto found = std::ranges::find(steps, step_id, &DecisionStep::id);
  return found == steps.end() ? nullptr : &*found;
}

const DecisionStep* Decision::waiting_in(std::string_view state_id) const {
  const auto found = std::ranges::find(steps, state_id, &DecisionStep::state);
  return found == steps.end() ? nullptr : &*found;
}

}  // namespace mamori::procedures
