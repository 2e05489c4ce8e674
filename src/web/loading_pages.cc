// 規程を読み込む: a text is uploaded or pasted, looked at beside its source, put right, adopted;
// and the adopted text beside its source (rows A1, A5).
#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "regulation/drafts.h"
#include "regulation/library.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/records.h"
#include "web/regulation_document.h"
#include "web/side_by_side.h"

namespace mamori::web {
namespace {

using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr std::string_view file_field = "file";
constexpr std::string_view text_field = "text";
constexpr std::size_t pasted_lines_kept_max = 200'000;  // characters shown again after an error

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string drafts_href(const Visit& visit) {
  return visit.base() + "/regulations/drafts";
}

std::string draft_href(const Visit& visit, std::string_view id) {
  return drafts_href(visit) + "/" + std::string(id);
}

// --- uploading and pasting

Page new_page(const Visit& visit, const Error* error, const std::string& pasted) {
  JsonObject model{{"form", JsonObject{{"action", visit.base() + "/regulations/new"},
                                       {"text", text_or_null(pasted)},
                                       {"cancel_href", visit.base() + "/regulations"},
                                       {"wrong", error != nullptr}}}};
  Page page{"regulation-new", "規程を読み込む", std::move(model)};
  if (error) {
    Error shown = *error;
    if (shown.fields.empty() && error->fault != Fault::conflict) {
      shown.fields.push_back({std::string(file_field), "ファイルか本文を確かめてください。"});
    }
    page.model["error"] =
        error_part(visit, shown, {{.name = std::string(file_field), .label = "ファイル"}});
  }
  return page;
}

Result<Answer> show_new(const Visit& visit) {
  return new_page(visit, nullptr, "");
}

struct Sent {
  std::string bytes;
  std::string name;
};

Result<Sent> sent_text(const Visit& visit) {
  for (const Upload& upload : visit.request.uploads) {
    if (upload.field == file_field && !upload.bytes.empty()) return Sent{upload.bytes, upload.name};
  }
  const auto input = visit.input();
  if (!input) return fail(input.error());
  std::string text = text_at(*input, text_field);
  if (!trimmed(text).empty())
    return Sent{std::move(text), text_at(*input, "name", "貼り付けた本文")};
  return fail(Fault::invalid, "nothing_sent", "ファイルも本文も送られていません。",
              "ファイルを選ぶか、本文を貼り付けてください。");
}

Result<Answer> load(const Visit& visit) {
  const auto sent = sent_text(visit);
  const auto loaded =
      sent ? visit.services.acts.load_regulation(visit.person_id(), sent->bytes, sent->name)
           : Result<body::Done>(fail(sent.error()));
  if (loaded) {
    return done(visit, visit.base() + "/" + loaded->subject,
                "読み込みました。原文と見比べて、よければ採用してください。",
                {{"record", loaded->record_number}, {"draft", text_at(loaded->payload, "draft")}});
  }
  if (loaded.error().fault == Fault::forbidden) return fail(loaded.error());
  std::string pasted = visit.request.form.get(text_field);
  if (pasted.size() > pasted_lines_kept_max) pasted.clear();
  return show_again(visit, loaded.error(), new_page(visit, &loaded.error(), pasted));
}

// --- what both sides show

struct Shown {
  const body::Candidate& candidate;
  std::string href;  // of the page
  RepairForms forms;
};

std::string format_label(const regulation::SourceText& source) {
  std::string label = "テキスト";
  if (source.format == "html") label = "HTML";
  if (source.format == "docx") label = "Word（docx）";
  return source.encoding.empty() ? label : label + "　" + source.encoding;
}

JsonArray document_counts(const regulation::Reading& reading) {
  JsonArray list;
  for (const regulation::Document& document : reading.documents) {
    list.push_back(JsonObject{{"title", document.title.empty() ? "（題名なし）" : document.title},
                              {"date", text_or_null(document.date)},
                              {"number", text_or_null(document.number)},
                              {"counts", count_parts(document.counts)}});
  }
  return list;
}

JsonObject reading_part(const Visit& visit, const Shown& shown) {
  const regulation::Reading& reading = shown.candidate.reading;
  const SideBySide sides(shown.candidate.source.text, reading);
  const auto asked = number_in(visit.request.query.get("part")) - 1;
  const auto last = static_cast<std::int64_t>(sides.part_count()) - 1;
  const auto part = static_cast<std::size_t>(std::clamp(asked, std::int64_t{0}, last));
  const auto lines = sides.lines_of(part);
  int left_out = 0;
  for (const auto& each : reading.characters.discarded) left_out += each.characters;
  RepairForms forms = shown.forms;
  if (!forms.action.empty()) forms.action += "?part=" + std::to_string(part + 1);
  return {{"source_name", shown.candidate.source.name},
          {"format", format_label(shown.candidate.source.text)},
          {"documents", document_counts(reading)},
          {"characters", JsonObject{{"source", reading.characters.source},
                                    {"placed", reading.characters.placed},
                                    {"discarded", left_out}}},
          {"repair_count", reading.diagnostics.size()},
          {"undone_count", shown.candidate.undone.size()},
          {"summary", repair_summary(reading)},
          {"repairs", repair_parts(reading, lines, forms)},
          {"discarded", discarded_parts(reading, lines)},
          {"sides", sides.model(part, shown.href)}};
}

// --- a draft

const std::vector<Field>& adoption_fields() {
  static const std::vector<Field> fields{
      {.name = "in_force_from",
       .label = "施行日",
       .type = FieldType::date,
       .required = true,
       .help = "今日か、過ぎた日です。まだ来ていなければ、下書きのまま置いておけます。"},
      {.name = "reason",
       .label = "採用する理由",
       .type = FieldType::long_text,
       .required = true,
       .length_max = 400,
       .help = "例：令和8年4月1日の一部改正"}};
  return fields;
}

struct OpenedDraft {
  regulation::Draft draft;
  std::shared_ptr<const body::Candidate> candidate;
};

Result<OpenedDraft> open_draft(const Visit& visit) {
  auto& body = visit.services.body;
  const auto draft = body.store().read([&](Connection& connection) {
    return regulation::draft(connection, visit.capture("draft"));
  });
  if (!draft) return no_such_in_regulation("その下書き");
  const auto candidate = body.candidate(draft->record_number, draft->undone);
  if (!candidate) return fail(candidate.error());
  return OpenedDraft{*draft, *candidate};
}

// What adopting would do to the confirmations; null when nothing was confirmed yet.
Json carried_part(const Visit& visit, Connection& connection, const body::Candidate& candidate) {
  const auto carried = body::carried_to(visit.services.body.texts(connection), candidate, 0);
  if (carried.kept.empty() && carried.vanished.empty()) return nullptr;
  const auto count = [&](catalogue::Carriage carriage) {
    return std::ranges::count(carried.kept, carriage, &catalogue::Confirmation::carriage);
  };
  return JsonObject{{"same", count(catalogue::Carriage::same)},
                    {"moved", count(catalogue::Carriage::moved)},
                    {"changed", count(catalogue::Carriage::changed)},
                    {"vanished", carried.vanished.size()}};
}

JsonArray draft_acts(const Visit& visit, Connection& connection, const regulation::Draft& draft,
                     const Filled& filled) {
  const std::string href = draft_href(visit, draft.id);
  const std::string seen = "?revision=" + std::to_string(draft.revision);
  JsonArray acts;
  if (visit.services.acts.may(connection, visit.person_id(), "regulation.adopt").allowed) {
    acts.push_back(act_part(
        {.id = "adopt",
         .label = "この内容で採用する",
         .tone = "primary",
         .action = href + "/adopt" + seen,
         .explanation =
             "新しい版として記録し、今から使います。前の版と、確認した対応付けは残ります。",
         .open = filled.error != nullptr,
         .fields = field_parts(visit, connection, adoption_fields(), filled)}));
  }
  acts.push_back(act_part(
      {.id = "discard",
       .label = "やめる",
       .tone = "danger",
       .action = href + "/discard",
       .explanation = {},
       .confirm = JsonObject{{"title", "この下書きをやめますか"},
                             {"text", "読み込んだ文書の内容を消します。元には戻せません。"},
                             {"label", "やめて消す"}}}));
  return acts;
}

Page draft_page(const Visit& visit, Connection& connection, const OpenedDraft& opened,
                const Filled& filled) {
  const regulation::Draft& draft = opened.draft;
  const std::string href = draft_href(visit, draft.id);
  JsonObject model{
      {"draft", JsonObject{{"id", draft.id},
                           {"href", href},
                           {"revision", draft.revision},
                           {"made", instant_part(draft.made_at)},
                           {"person", draft.person_name}}},
      {"reading",
       reading_part(visit, {*opened.candidate, href, {href + "/repairs", draft.revision}})},
      {"carried", carried_part(visit, connection, *opened.candidate)},
      {"acts", draft_acts(visit, connection, draft, filled)},
      {"blocked", JsonArray()}};
  Page page{"draft", "規程の下書き", std::move(model)};
  if (filled.error) {
    page.model["error"] = error_part(visit, *filled.error, adoption_fields(), filled.prefix);
  }
  return page;
}

Result<Answer> show_draft(const Visit& visit) {
  const auto opened = open_draft(visit);
  if (!opened) return fail(opened.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return draft_page(visit, connection, *opened, {});
  });
}

Result<regulation::RepairChange> repair_asked(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto number = [&](std::string_view key) {
    const std::string text = text_at(*input, key);
    return text.empty() ? integer_at(*input, key) : number_in(text);
  };
  return regulation::RepairChange{{static_cast<int>(number("line")), text_at(*input, "kind")},
                                  text_at(*input, "take_back") != "no"};
}

std::string at_line(const std::string& href, const Visit& visit, int line) {
  const std::string part = visit.request.query.get("part");
  return href + (part.empty() ? "" : "?part=" + std::to_string(number_in(part))) + "#L" +
         std::to_string(line);
}

Result<Answer> change(const Visit& visit) {
  const auto asked = repair_asked(visit);
  if (!asked) return fail(asked.error());
  const auto input = visit.input();
  const std::int64_t revision = number_in(text_at(*input, "revision"));
  const auto changed =
      visit.services.acts.change_draft(visit.person_id(), visit.capture("draft"), revision, *asked);
  if (!changed) return fail(changed.error());
  const int line = asked->repair.line;
  return done(visit, at_line(draft_href(visit, visit.capture("draft")), visit, line),
              std::to_string(line) +
                  (asked->take_back ? "行目の補正を元に戻しました。" : "行目の補正を行いました。"),
              {{"record", changed->record_number}});
}

Result<Answer> adopt(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const std::int64_t revision = number_in(visit.request.query.get("revision"));
  const auto adopted =
      visit.services.acts.adopt_draft(visit.person_id(), visit.capture("draft"), revision, *input);
  if (adopted) {
    const auto version = integer_at(adopted->payload, "version");
    return done(
        visit, document_href(visit, 1) + "/alignment",
        version_label(version) + "として採用しました。次に、管理策との対応付けを確かめてください。",
        {{"record", adopted->record_number}, {"version", version}});
  }
  const Error& error = adopted.error();
  const bool of_form = error.fault == Fault::invalid || error.fault == Fault::conflict;
  const auto opened = of_form ? open_draft(visit) : Result<OpenedDraft>(fail(error));
  if (!opened) return fail(error);
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return show_again(visit, error,
                      draft_page(visit, connection, *opened, {.input = *input, .error = &error}));
  });
}

