#include "recovery/sealed_file.h"

#include <gmock/gmock.h>

#include "base/date.h"
#include "base/files.h"
#include "recovery/sealing_fixture.h"

namespace mamori::recovery {
namespace {

using ::testing::AnyOf;
using testing::Folder;
using ::testing::HasSubstr;
using testing::opened;
using testing::sealed;

const Passphrase right{"mizu-no-oto-0421"};

TEST(SealedFile, GivesBackWhatWasWrittenHoweverLong) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, chunk_bytes - 1, chunk_bytes,
                                 chunk_bytes + 1, 3 * chunk_bytes + 7}) {
    const std::string content(size, 'x');
    const std::string file = sealed(content, right);
    EXPECT_EQ(opened(file, right).value(), content) << size;
    EXPECT_THAT(file, ::testing::Not(HasSubstr("xxxx")));
  }
}

TEST(SealedFile, IsOpenedByTheHolderOfTheKeyOnly) {
  const auto key = RecipientKey::generate();
  const auto recipient = Recipient::parse(key.public_pem());
  ASSERT_TRUE(recipient);
  const std::string file = sealed("内容", *recipient);
  EXPECT_EQ(opened(file, RecipientKey::parse(key.private_pem()).value()).value(), "内容");
  EXPECT_EQ(opened(file, RecipientKey::generate()).error().code, "backup_key_wrong");
  EXPECT_EQ(opened(file, right).error().code, "backup_key_other_kind");
}

TEST(SealedFile, SaysWhenThePassphraseIsWrong) {
  const std::string file = sealed("内容", right);
  EXPECT_EQ(opened(file, Passphrase{"mizu-no-oto-0422"}).error().code, "backup_key_wrong");
  EXPECT_EQ(opened(file, RecipientKey::generate()).error().code, "backup_key_other_kind");
}

// The passphrase may be typed on another machine, whose input composes characters otherwise.
TEST(SealedFile, TakesAPassphraseInEitherNormalForm) {
  const std::string composed = "がっこうのうらのやま1";
  const std::string decomposed = "か\u3099っこうのうらのやま1";
  EXPECT_EQ(opened(sealed("内容", Passphrase{composed}), Passphrase{decomposed}).value(), "内容");
}

TEST(SealedFile, SaysAtEveryLengthThatItWasCut) {
  const std::string file = sealed(std::string(2 * chunk_bytes + 10, 'x'), right);
  for (std::size_t length = 0; length < file.size();
       length += length < 600 || length + 600 > file.size() ? 1 : 4093) {
    const auto content = opened(file.substr(0, length), right);
    ASSERT_FALSE(content) << length;
    EXPECT_EQ(content.error().code, length < 16 ? "backup_unknown" : "backup_truncated") << length;
  }
}

TEST(SealedFile, SaysOfEveryByteThatItWasAltered) {
  const std::string file = sealed(std::string(100, 'x'), right);
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string altered = file;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    const auto content = opened(altered, right);
    ASSERT_FALSE(content) << at;
    EXPECT_THAT(content.error().code,
                AnyOf("backup_altered", "backup_unknown", "backup_truncated", "backup_key_wrong"))
        << at;
  }
}

TEST(SealedFile, NoticesChunksInAnotherOrderOrLeftOut) {
  const std::string content = std::string(chunk_bytes, 'a') + std::string(chunk_bytes, 'b') + "c";
  const std::string file = sealed(content, right);
  const std::size_t one = chunk_bytes + 16;
  const std::size_t begin =
      file.size() - std::string_view("mamori-backup ends\n").size() - 17 - 2 * one;
  std::string swapped = file;
  swapped.replace(begin, one, file.substr(begin + one, one));
  swapped.replace(begin + one, one, file.substr(begin, one));
  EXPECT_EQ(opened(swapped, right).error().code, "backup_altered");
  std::string left_out = file;
  left_out.erase(begin + one, one);
  EXPECT_EQ(opened(left_out, right).error().code, "backup_altered");
  // The end put behind a chunk that was not the last.
  std::string cut = file;
  cut.erase(begin + one, one + 17);
  EXPECT_EQ(opened(cut, right).error().code, "backup_altered");
}

TEST(SealedFile, TheHeaderTellsWhatAndWhenToEverybody) {
  const std::string file = sealed("内容", right);
  const auto parsed = parse_header(file);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->header.body, "mimori");
  EXPECT_EQ(iso_instant(parsed->header.made), "2026-11-21T02:03:04.567Z");
  EXPECT_EQ(parsed->header.kind, Header::Kind::passphrase);
}

TEST(SealedFile, NeverOverwritesAndLeavesNothingHalf) {
  const Folder folder;
  const auto target = folder.path() / "a.backup";
  {
    auto writer = SealedWriter::create(target, testing::locked(right));
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->write("half"));
  }
  EXPECT_TRUE(folder.files().empty());
  ASSERT_TRUE(write_private(target, "somebody's"));
  EXPECT_EQ(SealedWriter::create(target, testing::locked(right)).error().code, "file_exists");
  EXPECT_THAT(folder.files(), ::testing::ElementsAre("a.backup"));
}

TEST(SealedFile, AnotherFileThatTookTheNameMeanwhileStays) {
  const Folder folder;
  const auto target = folder.path() / "a.backup";
  auto writer = SealedWriter::create(target, testing::locked(right));
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->finish());
  ASSERT_TRUE(write_private(target, "somebody's"));
  EXPECT_EQ(writer->put_in_place().error().code, "file_exists");
  EXPECT_EQ(read_small(target, true).value(), "somebody's");
}

// What a small disk does, without one: no file of this program may grow beyond 100 kB.
TEST(SealedFile, SaysWhenItCannotBeWrittenAndLeavesNothing) {
  const Folder folder;
  const testing::FileSizeLimit limit(100'000);
  {
    auto writer = SealedWriter::create(folder.path() / "a.backup", testing::locked(right));
    ASSERT_TRUE(writer);
    Result<void> written;
    for (int part = 0; part < 40 && written; ++part)
      written = writer->write(std::string(9000, 'x'));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, "file_not_written");
  }
  EXPECT_TRUE(folder.files().empty());
}

TEST(SealedFile, KeysThatOthersCouldKnowAreRefused) {
  EXPECT_EQ(Recipient::parse("no key").error().code, "recipient_malformed");
  EXPECT_EQ(RecipientKey::parse("no key").error().code, "recipient_key_malformed");
  // The point of order 1: whatever is locked with it, everybody can open.
  const std::string zero =
      std::string("\x30\x2a\x30\x05\x06\x03\x2b\x65\x6e\x03\x21\x00", 12) + std::string(32, '\0');
  const std::string pem =
      "-----BEGIN PUBLIC KEY-----\n" + base64(zero) + "\n-----END PUBLIC KEY-----\n";
  EXPECT_EQ(Recipient::parse(pem).error().code, "recipient_malformed");
}

}  // namespace
}  // namespace mamori::recovery
