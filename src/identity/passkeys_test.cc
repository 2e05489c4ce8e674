#include "identity/passkeys.h"

#include <gtest/gtest.h>

#include "store/store.h"
#include "store/testing_database.h"

namespace mamori::identity {
namespace {

using namespace std::chrono_literals;

constexpr Instant passkeys_start{std::chrono::milliseconds{1'795'000'000'000}};

class PasskeysTest : public ::testing::Test {
 protected:
  Result<void> keep(std::string_view person, std::string_view name, std::string_view id) {
    return store_->write([&](store::Connection& c) {
      return keep_passkey(c, person, name, {std::string(id), "a key", 0, true}, passkeys_start);
    });
  }
  bool take(std::string_view challenge, ChallengeFor purpose, std::string_view person,
            Instant now) {
    return *store_->write([&](store::Connection& c) -> Result<bool> {
      return take_challenge(c, vault_, challenge, purpose, person, now);
    });
  }

  const mamori::testing::TestDatabase database_;
  std::unique_ptr<store::Store> store_ = *store::Store::open(database_.location());
  const Vault vault_ = *Vault::open_for(*store_, database_.folder() / "mimori.vault");
};

TEST_F(PasskeysTest, SeveralAreKeptByNameAndRemovedByTheirOwnerOnly) {
  ASSERT_TRUE(keep("p1", "机の鍵", "id-1"));
  ASSERT_TRUE(keep("p1", "予備の鍵", "id-2"));
  EXPECT_EQ(keep("p2", "机の鍵", "id-1").error().code, "passkey_known");
  EXPECT_EQ(keep("p1", " ", "id-3").error().code, "field_missing");
  const auto kept = store_->read([](auto& c) { return passkeys_of(c, "p1"); });
  ASSERT_EQ(kept.size(), 2U);
  const auto remove = [&](std::string_view person) {
    return *store_->write([&](store::Connection& c) -> Result<std::optional<std::string>> {
      return remove_passkey(c, person, kept.front().id);
    });
  };
  EXPECT_FALSE(remove("p2"));
  EXPECT_TRUE(remove("p1"));
}

TEST_F(PasskeysTest, TenAreEnoughForAnybody) {
  for (int index = 0; index < 10; ++index) {
    ASSERT_TRUE(keep("p1", "鍵", "id-" + std::to_string(index)));
  }
  EXPECT_EQ(keep("p1", "鍵", "id-10").error().code, "passkeys_too_many");
}

TEST_F(PasskeysTest, ACopyIsNoticedByItsCount) {
  ASSERT_TRUE(keep("p1", "鍵", "id-1"));
  const auto use = [&](std::uint32_t count) {
    return store_->write([&](store::Connection& c) {
      return use_passkey(c, *find_passkey(c, "id-1"), {count, true}, passkeys_start);
    });
  };
  EXPECT_TRUE(use(0)) << "an authenticator that does not count";
  EXPECT_TRUE(use(5));
  EXPECT_EQ(use(5).error().code, "passkey_refused");
  EXPECT_EQ(use(4).error().code, "passkey_refused");
  EXPECT_EQ(use(0).error().code, "passkey_refused");
  EXPECT_TRUE(use(6));
}

TEST_F(PasskeysTest, AChallengeIsGoodOnceForItsPurposeAndPerson) {
  const auto make = [&] {
    return make_challenge(vault_, ChallengeFor::presence, "p1", passkeys_start);
  };
  const std::string challenge = make();
  EXPECT_NE(challenge, make());
  EXPECT_FALSE(take(challenge, ChallengeFor::registration, "p1", passkeys_start));
  EXPECT_FALSE(take(challenge, ChallengeFor::presence, "p2", passkeys_start));
  EXPECT_TRUE(take(challenge, ChallengeFor::presence, "p1", passkeys_start));
  EXPECT_FALSE(take(challenge, ChallengeFor::presence, "p1", passkeys_start));
  EXPECT_FALSE(take(make(), ChallengeFor::presence, "p1", passkeys_start + 5min));
  std::string forged = make();
  forged[20] = static_cast<char>(forged[20] ^ 1);  // to last longer
  EXPECT_FALSE(take(forged, ChallengeFor::presence, "p1", passkeys_start));
  EXPECT_FALSE(take("", ChallengeFor::presence, "p1", passkeys_start));
}

}  // namespace
}  // namespace mamori::identity
