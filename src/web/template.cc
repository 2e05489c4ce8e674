#include "web/template.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <fstream>
#include <functional>
#include <kainjow/mustache.hpp>
#include <map>
#include <optional>
#include <sstream>
#include <vector>

#include "web/http.h"

namespace mamori::web {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view suffix = ".mustache";
constexpr std::size_t expanded_bytes_max = std::size_t{4} << 20;

using Sources = std::map<std::string, std::string, std::less<>>;

std::string shortest(double number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return {digits.data(), end};
}

std::string text_of(const Json& value) {
  switch (value.kind()) {
    case boost::json::kind::string:
      return std::string(value.get_string());
    case boost::json::kind::int64:
      return std::to_string(value.get_int64());
    case boost::json::kind::uint64:
      return std::to_string(value.get_uint64());
    case boost::json::kind::double_:
      return shortest(value.get_double());
    default:
      return {};
  }
}

// Whether there are any, for a list or a number: in a section every number is yes, also 0, and a
// list would repeat its heading for every entry.
const Json* has_any(const Json& value) {
  static const Json yes(true);
  static const Json no(false);
  if (value.is_array()) return value.get_array().empty() ? &no : &yes;
  if (value.is_number()) return value.to_number<double>() != 0 ? &yes : &no;
  return nullptr;
}

const Json* member_of(const Json& value, std::string_view name) {
  const JsonObject* object = value.if_object();
  if (!object) return nullptr;
  if (const Json* member = object->if_contains(name)) return member;
  constexpr std::string_view has = "has_";
  if (!name.starts_with(has)) return nullptr;
  const Json* counted = object->if_contains(name.substr(has.size()));
  return counted ? has_any(*counted) : nullptr;
}

// Shows the library a model piece by piece, as it asks: of a page of a list most would be made for
// nothing. Partials are nowhere: they were inserted before parsing.
class ModelContext final : public mustache::basic_context<std::string> {
 public:
  explicit ModelContext(const Json& model) : stack_{&model} {}

  // The library pushes what it was last given, or an element of a list it was given before.
  void push(const mustache::data* data) override {
    stack_.push_back(data == &shown_ ? last_ : element_at(data));
  }
  void pop() override { stack_.pop_back(); }
  const mustache::data* get(const std::string& name) const override {
    last_ = name == "." ? stack_.back() : find(name);
    return last_ ? show(*last_) : nullptr;
  }
  const mustache::data* get_partial(const std::string&) const override { return nullptr; }

 private:
  struct List {
    mustache::data shown;
    const JsonArray* elements;
  };

  const Json* find(std::string_view name) const {
    for (auto at = stack_.rbegin(); at != stack_.rend(); ++at) {
      if (const Json* found = find_in(**at, name)) return found;
    }
    return nullptr;
  }
  static const Json* find_in(const Json& value, std::string_view name) {
    const Json* found = &value;
    while (found) {
      const auto dot = name.find('.');
      found = member_of(*found, name.substr(0, dot));
      if (dot == std::string_view::npos) break;
      name.remove_prefix(dot + 1);
    }
    return found;
  }
  const mustache::data* show(const Json& value) const {
    const JsonArray* elements = value.if_array();
    if (elements && !elements->empty()) {
      lists_.push_back({mustache::list(elements->size(), mustache::data(false)), elements});
      return &lists_.back().shown;
    }
    std::string text = text_of(value);
    if (!text.empty()) {
      shown_ = mustache::data(text);
    } else {
      shown_ = mustache::data(value.is_object() || (value.is_bool() && value.get_bool()));
    }
    return &shown_;
  }
  // Lists behind the one that goes on are at their end.
  const Json* element_at(const mustache::data* data) {
    while (true) {
      const auto& shown = lists_.back().shown.list_value();
      const std::less_equal<> in_order;
      if (in_order(shown.data(), data) && in_order(data, &shown.back())) {
        return &lists_.back().elements->at(static_cast<std::size_t>(data - shown.data()));
      }
      lists_.pop_back();
    }
  }

