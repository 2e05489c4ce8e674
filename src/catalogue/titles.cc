#include "catalogue/titles.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "catalogue/office_names.h"

namespace mamori::catalogue {
namespace {

using regulation::Holder;
using regulation::Provision;

constexpr std::size_t post_bytes_max = 60;

// --- who is said to hold an office

struct Filling {
  std::string_view office;  // what ends with its title: 組合に統括情報セキュリティ責任者
  std::string_view post;    // 副市長
};

// Somebody who is it by being something; whoever is chosen is not.
bool is_post(std::string_view words) {
  static constexpr std::array<std::string_view, 5> chosen{"指名", "任命", "する者", "した者",
                                                          "うち"};
  const auto says = [&](std::string_view sign) { return words.contains(sign); };
  return !words.empty() && words.size() <= post_bytes_max && std::ranges::none_of(chosen, says);
}

// What stands after the last comma: of 「市に、CISO」 it is CISO.
std::string_view after_last_comma(std::string_view words) {
  constexpr std::string_view comma = "、";
  const auto at = words.rfind(comma);
  return at == std::string_view::npos ? words : words.substr(at + comma.size());
}

// The clauses that end with `ending`: each begins where the one before ended.
std::vector<std::string_view> clauses_before(std::string_view text, std::string_view ending) {
  std::vector<std::string_view> clauses;
  std::size_t begin = 0;
  for (auto at = text.find(ending); at != std::string_view::npos; at = text.find(ending, begin)) {
    clauses.push_back(text.substr(begin, at - begin));
    begin = at + ending.size();
  }
  return clauses;
}

std::optional<Filling> split_at(std::string_view clause, std::string_view by) {
  const auto at = clause.rfind(by);
  if (at == std::string_view::npos) return std::nullopt;
  return Filling{clause.substr(0, at), clause.substr(at + by.size())};
}

// 「CISOは、副市長をもって充てる」, 「…責任者を置き、副市長をもって充てる」,
// 「副市長をCISOとする」.
std::vector<Filling> fillings_in(std::string_view text) {
  std::vector<Filling> fillings;
  for (const std::string_view clause : clauses_before(text, "をもって充て")) {
    auto filling = split_at(clause, "を置き、");
    if (!filling) filling = split_at(clause, "は、");
    if (filling) fillings.push_back(*filling);
  }
  for (const std::string_view ending : {"とする。", "とし、"}) {
    for (const std::string_view clause : clauses_before(text, ending)) {
      const auto turned = split_at(clause, "を");
      if (turned) fillings.push_back({turned->post, after_last_comma(turned->office)});
    }
  }
  std::erase_if(fillings, [](const Filling& filling) { return !is_post(filling.post); });
  return fillings;
}

// 「責任者（以下「CISO」という。）」 without what stands in brackets at its end, and without how
// many.
std::string_view bare_office(std::string_view words) {
  static constexpr std::array<std::string_view, 2> opening{"（", "("};
  static constexpr std::array<std::string_view, 4> ending{"）", ")", "1人", "１人"};
  for (const std::string_view end : ending) {
    if (!words.ends_with(end)) continue;
    words.remove_suffix(end.size());
    for (const std::string_view open : opening) words = words.substr(0, words.rfind(open));
  }
  return words;
}

// --- what the text calls the offices

struct Seen {
  std::map<std::string, int> titles;  // and how often
  std::string first_place;
  std::string ex_officio;
  std::string ex_officio_place;
};
using SeenByKind = std::map<std::string, Seen>;

std::vector<std::string_view> spellings_of(const OfficeName& office) {
  std::vector<std::string_view> all{office.title};
  std::string_view rest = office.spellings;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (end > 0) all.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return all;
}

// Our kind for a term a text defines; "" when it is none of the names we know.
std::string_view kind_of_term(std::string_view term) {
  for (const OfficeName& office : office_names()) {
    if (std::ranges::count(spellings_of(office), term) > 0) return office.kind;
  }
  return {};
}

void note_title(SeenByKind& seen, std::string_view kind, const std::string& title,
                const Provision& provision) {
  Seen& office = seen[std::string(kind)];
  ++office.titles[title];
  if (office.first_place.empty()) office.first_place = provision.place;
}

SeenByKind titles_in(std::span<const Provision> provisions) {
  SeenByKind seen;
  for (const Provision& provision : provisions) {
    for (const Holder& holder : provision.holders) {
      if (holder.kind.empty() || holder.kind == "body") continue;
      note_title(seen, holder.kind, holder.title, provision);
    }
    for (const regulation::Definition& definition : provision.definitions) {
      const auto kind = kind_of_term(definition.term);
      if (!kind.empty()) note_title(seen, kind, definition.term, provision);
    }
  }
  return seen;
}

// The office whose title the words end with; of several the longest. nullptr when there is none.
Seen* office_meant(SeenByKind& seen, std::string_view words) {
  Seen* meant = nullptr;
  std::size_t length = 0;
  const auto consider = [&](Seen& office, std::string_view title) {
    if (!words.ends_with(title) || title.size() <= length) return;
    meant = &office;
    length = title.size();
  };
  for (auto& [kind, office] : seen) {
    for (const auto& [title, times] : office.titles) consider(office, title);
    const OfficeName* known = find_office(kind);
    if (!known) continue;
    for (const std::string_view title : spellings_of(*known)) consider(office, title);
  }
  return meant;
}

// Who the sentences say holds an office: the first that says so counts.
void note_fillings(SeenByKind& seen, std::span<const Provision> provisions) {
  for (const Provision& provision : provisions) {
    for (const Filling& filling : fillings_in(provision.text)) {
      Seen* office = office_meant(seen, bare_office(filling.office));
      if (!office || !office->ex_officio.empty()) continue;
      office->ex_officio = filling.post;
      office->ex_officio_place = provision.place;
    }
  }
}

std::string most_used(const std::map<std::string, int>& titles) {
  const auto best =
      std::ranges::max_element(titles, {}, [](const auto& title) { return title.second; });
  return best == titles.end() ? std::string() : best->first;
}

bool ends_as_a_title(std::string_view words) {
  static constexpr std::array<std::string_view, 9> endings{
      "責任者", "管理者", "担当者", "チーフ", "会議", "委員会", "アドバイザー", "監督者", "推進員"};
  return std::ranges::any_of(endings, [&](auto ending) { return words.ends_with(ending); });
}

}  // namespace

std::vector<ProposedTitle> propose_titles(std::span<const Provision> provisions) {
  SeenByKind seen = titles_in(provisions);
  note_fillings(seen, provisions);
  std::vector<ProposedTitle> proposals;
  for (const auto& [kind, office] : seen) {
    proposals.push_back(
        {kind, most_used(office.titles), office.ex_officio,
         office.ex_officio_place.empty() ? office.first_place : office.ex_officio_place});
  }
  return proposals;
}

std::vector<std::string> other_titles(std::span<const Provision> provisions) {
  const auto proposals = propose_titles(provisions);
  std::vector<std::string> titles;
  const auto add = [&](const std::string& title) {
    if (!ends_as_a_title(title) || std::ranges::count(titles, title) > 0) return;
    const bool taken = std::ranges::count(proposals, title, &ProposedTitle::title) > 0;
    if (!taken) titles.push_back(title);
  };
  for (const Provision& provision : provisions) {
    for (const Holder& holder : provision.holders) {
      if (holder.kind != "staff") add(holder.title);
    }
    for (const regulation::Definition& definition : provision.definitions) add(definition.term);
  }
  return titles;
}

}  // namespace mamori::catalogue
