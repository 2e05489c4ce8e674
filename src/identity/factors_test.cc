#include "identity/factors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identity/rules.h"
#include "identity/totp.h"
#include "store/store.h"
#include "store/testing_database.h"

namespace mamori::identity {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant factors_start{std::chrono::milliseconds{1'795'000'000'000}};

class FactorsTest : public ::testing::Test {
 protected:
  template <class Work>
  auto write(Work&& work) {
    return store_->write(std::forward<Work>(work));
  }
  template <class Work>
  auto read(Work&& work) {
    return store_->read(std::forward<Work>(work));
  }

  // Begins and confirms; returns the secret.
  std::string enrol(std::string_view person) {
    const auto secret = write([&](store::Connection& c) -> Result<std::string> {
      begin_totp(c, vault_, person, now_);
      return pending_totp(c, vault_, person, now_).value();
    });
    EXPECT_TRUE(confirm(person, totp_code(*secret, totp_step(now_))));
    return *secret;
  }
  Result<void> confirm(std::string_view person, std::string_view code) {
    return write([&](store::Connection& c) { return confirm_totp(c, vault_, person, code, now_); });
  }
  Result<void> use(std::string_view person, std::string_view code) {
    return write([&](store::Connection& c) { return use_totp(c, vault_, person, code, now_); });
  }

  const mamori::testing::TestDatabase database_;
  std::unique_ptr<store::Store> store_ = *store::Store::open(database_.location());
  Vault vault_ = *Vault::open_for(*store_, database_.folder() / "mimori.vault");
  const PasswordHasher hasher_{{.memory_kib = 64, .passes = 1}};
  Instant now_ = factors_start;
};

TEST_F(FactorsTest, AnAppIsRegisteredByShowingItsCodeAndThenAskedFor) {
  const std::string secret = enrol("p1");
  EXPECT_TRUE(read([](auto& c) { return factors_of(c, "p1"); }).any());
  EXPECT_FALSE(read([](auto& c) { return factors_of(c, "p2"); }).any());
  now_ += 30s;
  EXPECT_TRUE(use("p1", totp_code(secret, totp_step(now_))));
}

TEST_F(FactorsTest, TheSameCodeIsNeverTakenTwiceNotEvenThatOfTheRegistration) {
  const std::string secret = enrol("p1");
  const std::string code = totp_code(secret, totp_step(now_));
  EXPECT_EQ(use("p1", code).error().code, "second_factor_wrong");
  now_ += 30s;
  const std::string next = totp_code(secret, totp_step(now_));
  EXPECT_TRUE(use("p1", next));
  EXPECT_EQ(use("p1", next).error().code, "second_factor_wrong");
}

TEST_F(FactorsTest, TheSecretStandsInTheDatabaseSealedAndForItsPersonOnly) {
  const std::string secret = enrol("p1");
  const std::string sealed =
      read([](auto& c) { return c.first("SELECT secret FROM identity_totp")->text("secret"); });
  EXPECT_EQ(sealed.find(secret), std::string::npos);
  ASSERT_TRUE(write([](store::Connection& c) -> Result<void> {
    c.execute("UPDATE identity_totp SET person_id = 'p2'");
    return {};
  }));
  now_ += 30s;
  EXPECT_EQ(use("p2", totp_code(secret, totp_step(now_))).error().code, "vault_wrong");
}

TEST_F(FactorsTest, WithoutItsKeyFileTheStoreIsNotOpened) {
  std::filesystem::rename(database_.folder() / "mimori.vault", database_.folder() / "kept");
  const auto missing = Vault::open_for(*store_, database_.folder() / "mimori.vault");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "vault_missing");
  ASSERT_TRUE(Vault::open(database_.folder() / "mimori.vault", true));
  EXPECT_EQ(Vault::open_for(*store_, database_.folder() / "mimori.vault").error().code,
            "vault_wrong");
}

