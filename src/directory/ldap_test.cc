// What needs no server; tests/directory_test.py speaks to a real one.
#include <gtest/gtest.h>

#include "base/date.h"
#include "base/testing.h"
#include "directory/ldap_directory.h"
#include "directory/ldap_text.h"

namespace mamori::directory {
namespace {

TEST(LdapText, WhatIsTypedStaysAValueInAFilter) {
  EXPECT_EQ(escaped_for_filter("ogawa"), "ogawa");
  EXPECT_EQ(escaped_for_filter("小川"), "小川");
  EXPECT_EQ(escaped_for_filter("*"), "\\2a");
  EXPECT_EQ(escaped_for_filter("a)(uid=*"), "a\\29\\28uid=\\2a");
  EXPECT_EQ(escaped_for_filter("a\\b"), "a\\5cb");
  EXPECT_EQ(escaped_for_filter(std::string_view("a\0b", 3)), "a\\00b");
  EXPECT_EQ(escaped_for_filter("\xff("), "\\ff\\28");
  EXPECT_EQ(bytes_for_filter("\x01\xfe"), "\\01\\fe");
}

TEST(LdapText, AndInADistinguishedName) {
  EXPECT_EQ(escaped_for_dn("ogawa"), "ogawa");
  EXPECT_EQ(escaped_for_dn("a,ou=admins"), "a\\,ou\\=admins");
  EXPECT_EQ(escaped_for_dn(" a "), "\\ a\\ ");
  EXPECT_EQ(escaped_for_dn("#a+b\"<c>;\\"), "\\#a\\+b\\\"\\<c\\>\\;\\\\");
  EXPECT_EQ(escaped_for_dn(std::string_view("a\0b", 3)), "a\\00b");
}

TEST(LdapText, NamesAreComparedInOneSpelling) {
  EXPECT_EQ(dn_key("CN=Soumu, OU=Groups,DC=example"), dn_key("cn=soumu,ou=groups,dc=EXAMPLE"));
  EXPECT_NE(dn_key("cn=soumu,dc=example"), dn_key("cn=zaisei,dc=example"));
  EXPECT_FALSE(dn_key("soumu"));
}

class Standings : public ::testing::Test {
 protected:
  static Standing of(const std::string& attribute, const std::string& value) {
    return standing_of(Entry{.dn = "uid=a", .values = {{attribute, value}}}, now);
  }
  static inline const Instant now = start_of_day_in_japan(*parse_day("令和8年11月21日"));
};

TEST_F(Standings, AsActiveDirectorySaysIt) {
  EXPECT_EQ(of("useraccountcontrol", "512"), Standing::active);
  EXPECT_EQ(of("useraccountcontrol", "514"), Standing::disabled);
  EXPECT_EQ(of("accountexpires", "0"), Standing::active);
  EXPECT_EQ(of("accountexpires", "9223372036854775807"), Standing::active);
  EXPECT_EQ(of("accountexpires", "116444736000000000"), Standing::expired);  // 1970
  EXPECT_EQ(of("accountexpires", "157766880000000000"), Standing::active);   // 2100
}

TEST_F(Standings, AsOtherDirectoriesSayIt) {
  EXPECT_EQ(of("nsaccountlock", "TRUE"), Standing::disabled);
  EXPECT_EQ(of("logindisabled", "TRUE"), Standing::disabled);
  EXPECT_EQ(of("pwdaccountlockedtime", "000001010000Z"), Standing::disabled);
  EXPECT_EQ(of("shadowexpire", "1"), Standing::expired);
  EXPECT_EQ(of("shadowexpire", "-1"), Standing::active);
  EXPECT_EQ(of("shadowexpire", "40000"), Standing::active);  // 2079
}

// Five wrong passwords lock somebody out for minutes; that is no leaving.
TEST_F(Standings, SomebodyLockedOutForAWhileHasNotLeft) {
  EXPECT_EQ(of("pwdaccountlockedtime", "20261121000000Z"), Standing::active);
  EXPECT_EQ(of("lockouttime", "133000000000000000"), Standing::active);
}

class LdapSetting : public ::testing::Test {
 protected:
  std::string code_of(const LdapSettings& settings) {
    const auto made = LdapDirectory::create(settings);
    return made ? "ok" : made.error().code;
  }
  LdapSettings good() {
    LdapSettings settings;
    settings.servers = {"ldaps://dc1.example.lg.jp"};
    settings.base = "ou=people,dc=example,dc=lg,dc=jp";
    settings.dn_pattern = "uid={login},ou=people,dc=example,dc=lg,dc=jp";
    return settings;
  }
};

TEST_F(LdapSetting, PasswordsCrossNoNetworkInTheClear) {
  LdapSettings settings = good();
  EXPECT_EQ(code_of(settings), "ok");
  settings.servers = {"ldap://dc1.example.lg.jp"};
  EXPECT_EQ(code_of(settings), "directory_settings");
  settings.plain = true;
  EXPECT_EQ(code_of(settings), "directory_settings");
  settings.servers = {"ldap://127.0.0.1:3890"};
  EXPECT_EQ(code_of(settings), "ok");
  settings.plain = false;
  EXPECT_EQ(code_of(settings), "directory_settings");
  settings.start_tls = true;
  settings.servers = {"ldap://dc1.example.lg.jp", "ldap://dc2.example.lg.jp"};
  EXPECT_EQ(code_of(settings), "ok");
  settings.servers = {"http://dc1.example.lg.jp"};
  EXPECT_EQ(code_of(settings), "directory_settings");
}

TEST_F(LdapSetting, ThereIsOneWayToFindSomebody) {
  LdapSettings settings = good();
  settings.dn_pattern = "uid=ogawa,ou=people";
  EXPECT_EQ(code_of(settings), "directory_settings");
  settings.dn_pattern.clear();
  EXPECT_EQ(code_of(settings), "directory_settings");
  settings.bind_dn = "cn=mamori,dc=example";
  EXPECT_EQ(code_of(settings), "file_unreadable");
}

TEST_F(LdapSetting, AnEmptyPasswordOrNameAsksNobody) {
  LdapSettings settings = good();
  settings.servers = {"ldaps://127.0.0.1:1"};
  const auto directory = LdapDirectory::create(settings).value();
  const Instant now{};
  EXPECT_EQ(directory->prove("ogawa", "", now).error().code, "directory_refused");
  EXPECT_EQ(directory->prove("", "secret", now).error().code, "directory_refused");
  EXPECT_EQ(directory->prove("og\nawa", "secret", now).error().code, "directory_refused");
  EXPECT_EQ(directory->prove("ogawa", "secret", now).error().code, "directory_unavailable");
}

}  // namespace
}  // namespace mamori::directory
