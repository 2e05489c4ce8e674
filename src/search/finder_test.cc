// The index against reading every text: the same is found, in the same order, on every database.
#include "search/finder.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "base/bytes.h"
#include "base/text.h"
#include "store/store.h"
#include "store/testing_database.h"

namespace mamori::search {
namespace {

using store::Connection;
using ::testing::ElementsAre;

class SearchTest : public ::testing::Test {
 protected:
  SearchTest() : store_(*store::Store::open(database_.location())) {}

  // Puts one document with the next record, as a projection would.
  std::uint64_t put(std::string_view subject, std::string_view text, Kind kind = Kind::entry,
                    std::string_view collection = "assets") {
    const std::uint64_t number = ++records_;
    change([&](Connection& connection) {
      begin_record(connection, number);
      search::put(connection, number, 0,
                  {kind, std::string(collection), std::string(subject), "", "", std::string(text)});
    });
    return number;
  }

  // Records without documents, up to the first of the next segment.
  void close_segment() {
    records_ = (records_ / segment_records + 1) * segment_records;
    change([&](Connection& connection) { begin_record(connection, records_); });
  }

  template <class Work>
  void change(const Work& work) {
    const auto done = store_->write([&](Connection& connection) -> Result<void> {
      work(connection);
      return {};
    });
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }

  std::vector<Hit> hits(Query query) {
    return store_->read([&](Connection& connection) { return find(connection, query); });
  }
  std::vector<std::string> found(std::string_view question) {
    return subjects(hits({.words = words_of(question), .limit = 1000}));
  }
  std::vector<std::string> all_found(std::string_view question) {
    auto list = store_->read([&](Connection& connection) {
      return find_subjects(connection, question, Kind::entry, "assets");
    });
    std::ranges::sort(list);
    return list;
  }
  static std::vector<std::string> subjects(const std::vector<Hit>& hits) {
    std::vector<std::string> list;
    for (const Hit& hit : hits) list.push_back(hit.document.subject);
    return list;
  }

  // Every byte of both tables.
  std::string tables() {
    return store_->read([](Connection& connection) {
      std::string all;
      for (const auto& row :
           connection.query("SELECT id, text FROM search_documents ORDER BY id")) {
        all += std::to_string(row.integer("id")) + row.text("text") + "\n";
      }
      for (const auto& row :
           connection.query("SELECT slot, postings FROM search_postings ORDER BY slot")) {
        all += std::to_string(row.integer("slot")) + hex(row.text("postings")) + "\n";
      }
      return all;
    });
  }

