#include "ledger/record.h"

#include <gtest/gtest.h>

#include "base/date.h"

namespace mamori::ledger {
namespace {

Leaf sample() {
  return {.body = "minami-city",
          .number = 12,
          .at = *parse_iso_instant("2026-11-21T02:03:04.567Z"),
          .kind = "procedures.submitted",
          .actor = "01jd0000000000000000000000",
          .subject = "takeout:42",
          .commitment = commit_payload(std::string(32, 's'), R"({"a":1})")};
}

TEST(Record, IsEightLines) {
  EXPECT_EQ(encode(sample()),
            "mamori-record/1\n"
            "body minami-city\n"
            "number 12\n"
            "time 2026-11-21T02:03:04.567Z\n"
            "act procedures.submitted\n"
            "actor 01jd0000000000000000000000\n"
            "subject takeout:42\n"
            "payload " +
                base64(as_text(sample().commitment)) + "\n");
}

TEST(Record, IsReadBackAsItWas) {
  EXPECT_EQ(decode_leaf(encode(sample())), sample());
  Leaf longest = sample();
  longest.body = std::string(body_bytes_max, 'b');
  longest.number = std::numeric_limits<std::uint64_t>::max();
  longest.kind = std::string(kind_bytes_max, 'k');
  longest.actor = std::string(name_bytes_max, '~');
  longest.subject = std::string(name_bytes_max, '!');
  EXPECT_LE(encode(longest).size(), leaf_bytes_max);
  EXPECT_EQ(decode_leaf(encode(longest)), longest);
}

TEST(Record, WhatIsAcceptedIsWhatWouldBeWritten) {
  const std::string good = encode(sample());
  int accepted = 0;
  for (std::size_t place = 0; place < good.size(); ++place) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = good;
      changed[place] = static_cast<char>(value);
      const auto leaf = decode_leaf(changed);
      if (!leaf) continue;
      ++accepted;
      ASSERT_EQ(encode(*leaf), changed);
    }
    ASSERT_FALSE(decode_leaf(good.substr(0, place)).has_value());
  }
  EXPECT_GT(accepted, 0);
}

TEST(Record, RefusesEveryOtherSpelling) {
  const std::string good = encode(sample());
  const auto with = [&](std::string_view line, std::string_view other) {
    std::string changed = good;
    changed.replace(changed.find(line), line.size(), other);
    return changed;
  };
  for (const std::string& changed : {good + "\n",
                                     "\n" + good,
                                     good + good,
                                     with("/1", "/2"),
                                     with("number 12", "number 012"),
                                     with("number 12", "number 0"),
                                     with("number 12", "number +12"),
                                     with("number 12", "number 12 "),
                                     with("number 12", "number  12"),
                                     with("number 12", "number 18446744073709551616"),
                                     with("number 12\n", ""),
                                     with("number 12", "number 12\r"),
                                     with(".567Z", "Z"),
                                     with(".567Z", ".567+00:00"),
                                     with("2026-11-21T", "2026-11-31T"),
                                     with("2026-11-21T", "1969-11-21T"),
                                     with("submitted", "Submitted"),
                                     with("takeout:42", "takeout 42"),
                                     with("takeout:42", "持ち出し"),
                                     with("takeout:42", ""),
                                     with("takeout:42", std::string(name_bytes_max + 1, 'x')),
                                     with("=\n", "\n"),
                                     with("body minami-city", "body -minami"),
                                     with("body minami", "body Minami"),
                                     with("actor", "Actor"),
                                     std::string("mamori-record/1")}) {
    EXPECT_FALSE(decode_leaf(changed).has_value()) << changed;
  }
}

TEST(Record, AnErasureNamesTheRecordWhosePayloadWent) {
  Leaf leaf = sample();
  EXPECT_EQ(erased_number(leaf), std::nullopt);
  leaf.kind = erasure_kind;
  leaf.subject = erasure_subject(7);
  EXPECT_EQ(erased_number(leaf), 7U);
  leaf.subject = "record:07";
  EXPECT_EQ(erased_number(leaf), std::nullopt);
}

}  // namespace
}  // namespace mamori::ledger
