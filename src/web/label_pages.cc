// ラベル: sheets of adhesive labels for entries of a register, texts to copy, and the class written
// into a file or read back from it (row C3; S2 第12条).
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "labels/marking.h"
#include "organisation/organisation.h"
#include "registers/entries.h"
#include "reports/qr.h"
#include "web/handling_parts.h"
#include "web/pages.h"
#include "web/register_parts.h"

namespace mamori::web {
namespace {

using labels::Grid;
using labels::Mark;
using registers::Definition;
using registers::Entry;
using store::Connection;

constexpr std::size_t labels_max = 500;
constexpr std::string_view file_field = "file";
constexpr double inset_mm = 2;
constexpr double qr_side_max_mm = 22;

// --- what stands on a label

std::string in_mm(double length) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", length);
  return text.data();
}

// The first so many ems of a text; half-width characters count half.
std::string fitting(std::string_view text, double ems) {
  std::size_t end = 0;
  while (end < text.size()) {
    const auto lead = static_cast<unsigned char>(text[end]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    ems -= length == 1 ? 0.5 : 1;
    if (ems < 0) break;
    end += length;
  }
  return std::string(text.substr(0, std::min(end, text.size())));
}

Mark mark_of(const Definition& definition, const Entry& entry) {
  const registers::Field* field = registers::level_field(definition);
  const registers::Option* level =
      field ? field->find(text_at(entry.values, field->name)) : nullptr;
  return {level ? level->label : "", registers::number_of(definition, entry.serial)};
}

struct Labelled {
  Mark mark;
  std::string name;
  std::string section;
  std::string address;  // of the entry's page, which the QR code leads to
};

Labelled labelled(const Visit& visit, Connection& connection, const Definition& definition,
                  const Entry& entry) {
  const auto section = organisation::section(connection, entry.section_id, today_of(visit));
  return {mark_of(definition, entry), entry.label, section ? section->name : "",
          visit.services.public_url + register_href(visit, definition) + "/" + entry.id};
}

// The lines of a label, from the upper left; each as large as the label allows.
JsonArray line_parts(const Grid& grid, const Labelled& thing, double width_mm) {
  const double size = std::min(4.0, grid.height_mm / 8);
  double y = inset_mm;
  JsonArray lines;
  const auto add = [&](const std::string& text, double size_mm, bool strong) {
    if (text.empty() || y + size_mm > grid.height_mm - inset_mm) return;
    y += size_mm;
    lines.push_back(JsonObject{{"x", in_mm(inset_mm)},
                               {"y", in_mm(y)},
                               {"size", in_mm(size_mm)},
                               {"text", fitting(text, width_mm / size_mm)},
                               {"strong", strong}});
    y += size_mm * 0.35;
  };
  add(thing.mark.level, size * 1.6, true);
  add(thing.mark.number, size, false);
  const std::string first = fitting(thing.name, width_mm / size);
  add(first, size, false);
  add(thing.name.substr(first.size()), size, false);
  add(thing.section, size, false);
  return lines;
}

JsonObject label_part(const Grid& grid, int number, const Labelled& thing) {
  const labels::Place place = grid.place_of(number);
  const double side =
      std::min({grid.height_mm - 2 * inset_mm, grid.width_mm * 0.36, qr_side_max_mm});
  const auto code = reports::qr_code(thing.address);
  Json qr = nullptr;
  if (code) {
    qr = JsonObject{{"x", in_mm(grid.width_mm - inset_mm - side)},
                    {"y", in_mm(inset_mm)},
                    {"scale", std::to_string(side / code->side)},
                    {"path", code->path}};
  }
  return {{"x", in_mm(place.x_mm)},
          {"y", in_mm(place.y_mm)},
          {"width", in_mm(grid.width_mm)},
          {"height", in_mm(grid.height_mm)},
          {"lines", line_parts(grid, thing, grid.width_mm - side - 3 * inset_mm)},
          {"qr", std::move(qr)}};
}

// `first` is the first label that is still on the first sheet, from 0.
JsonArray sheet_parts(const Grid& grid, int first, const std::vector<Labelled>& things) {
  JsonArray sheets;
  JsonArray labels;
  int number = first;
  for (const Labelled& thing : things) {
    labels.push_back(label_part(grid, number, thing));
    if (++number < grid.labels_per_sheet()) continue;
    sheets.push_back(JsonObject{{"labels", std::move(labels)}});
    labels = {};
    number = 0;
  }
  if (!labels.empty()) sheets.push_back(JsonObject{{"labels", std::move(labels)}});
  return sheets;
}

JsonArray text_parts(const std::vector<Labelled>& things) {
  JsonArray texts;
  for (const Labelled& thing : things) {
    texts.push_back(JsonObject{{"number", thing.mark.number},
                               {"name", thing.name},
                               {"file_name", labels::file_name_text(thing.mark, thing.name)},
                               {"header", labels::header_text(thing.mark)},
                               {"property", thing.mark.level}});
  }
  return texts;
}

// --- the sheets

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Those chosen in the list that the visitor may see.
std::vector<Labelled> things_chosen(const Visit& visit, Connection& connection,
                                    const Definition& definition) {
  auto chosen = visit.request.query.all("entry");
  chosen.resize(std::min(chosen.size(), labels_max));
  std::vector<std::int64_t> serials;
  for (const std::string& text : chosen) serials.push_back(number_in(text));
  std::vector<Labelled> things;
  for (const Entry& entry : registers::entries(connection, definition.id, serials)) {
    const auto may =
        visit.services.acts.may_read(connection, visit.person_id(), definition, entry.values);
    if (may.allowed) things.push_back(labelled(visit, connection, definition, entry));
  }
  return things;
}

const Grid& grid_asked(const Visit& visit) {
  const auto& grids = visit.services.body.definitions().label_grids;
  const auto found = std::ranges::find(grids, visit.request.query.get("grid"), &Grid::id);
  return found == grids.end() ? grids.front() : *found;
}

int first_asked(const Visit& visit, const Grid& grid) {
  const auto start = number_in(visit.request.query.get("start"));
  return static_cast<int>(std::clamp<std::int64_t>(start, 1, grid.labels_per_sheet())) - 1;
}

JsonObject sheet_form(const Visit& visit, const Definition& definition, const Grid& grid) {
  JsonArray grids;
  for (const Grid& one : visit.services.body.definitions().label_grids) {
    grids.push_back(select_option(one.id, one.title, "", one.id == grid.id));
  }
  JsonArray entries;
  for (const std::string& entry : visit.request.query.all("entry")) entries.emplace_back(entry);
  return {{"action", register_href(visit, definition) + "/labels"},
          {"entries", std::move(entries)},
          {"start", std::to_string(first_asked(visit, grid) + 1)},
          {"fields", JsonArray{select_part("grid", "ラベルの用紙（A4）", "", std::move(grids))}}};
}

Result<Answer> show_sheets(const Visit& visit) {
  const auto definition = open_register(visit);
  if (!definition) return fail(definition.error());
  if (!registers::level_field(**definition)) {
    return fail(Fault::not_found, "not_found", "この台帳には、分類がありません。",
                "分類のある台帳から開いてください。");
  }
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    const Grid& grid = grid_asked(visit);
    const auto things = things_chosen(visit, connection, **definition);
    return Page{"labels",
                "ラベルを作る",
                {{"register", JsonObject{{"title", (*definition)->title},
                                         {"href", register_href(visit, **definition)}}},
                 {"form", sheet_form(visit, **definition, grid)},
                 {"sheets", sheet_parts(grid, first_asked(visit, grid), things)},
                 {"texts", text_parts(things)}}};
  });
}

