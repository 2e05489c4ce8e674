// 質問票: the questions of an audit or a self-inspection of one section, made from the body's own
// articles, with what the record already says of them there (rows I1, I2).
#include <algorithm>
#include <map>

#include "duties/rounds.h"
#include "organisation/organisation.h"
#include "reports/xlsx.h"
#include "web/alignment_queue.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/regulation_document.h"

namespace mamori::web {
namespace {

using catalogue::Control;
using catalogue::Satisfier;
using catalogue::SatisfierKind;
using organisation::Section;
using store::Connection;

std::int64_t counted(Connection& connection, std::string_view sql, std::string_view name,
                     std::string_view section_id) {
  return connection.first(sql, name, section_id)->integer("n");
}

// What is on record under a control: 情報資産の持ち出し 12件.
class Recorded {
 public:
  Recorded(const Visit& visit, Connection& connection, std::string section_id)
      : visit_(visit), connection_(connection), section_id_(std::move(section_id)) {}

  const std::string& of(const Control& control) {
    const auto [found, is_new] = known_.try_emplace(control.id);
    if (is_new) found->second = in_words(control);
    return found->second;
  }

 private:
  std::string in_words(const Control& control) {
    std::string words;
    for (const Satisfier& satisfier : control.satisfied_by) {
      const std::string one = in_words(satisfier);
      if (!one.empty()) words += (words.empty() ? "" : "、") + one;
    }
    return words;
  }

  std::string in_words(const Satisfier& satisfier) {
    const auto& definitions = visit_.services.body.definitions();
    const auto said = [](const std::string& title, std::int64_t number) {
      return title + " " + std::to_string(number) + "件";
    };
    switch (satisfier.kind) {
      case SatisfierKind::procedure:
        return said(definitions.procedures.at(satisfier.name).title,
                    counted(connection_,
                            "SELECT count(*) AS n FROM applications WHERE procedure_id = $1 AND "
                            "section_id = $2",
                            satisfier.name, section_id_));
      case SatisfierKind::register_:
        return said(definitions.registers.at(satisfier.name).title,
                    counted(connection_,
                            "SELECT count(*) AS n FROM register_entries WHERE register = $1 AND "
                            "closed_on = '' AND (section_id = $2 OR section_id = '')",
                            satisfier.name, section_id_));
      case SatisfierKind::duty:
        return said(definitions.duties.at(satisfier.name).title, performed(satisfier.name));
      default:
        return {};
    }
  }

  std::int64_t performed(const std::string& duty) {
    return std::ranges::count_if(duties::performances(connection_, duty), [&](const auto& done) {
      return done.unit_id.empty() || done.unit_id == section_id_;
    });
  }

  const Visit& visit_;
  Connection& connection_;
  const std::string section_id_;
  std::map<std::string, std::string> known_;  // by control
};

struct Question {
  std::string place;
  std::string text;      // of the article
  std::string question;  // 「持ち出しの許可」を、この条文のとおり行っていますか。
  std::string recorded;
};

struct Questionnaire {
  OpenedDocument opened;
  std::vector<Section> sections;
  std::optional<Section> section;
  std::vector<Question> questions;
};

const Control* control_of(const Visit& visit, const QueueItem& item) {
  const auto& catalogue = visit.services.body.definitions().catalogue;
  if (item.confirmation) {
    const auto& controls = item.confirmation->controls;
    return controls.empty() ? nullptr : catalogue.find(controls.front());
  }
  return item.proposals.empty() ? nullptr : catalogue.find(item.proposals.front()->control_id);
}

std::vector<Question> questions_of(const Visit& visit, Connection& connection,
                                   const OpenedDocument& opened, const std::string& section_id) {
  std::vector<Question> questions;
  Recorded recorded(visit, connection, section_id);
  const AlignmentQueue queue(*opened.text);
  for (const QueueItem* item : queue.filtered(QueueFilter::all)) {
    const Control* control = control_of(visit, *item);
    if (!control) continue;
    questions.push_back(
        {item->demand->place, item->demand->lead + item->demand->text,
         "「" + control->title.ja + "」を、この条文のとおり行っていますか。何で分かりますか。",
         recorded.of(*control)});
  }
  return questions;
}

Result<Questionnaire> questionnaire(const Visit& visit, Connection& connection) {
  auto opened = open_document(visit, connection);
  if (!opened) return fail(opened.error());
  Questionnaire found{.opened = *std::move(opened), .sections = {}, .section = {}, .questions = {}};
  for (Section& section : organisation::sections(connection, today_of(visit))) {
    if (section.level != organisation::SectionLevel::section) continue;
    if (section.id == visit.request.query.get("section")) found.section = section;
    found.sections.push_back(std::move(section));
  }
  if (found.section) {
    found.questions = questions_of(visit, connection, found.opened, found.section->id);
  }
  return found;
}

Result<Answer> show_questions(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto found = questionnaire(visit, connection);
    if (!found) return fail(found.error());
    const std::string href = document_href(visit, found->opened.number) + "/questions";
    JsonArray sections;
    for (const Section& section : found->sections) {
      sections.push_back(
          JsonObject{{"name", section.name},
                     {"href", href + "?section=" + section.id},
                     {"current", found->section && found->section->id == section.id}});
    }
    JsonArray questions;
    for (const Question& question : found->questions) {
      questions.push_back(
          JsonObject{{"place", question.place},
                     {"href", place_href(visit, found->opened.number, question.place)},
                     {"text", question.text},
                     {"question", question.question},
                     {"recorded", text_or_null(question.recorded)}});
    }
    const auto total = static_cast<std::int64_t>(questions.size());
    JsonObject model{
        {"document", document_part(visit, found->opened)},
        {"sections", std::move(sections)},
        {"section", found->section ? Json(found->section->name) : Json()},
        {"total", total},
        {"xlsx_href", found->section ? Json(href + ".xlsx?section=" + found->section->id) : Json()},
        {"questions", std::move(questions)}};
    return Page{"questions", "質問票", std::move(model)};
  });
}

Result<Answer> questions_file(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const auto found = questionnaire(visit, connection);
    if (!found) return fail(found.error());
    if (!found->section) return no_such_in_regulation("その課");
    const std::string name = "質問票（" + found->section->name + "）";
    reports::Table table{
        .title = found->opened.text->document.title + "　" + name,
        .made = today_of(visit),
        .columns =
            {{"箇所", 20}, {"条文", 60}, {"質問", 50}, {"記録", 40}, {"答え", 30}, {"証拠", 30}},
        .rows = {}};
    for (const Question& question : found->questions) {
      table.rows.push_back(
          {question.place, question.text, question.question, question.recorded, "", ""});
    }
    const auto bytes = reports::to_xlsx(table);
    if (!bytes) return fail(bytes.error());
    return Response::file(name + ".xlsx", reports::xlsx_content_type, *bytes);
  });
}

}  // namespace

Routes question_routes() {
  const std::string questions = "/b/{body}/regulations/{document}/questions";
  return {{Method::get, questions, "questions", "view.questions", show_questions},
          {Method::get, questions + ".xlsx", "questions_file", "view.questions", questions_file}};
}

}  // namespace mamori::web
