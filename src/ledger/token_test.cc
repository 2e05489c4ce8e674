#include "ledger/token.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

#include "base/bytes.h"
#include "ledger/checkpoint.h"

namespace mamori::ledger {
namespace {

namespace fs = std::filesystem;

constexpr const char* module_path = "/usr/lib/softhsm/libsofthsm2.so";

// A token in software (SoftHSM), in a folder of the test's own. One a program: the library reads
// its settings once.
class Token : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!fs::exists(module_path)) return;
    fs::create_directories(folder() / "tokens");
    std::ofstream(folder() / "softhsm2.conf")
        << "directories.tokendir = " << (folder() / "tokens").string() << "\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", (folder() / "softhsm2.conf").c_str(), 1);
    const std::string command =
        "softhsm2-util --init-token --free --label 'mamori 1' --so-pin 12345678 --pin 87654321 "
        ">/dev/null 2>&1";
    ready() = std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
    write_pin("87654321\n");
  }
  static void TearDownTestSuite() { fs::remove_all(folder()); }
  // SoftHSM leaks a few bytes with every key: that is not for our leak check to find.
#if defined(__SANITIZE_ADDRESS__)
  Token() { __lsan_disable(); }
  ~Token() override { __lsan_enable(); }
#endif
  void SetUp() override {
    if (!ready()) GTEST_SKIP() << "SoftHSM (package softhsm2) is not installed";
  }

  static void write_pin(std::string_view text) {
    std::ofstream(folder() / "pin") << text;
    fs::permissions(folder() / "pin", fs::perms::owner_read | fs::perms::owner_write);
  }
  static std::string uri(std::string_view object, std::string_view token = "mamori%201") {
    return "pkcs11:token=" + std::string(token) + ";object=" + std::string(object) +
           "?module-path=" + module_path + "&pin-source=file:" + (folder() / "pin").string();
  }

 private:
  static const fs::path& folder() {
    static const fs::path made =
        fs::path(::testing::TempDir()) / ("mamori_token_" + hex(random_bytes(8)));
    return made;
  }
  static bool& ready() {
    static bool is_ready = false;
    return is_ready;
  }
};

TEST_F(Token, AKeyMadeInItSignsCheckpointsThatAnyoneVerifies) {
  const auto made = make_token_key(uri("ledger"));
  ASSERT_TRUE(made.has_value()) << made.error().remedy;
  const NoteSigner signer("mamori/test", *made);
  const Checkpoint checkpoint{"mamori/test", 3, leaf_hash("root")};
  const auto note = sign(checkpoint, signer);
  ASSERT_TRUE(note.has_value()) << note.error().remedy;
  const auto verifier = NoteVerifier::parse(signer.verifier().vkey());
  EXPECT_EQ(open_checkpoint(*note, *verifier), checkpoint);

  const auto opened = open_token_key(uri("ledger"));
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ((*opened)->public_key(), (*made)->public_key());
  EXPECT_EQ(make_token_key(uri("ledger")).error().code, "token_key_exists");
}

TEST_F(Token, WhatIsNotThereIsSaid) {
  EXPECT_EQ(open_token_key(uri("nothing")).error().code, "token_key_missing");
  EXPECT_EQ(open_token_key(uri("ledger", "other")).error().code, "token_unavailable");
}

TEST_F(Token, APinThatOthersMayReadIsRefused) {
  write_pin("87654321\n");
  std::string place = uri("ledger");
  fs::permissions(place.substr(place.find("file:") + 5), fs::perms::group_read,
                  fs::perm_options::add);
  EXPECT_EQ(open_token_key(place).error().code, "pin_unreadable");
  write_pin("87654321\n");
}

TEST(TokenUri, HasExactlyItsFourParts) {
  for (const char* uri : {"", "pkcs11:", "pkcs11:token=a", "pkcs11:token=a;object=b", "file:key",
                          "pkcs11:object=b;token=a?module-path=/m&pin-source=file:/p",
                          "pkcs11:token=;object=b?module-path=/m&pin-source=file:/p",
                          "pkcs11:token=%zz;object=b?module-path=/m&pin-source=file:/p",
                          "pkcs11:token=a;object=b?module-path=/m&pin-value=1234"}) {
    EXPECT_EQ(open_token_key(uri).error().code, "token_uri_malformed") << uri;
  }
  EXPECT_EQ(open_token_key("pkcs11:token=a;object=b?module-path=/absent.so&pin-source=file:/p")
                .error()
                .code,
            "token_unavailable");
}

}  // namespace
}  // namespace mamori::ledger