Result<Answer> discard(const Visit& visit) {
  const auto discarded =
      visit.services.acts.discard_draft(visit.person_id(), visit.capture("draft"));
  if (!discarded) return fail(discarded.error());
  return done(visit, visit.base() + "/regulations", "下書きをやめ、読み込んだ内容を消しました。",
              {{"record", discarded->record_number}});
}

// --- the adopted text beside its source

Result<Answer> show_source(const Visit& visit) {
  auto& body = visit.services.body;
  const auto opened =
      body.store().read([&](Connection& connection) { return open_document(visit, connection); });
  if (!opened) return fail(opened.error());
  const auto record = body.store().read([&](Connection& connection) {
    return ledger::record_at(connection, opened->text->adopted.record_number);
  });
  if (!record || record->erased) return no_such_in_regulation("読み込んだ文書");
  auto reading = regulation::reading_from_json(record->payload);
  if (!reading) return fail(reading.error());
  const body::Candidate candidate{regulation::source_from_json(record->payload),
                                  regulation::undone_from_json(array_at(record->payload, "undone")),
                                  *std::move(reading),
                                  {}};
  return body.store().read([&](Connection& connection) -> Result<Answer> {
    const bool may =
        visit.services.acts.may(connection, visit.person_id(), "regulation.load").allowed;
    const std::string href = document_href(visit, opened->number) + "/source";
    const auto version = regulation::version(connection, opened->text->adopted.version);
    const RecordLinks records(visit, connection);
    JsonObject model{
        {"document", document_part(visit, *opened)},
        {"adopted",
         JsonObject{
             {"at", instant_part(opened->text->adopted.adopted_at)},
             {"person", version ? text_or_null(version->person_name) : Json()},
             {"in_force_from", version ? day_part(version->in_force_from) : Json()},
             {"reason", version ? text_or_null(version->reason) : Json()},
             {"digest", opened->text->adopted.source_digest},
             {"record_href", text_or_null(records.href(opened->text->adopted.record_number))}}},
        {"redraft_action", may ? Json(href + "/redraft") : Json()},
        {"reading",
         reading_part(visit, {candidate, href, {may ? href + "/redraft" : std::string(), 0}})}};
    return Page{"source", "原文と条文", std::move(model)};
  });
}