// --- files

std::string file_href(const Visit& visit) {
  return visit.base() + "/labels/file";
}

Page file_page(const Visit& visit, Connection& connection, const Error* error, Json read) {
  const auto& assets = visit.services.body.definitions().registers.at("assets");
  const registers::Field entry{.name = "entry",
                               .label = assets.entry,
                               .type = registers::FieldType::references,
                               .length_max = 1,
                               .help = "台帳にあるものは、選ぶと、分類とともに番号も書き込みます。",
                               .of = assets.id};
  return {
      "label-file",
      "ファイルに分類を書き込む",
      {{"error", error ? error_part(visit, *error) : Json()},
       {"form", JsonObject{{"action", file_href(visit)},
                           {"read_action", visit.base() + "/labels/read"},
                           {"fields", JsonArray{field_part(visit, connection, entry, {}),
                                                select_part("level", "または、分類だけ",
                                                            "台帳にないものは、分類を選びます。",
                                                            level_options(visit, ""))}}}},
       {"read", std::move(read)}}};
}

Result<Answer> show_file_form(const Visit& visit) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return file_page(visit, connection, nullptr, nullptr);
  });
}

Result<Answer> file_form_again(const Visit& visit, const Error& error) {
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return show_again(visit, error, file_page(visit, connection, &error, nullptr));
  });
}

