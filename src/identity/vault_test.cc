#include "identity/vault.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "base/files.h"
#include "store/testing_database.h"

namespace mamori::identity {
namespace {

class VaultTest : public ::testing::Test {
 protected:
  std::filesystem::path file(std::string_view name = "mimori.vault") const {
    return database_.folder() / name;
  }
  Vault vault(std::string_view name = "mimori.vault") const {
    return *Vault::open(file(name), true);
  }

  const mamori::testing::TestDatabase database_;
};

TEST_F(VaultTest, GivesBackWhatItSealedAndShowsNothingOfIt) {
  const std::string sealed = vault().seal("totp p1", "a secret");
  EXPECT_EQ(sealed.find("a secret"), std::string::npos);
  EXPECT_EQ(vault().unseal("totp p1", sealed).value(), "a secret");
  EXPECT_NE(sealed, vault().seal("totp p1", "a secret"));
}

TEST_F(VaultTest, OnePersonsSecretCannotStandForAnothers) {
  const std::string sealed = vault().seal("totp p1", "a secret");
  EXPECT_EQ(vault().unseal("totp p2", sealed).error().code, "vault_wrong");
}

TEST_F(VaultTest, EverySingleByteCounts) {
  const std::string sealed = vault().seal("totp p1", "a secret");
  for (std::size_t index = 0; index < sealed.size(); ++index) {
    std::string altered = sealed;
    altered[index] = static_cast<char>(altered[index] ^ 1);
    EXPECT_FALSE(vault().unseal("totp p1", altered)) << index;
  }
  EXPECT_FALSE(vault().unseal("totp p1", ""));
}

TEST_F(VaultTest, AnotherKeyOpensNothing) {
  const std::string sealed = vault().seal("totp p1", "a secret");
  EXPECT_FALSE(vault("other.vault").unseal("totp p1", sealed));
}

TEST_F(VaultTest, TheKeyIsItsOwnersOnlyAndIsNotMadeAnewUnasked) {
  EXPECT_EQ(Vault::open(file(), false).error().code, "vault_missing");
  vault();
  const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  EXPECT_EQ(std::filesystem::status(file()).permissions() & others, std::filesystem::perms::none);
  std::filesystem::permissions(file(), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(Vault::open(file(), true).error().code, "file_exposed");
}

TEST_F(VaultTest, ADamagedKeyFileIsSaid) {
  ASSERT_TRUE(write_private(file(), "mamori-vault/1 c2hvcnQ=\n"));
  EXPECT_EQ(Vault::open(file(), true).error().code, "vault_malformed");
}

}  // namespace
}  // namespace mamori::identity
