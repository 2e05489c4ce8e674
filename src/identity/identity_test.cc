#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "base/bytes.h"
#include "identity/accounts.h"
#include "identity/attempts.h"
#include "identity/first_link.h"
#include "identity/password.h"
#include "identity/sessions.h"
#include "identity/sign_in.h"
#include "store/store.h"
#include "store/testing_database.h"

namespace mamori::identity {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr HashingCost cheap{.memory_kib = 64, .passes = 1};
constexpr Instant start{std::chrono::milliseconds{1'795'000'000'000}};
const std::string good = "zebra-kettle-91-lamp";
const std::string better = "violin/tram/harbour/7";

TEST(PasswordHasher, AHashSaysHowItWasMadeAndMatchesItsPasswordOnly) {
  const PasswordHasher hasher;
  const std::string phc = hasher.hash(good);
  EXPECT_THAT(phc, StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_TRUE(hasher.matches(phc, good));
  EXPECT_FALSE(hasher.matches(phc, good + "x"));
  EXPECT_FALSE(hasher.matches_nobody(good));
}

TEST(PasswordHasher, TheSameIsSaltedDifferentlyEachTime) {
  const PasswordHasher hasher(cheap);
  EXPECT_NE(hasher.hash(good), hasher.hash(good));
}

TEST(PasswordHasher, FormsOfTheSameTextAreTheSamePassword) {
  const PasswordHasher hasher(cheap);
  const std::string composed = "\u30AC\u30E9\u30B9\u306E\u9774";          // ガ
  const std::string decomposed = "\u30AB\u3099\u30E9\u30B9\u306E\u9774";  // カ + dakuten
  EXPECT_TRUE(hasher.matches(hasher.hash(composed), decomposed));
}

TEST(PasswordHasher, AnEndlessPasswordIsRefusedUnhashed) {
  const PasswordHasher hasher(cheap);
  const std::string endless(PasswordHasher::password_bytes_max + 1, 'x');
  EXPECT_FALSE(hasher.matches(hasher.hash(endless), endless));
}

TEST(PasswordHasher, MoreThreadsThanTurnsAllComeThrough) {
  const PasswordHasher hasher(cheap, 1);
  const std::string phc = hasher.hash(good);
  std::atomic<int> matched = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] { matched += hasher.matches(phc, good); });
    }
  }
  EXPECT_EQ(matched, 8);
}

// The Japanese sentences with which the password is refused; empty when it is not.
std::string complaints(std::string_view password) {
  const PersonalWords words{.login = "t-yamada", .names = {"山田 太郎", "Yamada Taro", "ヤマダ"}};
  const auto checked = check_password({}, words, password);
  std::string all;
  if (checked) return all;
  EXPECT_EQ(checked.error().code, "password_weak");
  for (const FieldError& field : checked.error().fields) {
    EXPECT_EQ(field.field, "password");
    all += field.message;
  }
  return all;
}

TEST(PasswordPolicy, ALongOneNobodyThinksOfIsTaken) {
  EXPECT_EQ(complaints(good), "");
  EXPECT_EQ(complaints("青い三輪車と七つの椅子を磨く"), "");
}

TEST(PasswordPolicy, ShortOnesAreRefusedWithTheNumberWanted) {
  EXPECT_THAT(complaints("zebra-lamp9"), HasSubstr("12文字以上"));
  EXPECT_THAT(complaints(std::string(129, 'x')), HasSubstr("128文字以下"));
}

TEST(PasswordPolicy, LengthIsCountedInCharactersNotBytes) {
  EXPECT_THAT(complaints("青い三輪車と椅子"), HasSubstr("12文字以上"));
}

TEST(PasswordPolicy, LoginAndNamesMustNotAppearInAnyWriting) {
  for (const char* password : {"xkw-T-YAMADA-7731", "xkwp 山田 qqm 7731", "xkwp7731-ｙａｍａｄａ-v",
                               "ヤマダkwpq-7731-mb"}) {
    EXPECT_THAT(complaints(password), HasSubstr("氏名")) << password;
  }
}

TEST(PasswordPolicy, CommonWordsAndRowsDoNotMakeAPassword) {
  for (const char* password :
       {"password1234", "Password2026!", "qwertyuiop12", "１２３４５６７８９０１２",
        "aaaaaaaaaaaaa", "abcdefghijklm", "Admin@123456", "shiyakusho2026",
        "ぱすわーど１２３４５６７", "sakurasakura123", "welcomewelcome"}) {
    EXPECT_THAT(complaints(password), HasSubstr("よく使われる")) << password;
  }
}

