#include "web/regulation_exports.h"

#include <array>
#include <map>

#include "duties/posture.h"
#include "regulation/export/law_xml.h"
#include "regulation/export/lawtext.h"
#include "regulation/export/oscal.h"
#include "reports/duty_table.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/regulation_document.h"

namespace mamori::web {
namespace {

using body::Text;
using store::Connection;

struct Format {
  const char* file;  // the last part of the address
  const char* label;
  const char* about;
};

constexpr std::array formats{
    Format{"duties.xlsx", "義務等の一覧（xlsx）", "一文ごとに、誰が何をするか、管理策、状況"},
    Format{"law.xml", "法令標準XML", "e-Govの法令データと同じ形式"},
    Format{"lawtext.txt", "Lawtext", "法令のためのテキストの形式"},
    Format{"oscal.json", "OSCAL（JSON）", "管理策のカタログの国際的な形式"},
};

std::string title_of(const Text& text) {
  return text.document.title.empty() ? "規程" : text.document.title;
}

Result<Response> duties_file(const Visit& visit, Connection& connection, const Text& text) {
  const auto& catalogue = visit.services.body.definitions().catalogue;
  const duties::Posture posture(visit.services.body.sources(connection), text.document,
                                text.alignments);
  std::map<std::string_view, std::string> controls;  // a person may have confirmed several
  for (const auto& aligned : text.alignments) {
    const auto* control = catalogue.find(aligned.control_id);
    if (aligned.rank != 1 || !control) continue;
    std::string& titles = controls[aligned.place];
    titles += (titles.empty() ? "" : "、") + control->title.ja;
  }
  const auto status_of = [&](std::string_view place) {
    const auto control = controls.find(place);
    return reports::PlaceStatus{control == controls.end() ? "" : control->second,
                                std::string(duties::label_of(posture.at(place).state))};
  };
  const auto bytes = reports::to_xlsx(
      reports::duty_table(text.document, text.provisions, today_of(visit), status_of));
  if (!bytes) return fail(bytes.error());
  return Response::file(title_of(text) + " 義務等の一覧.xlsx", reports::xlsx_content_type, *bytes);
}

Result<Response> law_xml_file(const Visit&, Connection&, const Text& text) {
  return Response::file(title_of(text) + ".xml", "application/xml; charset=utf-8",
                        regulation::to_law_xml(text.document));
}

Result<Response> lawtext_file(const Visit&, Connection&, const Text& text) {
  return Response::file(title_of(text) + ".law.txt", "text/plain; charset=utf-8",
                        regulation::to_lawtext(text.document));
}

Result<Response> oscal_file(const Visit&, Connection&, const Text& text) {
  const auto adopted = parse_iso_instant(text.adopted.adopted_at);
  const Json catalog = regulation::to_oscal(text.document, text.provisions,
                                            {.last_modified = adopted.value_or(Instant()),
                                             .version = std::to_string(text.adopted.version)});
  return Response::file(title_of(text) + " OSCAL.json", "application/json",
                        boost::json::serialize(catalog));
}

using MakeFile = Result<Response> (*)(const Visit&, Connection&, const Text&);

Handler serving(MakeFile make) {
  return [make](const Visit& visit) -> Result<Answer> {
    return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
      const auto opened = open_document(visit, connection);
      if (!opened) return fail(opened.error());
      auto file = make(visit, connection, *opened->text);
      if (!file) return fail(file.error());
      return *std::move(file);
    });
  };
}

}  // namespace

JsonArray export_parts(const Visit& visit, int document) {
  const std::string base = visit.base() + "/regulations/" + std::to_string(document) + "/";
  JsonArray parts;
  for (const Format& format : formats) {
    parts.push_back(
        JsonObject{{"href", base + format.file}, {"label", format.label}, {"about", format.about}});
  }
  return parts;
}

Routes export_routes() {
  const std::string act = "view.regulations";
  const std::string document = "/b/{body}/regulations/{document}/";
  return {{Method::get, document + "duties.xlsx", "duties_file", act, serving(duties_file)},
          {Method::get, document + "law.xml", "law_xml_file", act, serving(law_xml_file)},
          {Method::get, document + "lawtext.txt", "lawtext_file", act, serving(lawtext_file)},
          {Method::get, document + "oscal.json", "oscal_file", act, serving(oscal_file)}};
}

}  // namespace mamori::web