Result<Upload> file_sent(const Visit& visit) {
  for (const Upload& upload : visit.request.uploads) {
    if (upload.field == file_field) return upload;
  }
  return fail(Fault::invalid, "file_missing", "ファイルが選ばれていません。",
              "Word・Excel・PowerPoint・PDFのファイルを選んでください。");
}

// The class that the form names, of an entry or by itself.
Result<Mark> mark_asked(const Visit& visit, Connection& connection, const Json& input) {
  const auto& definitions = visit.services.body.definitions();
  const auto entry = registers::entry(connection, text_at(input, "entry"));
  if (entry) {
    const Definition& definition = definitions.registers.at(entry->register_id);
    const auto may =
        visit.services.acts.may_read(connection, visit.person_id(), definition, entry->values);
    if (!may.allowed) return fail(Fault::forbidden, may.code, may.message, may.remedy);
    return mark_of(definition, *entry);
  }
  const std::string level = text_at(input, "level");
  const auto colon = level.find(':');
  const auto scheme = definitions.schemes.find(level.substr(0, colon));
  const registers::Level* found = scheme == definitions.schemes.end() || colon == std::string::npos
                                      ? nullptr
                                      : scheme->second.find(level.substr(colon + 1));
  if (found) return Mark{found->label, ""};
  return fail(Fault::invalid, "level_missing", "分類が選ばれていません。",
              "分類か、台帳にある情報資産を選んでください。");
}

// 【重要性Ⅱ】起案.docx, whatever class stood before the name.
std::string marked_name(const std::string& name, const Mark& mark, labels::FileKind kind) {
  constexpr std::string_view closing = "】";
  std::string stem = name.substr(0, name.rfind('.'));
  const auto end = stem.starts_with("【") ? stem.find(closing) : std::string::npos;
  if (end != std::string::npos) stem.erase(0, end + closing.size());
  return labels::file_name_text({mark.level, ""}, stem) + std::string(labels::extension_of(kind));
}

Result<Answer> mark_sent(const Visit& visit) {
  const auto input = visit.input();
  if (!input) return fail(input.error());
  const auto upload = file_sent(visit);
  if (!upload) return file_form_again(visit, upload.error());
  const auto mark = visit.services.body.store().read(
      [&](Connection& connection) { return mark_asked(visit, connection, *input); });
  if (!mark) return file_form_again(visit, mark.error());
  auto marked = labels::mark_file(upload->bytes, *mark);
  if (!marked) return file_form_again(visit, marked.error());
  return Response::file(marked_name(upload->name, *mark, marked->kind),
                        labels::media_type_of(marked->kind), std::move(marked->bytes));
}

Result<Answer> read_sent(const Visit& visit) {
  const auto upload = file_sent(visit);
  if (!upload) return file_form_again(visit, upload.error());
  const auto mark = labels::read_mark(upload->bytes);
  if (!mark) return file_form_again(visit, mark.error());
  return visit.services.body.store().read([&](Connection& connection) -> Result<Answer> {
    return file_page(visit, connection, nullptr,
                     JsonObject{{"name", upload->name},
                                {"level", *mark ? Json((*mark)->level) : Json()},
                                {"number", *mark ? text_or_null((*mark)->number) : Json()}});
  });
}

}  // namespace

Routes label_routes() {
  return {{Method::get, "/b/{body}/registers/{register}/labels", "labels", "registers.view",
           show_sheets},
          {Method::get, "/b/{body}/labels/file", "label_file", "view.apply", show_file_form},
          {Method::post, "/b/{body}/labels/file", "label_mark", "view.apply", mark_sent},
          {Method::post, "/b/{body}/labels/read", "label_read", "view.apply", read_sent}};
}

}  // namespace mamori::web