TEST(PasswordPolicy, StolenOnesAreNotTakenNorWithAFewSignsAroundThem) {
  for (const char* password : {"polniypizdec0211", "1qa2ws3ed4rf5tg", "Leavemealone!",
                               "2026leavemealone", "Mailcreated5240#"}) {
    EXPECT_THAT(complaints(password), HasSubstr("盗まれたパスワード")) << password;
  }
  EXPECT_EQ(complaints("leavemealone kettle 91"), "");
}

TEST(PasswordPolicy, TheLengthIsASetting) {
  EXPECT_TRUE(check_password({.characters_min = 8}, {}, "zebra-lamp"));
}

TEST(TemporaryPassword, IsLongPlainAndDifferentEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string password = make_temporary_password();
    EXPECT_EQ(password.size(), 16U);
    EXPECT_EQ(password.find_first_of("aeiou01lzq25-"), std::string::npos) << password;
    seen.insert(password);
  }
  EXPECT_EQ(seen.size(), 200U);
  EXPECT_EQ(in_groups("bcdf3467ghjk8989"), "bcdf-3467-ghjk-8989");
}

class IdentityTest : public ::testing::Test {
 protected:
  void SetUp() override { store_ = *store::Store::open(database_.location()); }

  template <class Work>
  auto read(Work work) {
    return store_->read(work);
  }
  // A job that cannot be refused; returns what `work` returns.
  template <class Work>
  auto write(Work work) {
    using Value = std::invoke_result_t<Work, store::Connection&>;
    auto done = store_->write([&](store::Connection& connection) -> Result<Value> {
      if constexpr (std::is_void_v<Value>) {
        work(connection);
        return {};
      } else {
        return work(connection);
      }
    });
    EXPECT_TRUE(done.has_value());
    if constexpr (!std::is_void_v<Value>) return *std::move(done);
  }

  Result<void> create(std::string_view person, std::string_view login,
                      const PreparedPassword& password) {
    return store_->write([&](store::Connection& connection) {
      return create_account(connection, person, login, password, clock_.now());
    });
  }
  void create_yamada() { ASSERT_TRUE(create("p1", "yamada", prepare_own(hasher_, good))); }

  Result<Account> sign_in(std::string login, std::string password,
                          std::string address = "192.0.2.7") {
    return verify(*store_, hasher_, limiter_, failures_,
                  {std::move(login), std::move(password), std::move(address)}, clock_.now());
  }

  Result<void> change(std::string_view old_password, std::string_view new_password) {
    const auto stored = read([](auto& c) { return find_by_person(c, "p1"); });
    const auto past = read([&](auto& c) { return past_hashes(c, *stored, policy_); });
    const auto change = prepare_change(hasher_, policy_, *stored, past, {.login = "yamada"},
                                       old_password, new_password);
    if (!change) return fail(change.error());
    clock_.advance(1min);
    return store_->write([&](store::Connection& connection) {
      return apply_change(connection, *change, policy_, clock_.now());
    });
  }

  NewSession new_session(std::string_view previous = {}) {
    return write([&](auto& c) {
      return create_session(c, {"p1"}, {"192.0.2.7", "Firefox"}, previous, clock_.now());
    });
  }
  std::optional<Session> find(std::string_view token) {
    return read([&](auto& c) { return find_session(c, token, clock_.now()); });
  }

  const mamori::testing::TestDatabase database_;
  std::unique_ptr<store::Store> store_;
  ManualClock clock_{start};
  PasswordHasher hasher_{cheap};
  AttemptLimiter limiter_;
  FailedSignIns failures_;
  PasswordPolicy policy_;
};

TEST_F(IdentityTest, APersonSignsInWithTheirPassword) {
  create_yamada();
  const auto account = sign_in("Ｙａｍａｄａ", good);  // width and case of a login do not matter
  ASSERT_TRUE(account.has_value()) << account.error().message;
  EXPECT_EQ(account->person_id, "p1");
  EXPECT_EQ(account->login, "yamada");
  EXPECT_FALSE(account->must_change);
}