Result<Answer> redraft(const Visit& visit) {
  const auto asked = repair_asked(visit);
  if (!asked) return fail(asked.error());
  std::optional<regulation::RepairChange> change;
  if (asked->repair.line > 0) change = *asked;
  const auto made = visit.services.acts.redraft_regulation(visit.person_id(), change);
  if (!made) return fail(made.error());
  const std::string href = visit.base() + "/" + made->subject;
  return done(visit, change ? at_line(href, visit, change->repair.line) : href,
              "今の版を下書きにしました。採用すると、新しい版になります。",
              {{"record", made->record_number}, {"draft", text_at(made->payload, "draft")}});
}

}  // namespace

Routes loading_routes() {
  const std::string load_act = "regulation.load";
  const std::string adopt_act = "regulation.adopt";
  const std::string regulations = "/b/{body}/regulations";
  const std::string one_draft = regulations + "/drafts/{draft}";
  const std::string source = regulations + "/{document}/source";
  return {{Method::get, regulations + "/new", "regulation_new", load_act, show_new},
          {Method::post, regulations + "/new", "regulation_load", load_act, load},
          {Method::get, one_draft, "draft", load_act, show_draft},
          {Method::post, one_draft + "/repairs", "draft_change", load_act, change},
          {Method::post, one_draft + "/adopt", "draft_adopt", adopt_act, adopt},
          {Method::post, one_draft + "/discard", "draft_discard", load_act, discard},
          {Method::get, source, "regulation_source", "view.regulations", show_source},
          {Method::post, source + "/redraft", "regulation_redraft", load_act, redraft}};
}

}  // namespace mamori::web
