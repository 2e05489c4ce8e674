// What speaks for each control at a place. Private to the room: alignment.cc weighs it, the weights
// were found by looking at it.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalogue/control.h"
#include "catalogue/features.h"
#include "catalogue/units.h"

namespace mamori::catalogue {

enum Sign : std::size_t {
  nearest_wording,  // cosine with the typical sentence it is nearest to
  second_wording,   // with the next nearest: two agree
  whole,            // with everything the catalogue says of the control
  terms,            // terms found, 0–1
  caption,          // cosine of the caption with the whole
  office_caption,   // the same where the caption only names an office
  caption_agrees,   // the lesser of the caption's cosine and the text's
  article,          // of the whole article: tells apart bare sentences
  section,          // some title above is that of the control's section of the guideline
  chapter,          // and those of what stands above that section
  holder,           // 1 the same kind of office, -0.5 another, 0 nobody named
  polarity,         // 1 when both forbid, -1 when only one of them does, else 0
  subject,          // the title of the document is that of the control's section or one above
  act,              // how the sentence ends, where it says what is to be done
  beside,           // what the places before and after speak of has the same row; by alignment.cc
  sign_count
};
// One number for each sign, all between -1 and 1.
using Evidence = std::array<double, sign_count>;

// Immutable; any thread may call compare with a memory of its own. The catalogue must outlive it.
class Comparer {
 public:
  explicit Comparer(const Catalogue& catalogue);

  // What is the same for many units of a document, kept between calls of compare.
  struct Memory {
    std::unordered_map<std::size_t, std::vector<double>> articles;  // by family: each control
    struct Titles {
      std::vector<double> captions, sections, chapters;  // each control
      bool of_office = false;                            // the caption only names an office
    };
    std::unordered_map<std::string, Titles> titles;
    Commonness common;
    std::vector<double> subjects;  // each control
  };
  struct Comparison {
    // For each control in the order of the catalogue, then for what asks for nothing.
    std::vector<Evidence> evidence;
    std::vector<std::size_t> found;  // terms, as positions in terms_, rising
  };
  // Of a document: to be read before its units are compared.
  Memory survey(const Units& units) const;
  // `units` holds `unit`. Takes time in proportion to the length of the unit.
  Comparison compare(const Units& units, const Unit& unit, Memory& memory) const;

  // The terms of the control (by its position) that were found, as the catalogue writes them.
  std::vector<std::string> terms_found(const Comparison& comparison, std::size_t control) const;

 private:
  struct Term {
    std::string text;
    std::u32string key;
    Vector grams;
    std::size_t control = 0;
  };
  struct Learned {
    std::string holder;
    std::size_t wording_begin = 0;  // of its wordings in wordings_
    std::size_t wording_end = 0;
    double forbidding = 0;              // share of its wordings that forbid
    std::vector<std::size_t> sections;  // of the guideline, from the chapter to its own
  };

  void learn_weights(const Control& control);
  void learn_control(const Control& control);
  void learn_guideline();
  // The keys of the control's terms, each once.
  std::vector<std::u32string> learn_terms(const Control& control);
  std::vector<std::size_t> terms_in(std::u32string_view key) const;
  std::u32string text_key_of(const std::string& text) const;
  std::vector<double> section_scores(const std::vector<std::string>& titles) const;
  const Memory::Titles& titles_of(const Unit& unit, Memory& memory) const;
  const std::vector<double>& article_of(const Units& units, const Unit& unit, Memory& memory) const;

  const Catalogue& catalogue_;
  Weights weights_;
  Index wordings_;  // each wording of each control
  Index acts_;      // how each wording ends
  Index wholes_;    // all of each control: title, terms and wordings together
  std::vector<Learned> learned_;
  std::vector<Term> terms_;                                           // of all controls
  std::unordered_map<Gram, std::vector<std::size_t>> terms_by_pair_;  // by how they begin
  Weights title_weights_;
  Index titles_;                            // each name of each section of the guideline
  std::vector<std::size_t> title_section_;  // whose name it is
};

}  // namespace mamori::catalogue
