#include "ledger/note.h"

#include <fstream>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "ledger/checkpoint.h"
#include "ledger/key_file.h"

namespace mamori::ledger {
namespace {

// The key and note that the tests of Go's sumdb/note use.
constexpr std::string_view peter_skey =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view peter_vkey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view peter_text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view peter_signature =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    "\n";

std::string peter_note() {
  return std::string(peter_text) + "\n" + std::string(peter_signature);
}

TEST(Note, IsSignedAsGoSignsIt) {
  const auto signer = NoteSigner::parse(peter_skey);
  ASSERT_TRUE(signer.has_value());
  EXPECT_EQ(signer->verifier().vkey(), peter_vkey);
  EXPECT_EQ(signer->sign(peter_text), peter_note());
}

TEST(Note, OpensWithTheKeyThatSignedIt) {
  const auto verifier = NoteVerifier::parse(peter_vkey);
  ASSERT_TRUE(verifier.has_value());
  EXPECT_EQ(verifier->open(peter_note()), peter_text);
  const NoteSigner other = NoteSigner::generate("PeterNeumann");
  EXPECT_EQ(other.verifier().open(peter_note()).error().code, "signature_missing");
}

TEST(Note, IgnoresSignaturesOfUnknownKeysAsTheSpecificationDemands) {
  const auto verifier = NoteVerifier::parse(peter_vkey);
  const std::string witness = NoteSigner::generate("witness.example").sign(peter_text).value();
  const std::string line = witness.substr(peter_text.size() + 1);
  EXPECT_EQ(verifier->open(peter_note() + line), peter_text);
  EXPECT_EQ(verifier->open(std::string(peter_text) + "\n" + line + std::string(peter_signature)),
            peter_text);
}

TEST(Note, HasNoSecondSpelling) {
  const auto verifier = NoteVerifier::parse(peter_vkey);
  const std::string note = peter_note();
  for (std::size_t place = 0; place < note.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = note;
      changed[place] = static_cast<char>(changed[place] ^ 1 << bit);
      ASSERT_FALSE(verifier->open(changed).has_value()) << "byte " << place << " bit " << bit;
    }
    ASSERT_FALSE(verifier->open(note.substr(0, place)).has_value()) << "cut at " << place;
  }
  EXPECT_FALSE(verifier->open(note + "\n").has_value());
  EXPECT_FALSE(verifier->open(note + std::string(peter_signature)).has_value()) << "twice";
}

TEST(Note, RefusesWhatIsNoNote) {
  for (const char* text :
       {"", "\n", "\n\n", "text\n", "text\n\n", "text\n\nno dash\n", "text\n\n— name\n",
        "text\n\n— name AAAA\n", "text\n\n— na+me AAAAAAA=\n", "te\rxt\n\n— name AAAAAAA=\n",
        "text\n\n— name AAAAAAA=", "\xFF\n\n— name AAAAAAA=\n", "text\n\n— name  AAAAAAA=\n"}) {
    EXPECT_FALSE(parse_note(text).has_value()) << text;
  }
  EXPECT_TRUE(parse_note("text\n\n— name AAAAAAA=\n").has_value());
  std::string many = "text\n\n";
  for (std::size_t count = 0; count <= note_signatures_max; ++count) many += "— name AAAAAAA=\n";
  EXPECT_FALSE(parse_note(many).has_value());
}

TEST(NoteKey, IsRefusedWhenAnyPartOfItIsDamaged) {
  const std::string key(peter_vkey);
  for (std::size_t place = 0; place < key.size(); ++place) {
    std::string changed = key;
    changed[place] = static_cast<char>(changed[place] + 1);
    EXPECT_FALSE(NoteVerifier::parse(changed).has_value()) << changed;
    EXPECT_FALSE(NoteVerifier::parse(key.substr(0, place)).has_value());
  }
  // Of Go's tests: a key of wrong length and one of unknown type, each with a fitting id.
  EXPECT_FALSE(NoteVerifier::parse("PeterNeumann+cc469956+"
                                   "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")
                   .has_value());
  EXPECT_FALSE(NoteVerifier::parse("PeterNeumann+173116ae+"
                                   "ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
                   .has_value());
}

class KeyFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / ("mamori_key_" + hex(random_bytes(8)));
    std::filesystem::create_directory(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(KeyFile, IsMadeOnceForItsOwnerOnly) {
  const auto made = load_or_create_key(folder_ / "key", "mamori/test");
  ASSERT_TRUE(made.has_value());
  const auto mode = std::filesystem::status(folder_ / "key").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const auto loaded = load_or_create_key(folder_ / "key", "mamori/test");
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->verifier().vkey(), made->verifier().vkey());
  EXPECT_EQ(load_or_create_key(folder_ / "key", "mamori/other").error().code, "key_of_other_body");
}

TEST_F(KeyFile, IsRefusedWhenOthersMayReadIt) {
  ASSERT_TRUE(load_or_create_key(folder_ / "key", "mamori/test").has_value());
  std::filesystem::permissions(folder_ / "key", std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(load_or_create_key(folder_ / "key", "mamori/test").error().code, "key_exposed");
}

TEST_F(KeyFile, IsNeverReplaced) {
  std::ofstream(folder_ / "key") << "damaged\n";
  std::filesystem::permissions(folder_ / "key", std::filesystem::perms::owner_read);
  EXPECT_EQ(load_or_create_key(folder_ / "key", "mamori/test").error().code, "key_malformed");
  EXPECT_EQ(mamori::testing::read_file(folder_ / "key"), "damaged\n");
  EXPECT_EQ(load_or_create_key(folder_ / "absent" / "key", "mamori/test").error().code,
            "key_unavailable");
}

TEST(Checkpoint, IsThreeLinesUnderASignature) {
  const NoteSigner signer = NoteSigner::generate("mamori/minami-city");
  const Checkpoint checkpoint{"mamori/minami-city", 20852163, leaf_hash("root")};
  const std::string note = sign(checkpoint, signer).value();
  EXPECT_TRUE(note.starts_with("mamori/minami-city\n20852163\n"));
  EXPECT_EQ(open_checkpoint(note, signer.verifier()), checkpoint);
}

TEST(Checkpoint, IsRefusedForAnotherBodyOrInAnotherSpelling) {
  const NoteSigner signer = NoteSigner::generate("mamori/minami-city");
  const std::string root = base64(as_text(leaf_hash("root")));
  EXPECT_EQ(
      open_checkpoint(sign(Checkpoint{"mamori/kita-city", 1, leaf_hash("root")}, signer).value(),
                      signer.verifier())
          .error()
          .code,
      "checkpoint_of_other_body");
  for (const std::string& text :
       {"mamori/minami-city\n01\n" + root + "\n", "mamori/minami-city\n+1\n" + root + "\n",
        "mamori/minami-city\n1\n" + root + "\nextension\n", "mamori/minami-city\n1\n" + root,
        "mamori/minami-city\n\n" + root + "\n", "other/minami-city\n1\n" + root + "\n",
        std::string("mamori/minami-city\n1\nAAAA\n"),
        "mamori/minami-city\n99999999999999999999\n" + root + "\n"}) {
    EXPECT_FALSE(decode_checkpoint(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace mamori::ledger