TEST_F(IdentityTest, AnUnknownNameAndAWrongPasswordLookTheSame) {
  create_yamada();
  const Error wrong = sign_in("yamada", "guess").error();
  const Error unknown = sign_in("nobody", "guess").error();
  EXPECT_EQ(wrong.code, "sign_in_failed");
  EXPECT_EQ(wrong.fault, Fault::unauthenticated);
  EXPECT_EQ(wrong.code, unknown.code);
  EXPECT_EQ(wrong.message, unknown.message);
  EXPECT_EQ(wrong.remedy, unknown.remedy);
}

TEST_F(IdentityTest, NoPasswordStandsInTheDatabase) {
  create_yamada();
  const auto row = read([](auto& c) { return *c.first("SELECT * FROM identity_accounts"); });
  EXPECT_THAT(row.text("password_hash"), AllOf(StartsWith("$argon2id$"), Not(HasSubstr(good))));
}

TEST_F(IdentityTest, LoginsAreUniqueWhateverTheirWriting) {
  create_yamada();
  const auto password = prepare_own(hasher_, good);
  EXPECT_EQ(create("p2", "YAMADA", password).error().code, "login_taken");
  EXPECT_EQ(create("p1", "yamada2", password).error().code, "account_exists");
  EXPECT_EQ(create("p3", "yama da", password).error().code, "login_malformed");
  EXPECT_EQ(create("p3", "", password).error().code, "login_malformed");
  EXPECT_EQ(create("p3", std::string(65, 'a'), password).error().code, "login_malformed");
  EXPECT_EQ(read([](auto& c) { return list_accounts(c); }).size(), 1U);
}

TEST_F(IdentityTest, ATemporaryPasswordMustBeChangedAndThenCounts) {
  const TemporaryPassword temporary = prepare_temporary(hasher_);
  ASSERT_TRUE(create("p1", "yamada", temporary.prepared));
  EXPECT_TRUE(sign_in("yamada", temporary.text)->must_change);
  EXPECT_TRUE(sign_in("yamada", in_groups(temporary.text)).has_value());
  ASSERT_TRUE(change(in_groups(temporary.text), good));
  EXPECT_FALSE(sign_in("yamada", good)->must_change);
  EXPECT_EQ(sign_in("yamada", temporary.text).error().code, "sign_in_failed");
}

TEST_F(IdentityTest, ATemporaryPasswordExpires) {
  const TemporaryPassword temporary = prepare_temporary(hasher_);
  ASSERT_TRUE(create("p1", "yamada", temporary.prepared));
  clock_.advance(temporary_password_lasts);
  EXPECT_EQ(sign_in("yamada", temporary.text).error().code, "temporary_password_expired");
  EXPECT_EQ(sign_in("yamada", "guess").error().code, "sign_in_failed");
}

TEST_F(IdentityTest, AClosedAccountIsToldOnlyToWhoKnowsItsPassword) {
  create_yamada();
  const NewSession session = new_session();
  write([](auto& c) { EXPECT_TRUE(set_locked(c, "p1", true)); });
  EXPECT_FALSE(find(session.token));
  EXPECT_EQ(sign_in("yamada", good).error().code, "account_locked");
  EXPECT_EQ(sign_in("yamada", "guess").error().code, "sign_in_failed");
  write([](auto& c) { EXPECT_TRUE(set_locked(c, "p1", false)); });
  EXPECT_TRUE(sign_in("yamada", good).has_value());
  write([](auto& c) { EXPECT_EQ(set_locked(c, "p9", true).error().code, "account_unknown"); });
}

TEST_F(IdentityTest, ChangingThePasswordEndsAllSessions) {
  create_yamada();
  const NewSession session = new_session();
  ASSERT_TRUE(change(good, better));
  EXPECT_FALSE(find(session.token));
  EXPECT_TRUE(sign_in("yamada", better).has_value());
}

TEST_F(IdentityTest, AChangeNeedsTheOldPasswordAndAStrongNewOne) {
  create_yamada();
  EXPECT_EQ(change("guess", better).error().code, "password_wrong");
  EXPECT_EQ(change(good, "short").error().code, "password_weak");
  EXPECT_TRUE(sign_in("yamada", good).has_value());
}

TEST_F(IdentityTest, PasswordsOfLateAreNotTakenAgain) {
  create_yamada();
  EXPECT_EQ(change(good, good).error().code, "password_reused");
  std::string present = good;
  for (std::size_t i = 0; i < policy_.past_max; ++i) {
    const std::string next = better + std::to_string(i);
    ASSERT_TRUE(change(present, next));
    EXPECT_EQ(change(next, good).error().code, "password_reused") << i;
    present = next;
  }
  ASSERT_TRUE(change(present, better));  // one more, and the first is forgotten
  EXPECT_TRUE(change(better, good));
}