TEST_F(FactorsTest, ARegistrationWaitsHalfAnHour) {
  ASSERT_TRUE(write([&](store::Connection& c) -> Result<void> {
    begin_totp(c, vault_, "p1", now_);
    return {};
  }));
  EXPECT_EQ(confirm("p1", "000000").error().code, "second_factor_wrong");
  now_ += 30min;
  EXPECT_EQ(confirm("p1", "000000").error().code, "totp_not_begun");
}

TEST_F(FactorsTest, RecoveryCodesWorkOnceHoweverTheyAreTyped) {
  const auto codes = make_recovery_codes(hasher_);
  EXPECT_THAT(codes.texts, SizeIs(10));
  ASSERT_TRUE(write([&](store::Connection& c) -> Result<void> {
    keep_recovery_codes(c, "p1", codes, now_);
    return {};
  }));
  const auto hashes = read([](auto& c) { return recovery_hashes(c, "p1"); });
  std::string typed = codes.texts[3];
  std::ranges::transform(typed, typed.begin(), [](unsigned char c) { return std::toupper(c); });
  const std::string hash = matching_hash(hasher_, hashes, typed);
  ASSERT_NE(hash, "");
  EXPECT_EQ(matching_hash(hasher_, hashes, "bbbb-bbbb-bbbb-bbbb"), "");
  const auto used = [&] {
    return write(
        [&](store::Connection& c) -> Result<bool> { return use_recovery_code(c, "p1", hash); });
  };
  EXPECT_TRUE(*used());
  EXPECT_FALSE(*used());
  EXPECT_EQ(read([](auto& c) { return factors_of(c, "p1"); }).recovery_codes, 9U);
}

TEST_F(FactorsTest, RemovingTakesEverythingAway) {
  enrol("p1");
  const auto remove = [&] {
    return *write([](store::Connection& c) -> Result<bool> { return remove_factors(c, "p1"); });
  };
  EXPECT_TRUE(remove());
  EXPECT_FALSE(remove());
  EXPECT_FALSE(read([](auto& c) { return factors_of(c, "p1"); }).any());
}

TEST(AccountRules, AreReadFromAFormAndComeBackFromTheRecord) {
  const auto rules = parse_rules({{"password_characters_min", "１６"},
                                  {"past_passwords", "3"},
                                  {"password_days", "180"},
                                  {"presence_minutes", "15"},
                                  {"idle_minutes", "20"},
                                  {"second_factor_for_all", "no"},
                                  {"second_factor_offices", JsonArray{"administrator", "ciso"}}});
  ASSERT_TRUE(rules) << rules.error().fields.front().message;
  EXPECT_EQ(rules->password_characters_min, 16);
  EXPECT_THAT(*rules->second_factor_offices, SizeIs(2));
  const auto again = parse_rules(Json(to_json(*rules)));
  ASSERT_TRUE(again);
  EXPECT_EQ(to_json(*again), to_json(*rules));
  EXPECT_EQ(session_policy(*again).idle_max, std::chrono::minutes{20});
}

TEST(AccountRules, WhatAnEarlierVersionDidNotKnowIsAsShipped) {
  const auto rules = parse_rules({{"presence_minutes", "15"}});
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->idle_minutes, 60);
}

TEST(AccountRules, OutOfBoundsAreRefusedFieldByField) {
  const auto rules = parse_rules({{"password_characters_min", "4"},
                                  {"past_passwords", "many"},
                                  {"password_days", "0"},
                                  {"presence_minutes", "0"}});
  ASSERT_FALSE(rules);
  EXPECT_THAT(rules.error().fields, SizeIs(3));
}

TEST(AccountRules, APasswordGrowsOldOnlyWhereTheBodySaysSo) {
  const Account account{.password_changed = factors_start};
  EXPECT_FALSE(is_expired(account, {}, factors_start + std::chrono::days{5000}));
  EXPECT_FALSE(is_expired(account, {.password_days = 90}, factors_start + std::chrono::days{89}));
  EXPECT_TRUE(is_expired(account, {.password_days = 90}, factors_start + std::chrono::days{90}));
}

}  // namespace
}  // namespace mamori::identity