  const mamori::testing::TestDatabase database_;
  std::unique_ptr<store::Store> store_;
  std::uint64_t records_ = 0;
};

TEST_F(SearchTest, OneCharacterIsEnoughInOpenAndClosedSegments) {
  put("a", "税務係の端末");
  put("b", "福祉課の鍵");
  for (int times = 0; times < 2; ++times) {
    EXPECT_THAT(found("鍵"), ElementsAre("b"));
    EXPECT_THAT(found("税"), ElementsAre("a"));
    EXPECT_THAT(found("の"), ElementsAre("b", "a"));  // the newest first
    EXPECT_THAT(found("末"), ElementsAre("a"));       // the last of its line
    EXPECT_THAT(found("端末"), ElementsAre("a"));
    EXPECT_THAT(found("係 端"), ElementsAre("a"));
    EXPECT_THAT(found("鍵 端"), ElementsAre());
    EXPECT_THAT(found("%"), ElementsAre());
    close_segment();
    put("later", "別のもの", Kind::person);
  }
}

TEST_F(SearchTest, WhatIsNewTakesThePlaceOfWhatWas) {
  put("a", "一階の鍵");
  close_segment();
  put("a", "二階の扉");
  EXPECT_THAT(found("鍵"), ElementsAre());
  EXPECT_THAT(found("扉"), ElementsAre("a"));
  change([](Connection& connection) { remove(connection, "a"); });
  EXPECT_THAT(found("扉"), ElementsAre());
}

TEST_F(SearchTest, KindsAndCollectionsAreApart) {
  put("a", "鍵", Kind::entry, "assets");
  put("b", "鍵", Kind::entry, "keys");
  put("c", "鍵", Kind::application);
  EXPECT_THAT(found("鍵"), ElementsAre("b", "a"));
  EXPECT_THAT(subjects(hits({.words = words_of("鍵"), .collection = "assets"})), ElementsAre("a"));
  EXPECT_THAT(subjects(hits({.words = words_of("鍵"), .kind = Kind::application})),
              ElementsAre("c"));
  EXPECT_TRUE(hits({.words = {}}).empty());
}

TEST_F(SearchTest, PagesFollowOneAnotherInEitherOrder) {
  for (int entry = 0; entry < 30; ++entry) put("e" + std::to_string(entry), "同じ鍵");
  close_segment();
  for (int entry = 30; entry < 50; ++entry) put("e" + std::to_string(entry), "同じ鍵");
  for (const Order order : {Order::newest_first, Order::oldest_first}) {
    Query query{.words = words_of("鍵"), .order = order, .limit = 7};
    std::vector<std::string> all;
    for (auto page = hits(query); !page.empty(); page = hits(query)) {
      for (const Hit& hit : page) all.push_back(hit.document.subject);
      query.after = page.back().id;
    }
    ASSERT_EQ(all.size(), 50U);
    EXPECT_EQ(all.front(), order == Order::newest_first ? "e49" : "e0");
    EXPECT_EQ(all.back(), order == Order::newest_first ? "e0" : "e49");
  }
}

TEST_F(SearchTest, WhatMayNotBeSeenIsPassedOver) {
  put("mine", "同じ鍵");
  put("theirs", "同じ鍵");
  const auto mine = [](const Document& document) { return document.subject == "mine"; };
  EXPECT_THAT(subjects(hits({.words = words_of("鍵"), .limit = 1, .admits = mine})),
              ElementsAre("mine"));
}

TEST_F(SearchTest, EverythingThatFitsIsFoundHoweverMuchItIs) {
  constexpr int many = 5000;
  change([&](Connection& connection) {
    for (int entry = 0; entry < many; ++entry) {
      begin_record(connection, ++records_);
      const bool key = entry % 7 != 0;
      search::put(connection, records_, 0,
                  {Kind::entry, entry % 2 ? "assets" : "keys", "e" + std::to_string(entry), "", "",
                   std::string(key ? "ノートパソコンと鍵" : "ノートとパソコン") +
                       (entry % 25 == 0 ? "、防災倉庫" : "")});
    }
  });
  const auto expected = [](const auto& fits) {
    int count = 0;
    for (int entry = 1; entry < many; entry += 2) count += fits(entry) ? 1 : 0;
    return static_cast<std::size_t>(count);
  };
  const auto has_key = [](int entry) { return entry % 7 != 0; };
  EXPECT_EQ(all_found("鍵").size(), expected(has_key));
  EXPECT_EQ(all_found("パソ ノー").size(), expected([](int) { return true; }));
  EXPECT_EQ(all_found("のーとぱそこん").size(), expected(has_key));
  EXPECT_EQ(all_found("ノートパソコン").size(), expected(has_key));
  const auto in_store = [](int entry) { return entry % 25 == 0; };
  EXPECT_EQ(all_found("防災倉庫").size(), expected(in_store));
  EXPECT_EQ(all_found("倉庫").size(), expected(in_store));
}

// ｶﾞ is ガ, and not ｶ with something behind it.
TEST_F(SearchTest, AWordAsItWasTypedIsFoundUnlessItFoldsTogetherWithWhatFollows) {
  put("a", "USBメモリー１号");
  put("b", "ｶﾞ");
  EXPECT_THAT(all_found("メモリー"), ElementsAre("a"));
  EXPECT_THAT(all_found("usbﾒﾓﾘ"), ElementsAre("a"));
  EXPECT_THAT(all_found("ガ"), ElementsAre("b"));
  EXPECT_THAT(all_found("ｶ"), ElementsAre());
}

// An erased text leaves neither its row nor its pairs, also when it was superseded long ago.
TEST_F(SearchTest, WhatIsForgottenLeavesTheTablesAsIfItHadNeverBeen) {
  const auto fill = [&](bool with_secret) {
    put("kept", "残る鍵");
    if (with_secret) {
      put("secret", "消える名前");
    } else {
      ++records_;
    }
    close_segment();
    put("kept2", "残る扉");
  };
  fill(true);
  put("secret", "後の名前");
  const std::uint64_t later = records_;
  change([&](Connection& connection) {
    forget(connection, 2, later + 1);
    forget(connection, later, later + 1);
  });
  EXPECT_THAT(found("名"), ElementsAre());
  const std::string forgotten = tables();
  change([](Connection& connection) {
    connection.execute("DELETE FROM search_documents");
    connection.execute("DELETE FROM search_postings");
  });
  records_ = 0;
  fill(false);
  EXPECT_EQ(forgotten, tables());
}

// --- against reading every text

constexpr std::u32string_view signs =
    U"情報資産端末課の係はをアア鍵鍵ーabZ09Ⅱ㈱ｶﾅﾞ々𠮷葛\U000E0100%_-\n 　'\"\\*";

std::string random_text(std::mt19937& random, std::size_t length_max) {
  std::u32string text;
  const std::size_t length = random() % (length_max + 1);
  for (std::size_t at = 0; at < length; ++at) text += signs[random() % signs.size()];
  return nfc(utf8(text));
}

// Some of what stands in the text, or something else.
std::string random_question(std::mt19937& random, const std::string& text) {
  const std::u32string points = code_points(text);
  if (points.empty() || random() % 4 == 0) return random_text(random, 4);
  const std::size_t begin = random() % points.size();
  return utf8(points.substr(begin, 1 + random() % 5));
}

TEST_F(SearchTest, FindsWhatReadingEveryTextFinds) {
  std::mt19937 random(20261121);
  std::map<std::uint64_t, std::pair<std::string, std::string>> kept;  // by record, newest first
  for (int act = 0; act < 400; ++act) {
    if (random() % 100 == 0) close_segment();
    const std::string subject = "s" + std::to_string(random() % 250);
    const std::string text = random_text(random, 40);
    std::erase_if(kept, [&](const auto& one) { return one.second.first == subject; });
    kept[put(subject, text)] = {subject, text};
  }
  ASSERT_GT(records_, segment_records);
  for (int asked = 0; asked < 1500; ++asked) {
    auto any = kept.begin();
    std::advance(any, static_cast<std::ptrdiff_t>(random() % kept.size()));
    const std::string question = random_question(random, any->second.second);
    const Words words = words_of(question);
    std::vector<std::string> expected;
    for (auto one = kept.rbegin(); one != kept.rend() && !words.empty(); ++one) {
      if (fits(fold(one->second.second).text, words)) expected.push_back(one->second.first);
    }
    ASSERT_EQ(found(question), expected) << question;
    std::ranges::sort(expected);
    ASSERT_EQ(all_found(question), expected) << question;
  }
}

}  // namespace
}  // namespace mamori::search