TEST_F(IdentityTest, TwoChangesAtOnceDoNotBothWin) {
  create_yamada();
  const auto stored = read([](auto& c) { return find_by_person(c, "p1"); });
  const auto one = prepare_change(hasher_, policy_, *stored, {}, {}, good, better + "1");
  const auto other = prepare_change(hasher_, policy_, *stored, {}, {}, good, better + "2");
  write([&](auto& c) { EXPECT_TRUE(apply_change(c, *one, policy_, clock_.now())); });
  write([&](auto& c) {
    EXPECT_EQ(apply_change(c, *other, policy_, clock_.now()).error().code, "account_changed");
  });
}

TEST_F(IdentityTest, GuessingIsStoppedForTheGuesserOnly) {
  create_yamada();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in("yamada", "guess").error().code, "sign_in_failed");
  const Error stopped = sign_in("yamada", good).error();  // even with the right one
  EXPECT_EQ(stopped.code, "too_many_attempts");
  EXPECT_THAT(stopped.remedy, HasSubstr("15分"));
  EXPECT_TRUE(sign_in("yamada", good, "192.0.2.8").has_value());
  clock_.advance(15min);
  EXPECT_TRUE(sign_in("yamada", good).has_value());
}

TEST(AttemptLimiter, SuccessForgetsEarlierFailures) {
  AttemptLimiter limiter({.per_login_and_address = 2});
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(limiter.begin("a", "192.0.2.7", start));
    ASSERT_TRUE(limiter.begin("a", "192.0.2.7", start));
    limiter.succeeded("a", "192.0.2.7");
  }
}

TEST(AttemptLimiter, TryingManyNamesFromOneAddressIsStopped) {
  AttemptLimiter limiter({.per_address = 10});
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(limiter.begin("name" + std::to_string(i), "2001:db8::1", start));
  }
  EXPECT_EQ(limiter.begin("name10", "2001:db8::ffff", start).error().code, "too_many_attempts");
  EXPECT_TRUE(limiter.begin("name10", "2001:db8:0:1::1", start));
}

TEST(AttemptLimiter, MemoryIsLimited) {
  AttemptLimiter limiter({.per_login_and_address = 1, .entries_max = 100});
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(limiter.begin("a", "host" + std::to_string(i), start + i * 1ms));
  }
  EXPECT_FALSE(limiter.begin("a", "host999", start + 1s));  // the newest are still known
  EXPECT_TRUE(limiter.begin("a", "host1", start + 1s));
}

TEST(AttemptLimiter, AnIpv4AddressIsTheSameInIpv6Dress) {
  EXPECT_EQ(network_of("::ffff:192.0.2.7"), network_of("192.0.2.7"));
  EXPECT_EQ(network_of("2001:db8::1"), network_of("2001:db8:0:0:ffff::2"));
  EXPECT_NE(network_of("2001:db8::1"), network_of("2001:db8:0:1::1"));
}

TEST_F(IdentityTest, ASessionIsFoundByItsTokenOnly) {
  create_yamada();
  const NewSession made = new_session();
  EXPECT_EQ(made.token.size(), 43U);
  const auto found = find(made.token);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->person_id, "p1");
  EXPECT_EQ(found->id, made.session.id);
  EXPECT_EQ(found->agent, "Firefox");
  EXPECT_FALSE(find(made.session.id));
  EXPECT_FALSE(find(""));
  EXPECT_FALSE(find(made.token + "A"));
}

TEST_F(IdentityTest, TheTokenIsNotInTheDatabase) {
  create_yamada();
  const NewSession made = new_session();
  const auto row = read([](auto& c) { return *c.first("SELECT * FROM identity_sessions"); });
  EXPECT_EQ(row.text("token_hash"), as_text(sha256(made.token)));
  EXPECT_NE(csrf_token(made.token), made.token);
  EXPECT_NE(csrf_token(made.token), csrf_token(new_session().token));
}

TEST_F(IdentityTest, AnIdleSessionEnds) {
  create_yamada();
  const std::string token = new_session().token;
  clock_.advance(59min);
  ASSERT_TRUE(needs_touch(*find(token), clock_.now()));
  write([&](auto& c) { touch_session(c, *find(token), clock_.now()); });
  EXPECT_FALSE(needs_touch(*find(token), clock_.now()));
  clock_.advance(59min);
  EXPECT_TRUE(find(token));
  clock_.advance(1min);
  EXPECT_FALSE(find(token));
}