  std::vector<const Json*> stack_;  // innermost last
  mutable const Json* last_ = nullptr;
  mutable mustache::data shown_{false};  // of last_, where it is no list
  mutable std::deque<List> lists_;       // in the order they were asked for
};

// What the library writes to.
struct Written {
  Written& operator<<(const std::string& piece) {
    text += piece;
    return *this;
  }
  std::string text;
};

std::unexpected<Error> malformed(std::string_view name, std::string_view text, std::size_t position,
                                 const std::string& what) {
  const auto line = 1 + std::ranges::count(text.substr(0, position), '\n');
  return fail(Fault::invalid, "template_malformed",
              "画面のひな型に誤りがあります: " + std::string(name) + std::string(suffix) + ":" +
                  std::to_string(line) + ": " + what,
              "ひな型を直してください。");
}

// Why the tag that begins at `begin` must not stand there; nothing when it may.
std::optional<std::string> fault_of_tag(std::string_view text, std::size_t begin) {
  const char kind = begin + 2 < text.size() ? text[begin + 2] : '\0';
  if (kind == '{' || kind == '&')
    return "{{{ }}} と {{& }} は使えません（値は必ずエスケープします）";
  if (kind == '=') return "区切り記号は変えられません";
  if (begin > 0 && text[begin - 1] == '=') return "属性の値は引用符で囲んでください";
  return std::nullopt;
}

Result<void> check_tags(std::string_view name, std::string_view text) {
  std::size_t begin = text.find("{{");
  while (begin != std::string_view::npos) {
    if (const auto fault = fault_of_tag(text, begin)) return malformed(name, text, begin, *fault);
    const std::size_t end = text.find("}}", begin);
    if (end == std::string_view::npos) return malformed(name, text, begin, "}} がありません");
    begin = text.find("{{", end);
  }
  return {};
}

std::string_view without_last_newline(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

// Puts partials in the place of the tags that name them, once and for all: the library would parse
// them anew for every row of every table.
class Expansion {
 public:
  explicit Expansion(const Sources& sources) : sources_(sources) {}

  Result<std::string> expand(const std::string& name) {
    const auto source = sources_.find(name);
    if (source == sources_.end()) {
      return fail(Fault::not_found, "template_missing", "画面のひな型がありません: " + name,
                  "ひな型の名前を確かめてください。");
    }
    if (std::ranges::find(open_, name) != open_.end() || out_bytes_ > expanded_bytes_max) {
      return fail(Fault::invalid, "template_recursive",
                  "画面のひな型が自分自身を含んでいます: " + name, "ひな型を直してください。");
    }
    open_.push_back(name);
    auto expanded = expand_text(source->second);
    open_.pop_back();
    return expanded;
  }

 private:
  Result<std::string> expand_text(std::string_view text) {
    static constexpr std::string_view opening = "{{>";
    std::string out;
    for (std::size_t tag = text.find(opening); tag != std::string_view::npos;
         tag = text.find(opening)) {
      out += text.substr(0, tag);
      const std::size_t end = text.find("}}", tag);  // check_tags saw that it is there
      const std::string_view name = text.substr(tag + opening.size(), end - tag - opening.size());
      const auto partial = expand(mustache::trim(std::string(name)));
      if (!partial) return partial;
      out += without_last_newline(*partial);
      text.remove_prefix(end + 2);
    }
    out += text;
    out_bytes_ += out.size();
    return out;
  }

  const Sources& sources_;
  std::vector<std::string> open_;  // the templates being expanded, outermost first
  std::size_t out_bytes_ = 0;
};

Result<Sources> read_folder(const std::filesystem::path& folder) {
  Sources sources;
  std::error_code trouble;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, trouble)) {
    if (entry.path().extension() != suffix) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    const auto name = entry.path().lexically_relative(folder).replace_extension();
    sources.emplace(name.generic_string(), bytes.str());
  }
  if (trouble) {
    return fail(Fault::unavailable, "template_missing",
                "画面のひな型のフォルダを読めません: " + folder.string(),
                "フォルダと権限を確かめてください。");
  }
  return sources;
}

}  // namespace

class Templates::Set {
 public:
  static Result<std::shared_ptr<const Set>> create(const Sources& sources) {
    auto set = std::make_shared<Set>();
    for (const auto& [name, text] : sources) {
      if (auto checked = check_tags(name, text); !checked) return fail(checked.error());
    }
    for (const auto& [name, text] : sources) {
      auto expanded = Expansion(sources).expand(name);
      if (!expanded) return fail(expanded.error());
      auto parsed = std::make_unique<mustache::mustache>(*expanded);
      if (!parsed->is_valid()) return malformed(name, text, 0, parsed->error_message());
      parsed->set_custom_escape([](const std::string& value) { return escape_html(value); });
      set->templates_.emplace(name, std::move(parsed));
    }
    return set;
  }

  // Rendering changes a parsed template only when a partial or a lambda fails; there are none.
  Result<std::string> render(std::string_view name, const Json& model) const {
    const auto found = templates_.find(name);
    if (found == templates_.end()) {
      return fail(Fault::not_found, "template_missing",
                  "画面のひな型がありません: " + std::string(name),
                  "プログラムの誤りです。管理者に知らせてください。");
    }
    ModelContext context(model);
    Written page;
    return std::move(found->second->render(context, page).text);
  }

 private:
  std::map<std::string, std::unique_ptr<mustache::mustache>, std::less<>> templates_;
};

Result<Templates> Templates::from_files(std::span<const embedded::File> files) {
  Sources sources;
  for (const embedded::File& file : files) {
    if (!file.path.ends_with(suffix)) continue;
    sources.emplace(file.path.substr(0, file.path.size() - suffix.size()), file.bytes);
  }
  auto set = Set::create(sources);
  if (!set) return fail(set.error());
  return Templates(*std::move(set));
}

Templates Templates::from_folder(std::filesystem::path folder) {
  return Templates(std::move(folder));
}

Result<std::string> Templates::render(std::string_view name, const Json& model) const {
  if (set_) return set_->render(name, model);
  const auto sources = read_folder(folder_);
  if (!sources) return fail(sources.error());
  const auto set = Set::create(*sources);
  if (!set) return fail(set.error());
  return (*set)->render(name, model);
}

}  // namespace mamori::web
