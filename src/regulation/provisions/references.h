// Where the references of each sentence lead. Inside this room only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "regulation/provision.h"
#include "regulation/provisions/laws.h"
#include "regulation/provisions/place_index.h"
#include "regulation/provisions/reference_words.h"
#include "regulation/provisions/words.h"

namespace mamori::regulation {

// Reads the sentences of one document in their order: 同条 and 同法 mean what was cited last.
class ReferenceReader {
 public:
  explicit ReferenceReader(const PlaceIndex& index) : index_(index) {}

  // The references of one sentence of the node; `written` is the sentence as it stands.
  std::vector<Reference> read(const Words& words, View written, const Node& node);
  // Japanese, about the last sentence read: dangling references, and 前条の分類 where 前条 has
  // none.
  std::vector<std::string> take_notes() { return std::move(notes_); }

 private:
  // No body cites more at once; a limit, so that a list of references cannot grow with the text.
  static constexpr std::size_t places_max = 200;

  struct Found {
    std::size_t begin = 0;
    std::size_t end = 0;
    ReferenceKind kind = ReferenceKind::internal;
    std::vector<int> entries = {};
    std::optional<Law> law = {};
  };

  std::optional<Found> found_at(const Words& words, std::size_t at);
  std::optional<Found> law_at(const Words& words, std::size_t at);
  std::optional<Found> absolute_at(const Words& words, std::size_t at);
  std::optional<Found> relative_at(const Words& words, std::size_t at);
  std::optional<Found> items_at(const Words& words, std::size_t at);
  std::optional<Found> appendix_at(const Words& words, std::size_t at);
  std::optional<Found> own_text_at(const Words& words, std::size_t at);
  std::optional<Found> above_at(const Words& words, std::size_t at);
  std::optional<Found> numbered_at(const Words& words, std::size_t at);
  std::optional<Found> kana_at(const Words& words, std::size_t at);

  // Where words lead, in reference_targets.cc.
  std::vector<int> relative_entries(const RelativeUnit& unit) const;
  int resolve(const UnitChain& chain, int base) const;
  int resolve_as_numbers(const UnitChain& chain) const;
  int numbered_entry(const NumberedPlace& place, int beside) const;
  int appendix_entry(const std::string& place) const;
  int unit_around(NodeKind unit) const;

  bool follows_last(View text, std::size_t at) const;
  bool opens_behind_last(View text, std::size_t at) const;
  // 第3条 in 第3条から第5条まで: everything up to the last.
  void take_range(const Words& words, Found& found);
  void remember(const Found& found);
  void note(const Found& found, const Words& words, View written);

  const PlaceIndex& index_;
  LawBook laws_;
  std::vector<LawMention> mentions_;  // of the sentence
  int here_ = PlaceIndex::nowhere;    // the node of the sentence
  std::optional<Found> last_;         // of the sentence, or of the one before it in the node
  std::vector<std::string> notes_;
};

}  // namespace mamori::regulation
