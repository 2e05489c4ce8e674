// 役職の名称: what this body calls the offices, proposed from its regulation, confirmed by a
// person.
#include <algorithm>

#include "catalogue/titles.h"
#include "organisation/titles.h"
#include "web/parts.h"
#include "web/people_pages.h"

namespace mamori::web {
namespace {

using catalogue::ProposedTitle;
using organisation::Office;
using organisation::OfficeTitle;
using registers::Field;
using registers::FieldType;
using store::Connection;

constexpr int short_length_max = 20;
constexpr std::string_view act = "organisation.confirm_titles";
const std::vector<std::string> controls{"office-holders-recorded"};

// What the regulation says, in all of its documents; of an office the first that speaks of it.
struct FromText {
  struct Said {
    ProposedTitle title;
    int document = 0;
  };
  std::vector<Said> said;
  std::vector<std::string> others;

  const Said* of(std::string_view office) const {
    const auto found =
        std::ranges::find(said, office, [](const Said& one) { return one.title.kind; });
    return found == said.end() ? nullptr : &*found;
  }
};

FromText read_titles(const Visit& visit, Connection& connection) {
  FromText found;
  int number = 0;
  for (const auto& text : visit.services.body.texts(connection)) {
    ++number;
    for (auto& title : catalogue::propose_titles(text->provisions)) {
      if (!found.of(title.kind)) found.said.push_back({std::move(title), number});
    }
    std::ranges::move(catalogue::other_titles(text->provisions), std::back_inserter(found.others));
  }
  return found;
}

// Everything the page is made from.
struct Scene {
  const Visit& visit;
  Connection& connection;
  const Json& input;   // of the form that was refused
  const Error* error;  // nullptr: none was
  std::vector<Office> ours = visit.services.body.definitions().offices.all();
  std::vector<OfficeTitle> confirmed = organisation::office_titles(connection, today_of(visit));
  FromText from_text = read_titles(visit, connection);

  const OfficeTitle* confirmed_for(std::string_view office) const {
    const auto found = std::ranges::find(confirmed, office, &OfficeTitle::office);
    return found == confirmed.end() ? nullptr : &*found;
  }
};

std::vector<Field> fields_of(const Office& office) {
  return {{.name = "title-" + office.id,
           .label = "この団体での名称",
           .required = true,
           .length_max = name_length_max},
          {.name = "short-" + office.id,
           .label = "略称",
           .length_max = short_length_max,
           .help = "空けておくと、名称と同じです。"},
          {.name = "ex_officio-" + office.id,
           .label = "充てる職",
           .length_max = name_length_max,
           .help = "人を選んで指名するときは空けておきます。"}};
}

Field from_field() {
  return {.name = "from", .label = "いつから", .type = FieldType::date, .required = true};
}

// The text often defines a short word for the office (以下「CISO」という。): that is our short
// title.
OfficeTitle proposal_of(const Office& office, const FromText::Said* said) {
  OfficeTitle title{office.id, office.title, office.short_title, office.ex_officio};
  if (!said) return title;
  title.ex_officio = said->title.ex_officio;
  const bool is_shorter = office.title.contains(said->title.title);
  if (is_shorter && said->title.title != office.title) {
    title.short_title = said->title.title;
  } else if (!is_shorter) {
    title.title = said->title.title;
    title.short_title = said->title.title;
  }
  return title;
}

JsonArray office_fields(const Scene& scene, const Office& office, const OfficeTitle& title) {
  const Json suggested{{"title-" + office.id, title.title},
                       {"short-" + office.id, title.short_title},
                       {"ex_officio-" + office.id, title.ex_officio}};
  return field_parts(scene.visit, scene.connection, fields_of(office),
                     {scene.error ? scene.input : suggested, scene.error, ""});
}

JsonArray row_parts(const Scene& scene) {
  JsonArray parts;
  for (const Office& office : scene.ours) {
    const FromText::Said* said = scene.from_text.of(office.id);
    const OfficeTitle* confirmed = scene.confirmed_for(office.id);
    Json basis;
    if (said) {
      basis = JsonObject{{"title", said->title.title},
                         {"place", said->title.place},
                         {"href", place_href(scene.visit, said->document, said->title.place)}};
    }
    parts.push_back(JsonObject{
        {"ours", office.title},
        {"explanation", text_or_null(office.explanation)},
        {"state", confirmed ? chip("確認済み", "success")
                  : said    ? chip("規程からの案", "waiting")
                            : chip("規程に定めなし", "stopped")},
        {"basis", std::move(basis)},
        {"fields",
         office_fields(scene, office, confirmed ? *confirmed : proposal_of(office, said))}});
  }
  return parts;
}

std::vector<Field> all_fields(const Scene& scene) {
  std::vector<Field> fields{from_field()};
  for (const Office& office : scene.ours) {
    for (Field& field : fields_of(office)) {
      field.label = office.title + "：" + field.label;
      fields.push_back(std::move(field));
    }
  }
  return fields;
}

Page titles_page(const Visit& visit, const Json& input, const Error* error) {
  return visit.services.body.store().read([&](Connection& connection) -> Page {
    const Scene scene{visit, connection, input, error};
    const std::string base = visit.base() + "/organisation";
    const Json from{{"from", iso_day(today_of(visit))}};
    JsonArray others;
    for (const std::string& title : scene.from_text.others) others.emplace_back(title);
    return {"titles",
            "役職の名称",
            {{"error", error ? error_part(visit, *error, all_fields(scene)) : Json()},
             {"titles", JsonObject{{"rows", row_parts(scene)},
                                   {"others", std::move(others)},
                                   {"fields", field_parts(visit, connection, {from_field()},
                                                          {error ? input : from, error, ""})},
                                   {"action", base + "/titles"},
                                   {"back_href", base}}},
             {"articles", article_parts(visit, visit.services.body.cite(connection, controls))}}};
  });
}

Result<Answer> show_titles(const Visit& visit) {
  return titles_page(visit, JsonObject{}, nullptr);
}

Result<Answer> confirm(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  JsonArray titles;
  for (const Office& office : visit.services.body.definitions().offices.all()) {
    titles.push_back(JsonObject{{"office", office.id},
                                {"title", text_at(*input, "title-" + office.id)},
                                {"short", text_at(*input, "short-" + office.id)},
                                {"ex_officio", text_at(*input, "ex_officio-" + office.id)}});
  }
  const Json asked{{"titles", std::move(titles)}, {"from", text_at(*input, "from")}};
  const auto confirmed = visit.services.acts.change_organisation(visit.person_id(), act, asked);
  if (!confirmed) {
    return show_again(visit, confirmed.error(), titles_page(visit, *input, &confirmed.error()));
  }
  return done(visit, visit.base() + "/organisation#offices",
              "役職の名称を決めました。その日から、どの画面でもこの名称になります。",
              {{"record", confirmed->record_number}});
}

}  // namespace

Routes title_routes() {
  const std::string base = "/b/{body}/organisation/titles";
  return {{Method::get, base, "titles", std::string(act), show_titles},
          {Method::post, base, "confirm_titles", std::string(act), confirm}};
}

}  // namespace mamori::web