TEST_F(IdentityTest, ABusySessionEndsAfterTwelveHours) {
  create_yamada();
  const std::string token = new_session().token;
  for (int i = 0; i < 23; ++i) {
    clock_.advance(30min);
    const auto session = find(token);
    ASSERT_TRUE(session) << i;
    write([&](auto& c) { touch_session(c, *session, clock_.now()); });
  }
  clock_.advance(30min);
  EXPECT_FALSE(find(token));
}

TEST_F(IdentityTest, SigningOutEndsTheSessionOnTheServer) {
  create_yamada();
  const std::string token = new_session().token;
  write([&](auto& c) { revoke_session(c, token); });
  EXPECT_FALSE(find(token));
}

TEST_F(IdentityTest, SigningInReplacesTheTokenKnownBefore) {
  create_yamada();
  const std::string before = new_session().token;
  const std::string after = new_session(before).token;
  EXPECT_NE(before, after);
  EXPECT_FALSE(find(before));
  EXPECT_TRUE(find(after));
}

TEST_F(IdentityTest, PeopleSeeAndEndTheirOwnSessionsOnly) {
  create_yamada();
  const NewSession one = new_session();
  clock_.advance(1s);
  const NewSession two = new_session();
  const auto sessions = read([&](auto& c) { return list_sessions(c, "p1", clock_.now()); });
  ASSERT_EQ(sessions.size(), 2U);
  EXPECT_EQ(sessions.front().id, two.session.id);
  EXPECT_FALSE(write([&](auto& c) { return revoke_session_by_id(c, "p2", one.session.id); }));
  EXPECT_TRUE(write([&](auto& c) { return revoke_session_by_id(c, "p1", one.session.id); }));
  EXPECT_FALSE(find(one.token));
  EXPECT_TRUE(find(two.token));
}

TEST_F(IdentityTest, APersonHasAFewSessionsAtMost) {
  create_yamada();
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < SessionPolicy{}.per_person_max + 1; ++i) {
    tokens.push_back(new_session().token);
    clock_.advance(1s);
  }
  EXPECT_FALSE(find(tokens[0]));
  EXPECT_TRUE(find(tokens[1]));
  EXPECT_TRUE(find(tokens.back()));
}

TEST_F(IdentityTest, ExpiredSessionsAreClearedAway) {
  create_yamada();
  new_session();
  clock_.advance(2h);
  new_session();
  EXPECT_EQ(read([](auto& c) {
              return c.first("SELECT count(*) AS n FROM identity_sessions")->integer("n");
            }),
            1);
}

TEST_F(IdentityTest, AStrangeBrowserNameIsCutToText) {
  create_yamada();
  const NewSession made = write([&](auto& c) {
    return create_session(c, {"p1"}, {"::1", "\xff" + std::string(500, 'x')}, "", clock_.now());
  });
  EXPECT_THAT(made.session.agent, StartsWith("\uFFFDxxx"));
  EXPECT_LE(made.session.agent.size(), 200U);
}

TEST_F(IdentityTest, TheFirstLinkWorksOnce) {
  const std::string token = write([&](auto& c) { return make_first_link(c, clock_.now()); });
  write([&](auto& c) {
    EXPECT_TRUE(check_first_link(c, token, clock_.now()));
    EXPECT_TRUE(use_first_link(c, token, clock_.now()));
    EXPECT_EQ(use_first_link(c, token, clock_.now()).error().code, "first_link_invalid");
    EXPECT_EQ(check_first_link(c, token, clock_.now()).error().code, "first_link_invalid");
  });
}

TEST_F(IdentityTest, TheFirstLinkExpiresAndANewOneReplacesIt) {
  const std::string old = write([&](auto& c) { return make_first_link(c, clock_.now()); });
  const std::string token = write([&](auto& c) { return make_first_link(c, clock_.now()); });
  write([&](auto& c) {
    EXPECT_FALSE(check_first_link(c, old, clock_.now()));
    EXPECT_FALSE(check_first_link(c, "", clock_.now()));
    EXPECT_TRUE(check_first_link(c, token, clock_.now()));
    clock_.advance(24h);
    EXPECT_FALSE(check_first_link(c, token, clock_.now()));
    EXPECT_FALSE(use_first_link(c, token, clock_.now()));
  });
}

}  // namespace
}  // namespace mamori::identity
