#include "identity/webauthn.h"

#include <gtest/gtest.h>

#include "identity/testing_authenticator.h"

namespace mamori::identity {
namespace {

using testing::Authenticator;

const RelyingParty party{"mamori.example.lg.jp", "https://mamori.example.lg.jp"};
const std::string challenge = "a challenge of 32 bytes, as ours";

class EveryAlgorithm : public ::testing::TestWithParam<int> {};

TEST_P(EveryAlgorithm, RegistersAndSigns) {
  Authenticator authenticator(GetParam());
  const auto made = verify_registration(party, challenge, authenticator.create(party, challenge));
  ASSERT_TRUE(made) << made.error().code;
  EXPECT_EQ(made->id, authenticator.id);
  EXPECT_EQ(made->public_key, authenticator.public_key());
  EXPECT_TRUE(made->user_verified);
  const auto asserted =
      verify_assertion(party, challenge, authenticator.get(party, challenge), made->public_key);
  ASSERT_TRUE(asserted) << asserted.error().code;
  EXPECT_EQ(asserted->sign_count, 1U);
}

INSTANTIATE_TEST_SUITE_P(Webauthn, EveryAlgorithm, ::testing::ValuesIn(algorithms));

class Webauthn : public ::testing::Test {
 protected:
  std::string code_of(const Assertion& sent, const RelyingParty& here = party) {
    const auto asserted = verify_assertion(here, challenge, sent, authenticator_.public_key());
    return asserted ? "" : asserted.error().code;
  }

  Authenticator authenticator_;
};

TEST_F(Webauthn, EverySingleByteOfAnAssertionCounts) {
  const Assertion good = authenticator_.get(party, challenge);
  ASSERT_EQ(code_of(good), "");
  for (std::string Assertion::* part :
       {&Assertion::client_data, &Assertion::authenticator_data, &Assertion::signature}) {
    for (std::size_t index = 0; index < (good.*part).size(); ++index) {
      Assertion altered = good;
      (altered.*part)[index] = static_cast<char>((altered.*part)[index] ^ 1);
      EXPECT_NE(code_of(altered), "") << index;
    }
  }
}

TEST_F(Webauthn, AnotherChallengeSiteOrKeyIsRefused) {
  EXPECT_EQ(code_of(authenticator_.get(party, "an older challenge")), "passkey_refused");
  const RelyingParty elsewhere{"mamori.example.com", "https://mamori.example.com"};
  EXPECT_EQ(code_of(authenticator_.get(elsewhere, challenge)), "passkey_refused");
  const RelyingParty other_port{party.id, party.origin + ":8443"};
  EXPECT_EQ(code_of(authenticator_.get(other_port, challenge)), "passkey_refused");
  EXPECT_EQ(code_of(Authenticator().get(party, challenge)), "passkey_refused");
}

TEST_F(Webauthn, ARegistrationIsNoSignInAndTheOtherWayRound) {
  Assertion sent = authenticator_.get(party, challenge);
  sent.client_data = Authenticator::client_data("webauthn.create", party, challenge);
  EXPECT_EQ(code_of(sent), "passkey_refused");
  Registration made = authenticator_.create(party, challenge);
  made.client_data = Authenticator::client_data("webauthn.get", party, challenge);
  EXPECT_FALSE(verify_registration(party, challenge, made));
}

TEST_F(Webauthn, NobodyPresentIsRefusedAndVerificationIsTold) {
  authenticator_.flags = 0x00;
  EXPECT_EQ(code_of(authenticator_.get(party, challenge)), "passkey_refused");
  authenticator_.flags = 0x01;
  const auto asserted = verify_assertion(party, challenge, authenticator_.get(party, challenge),
                                         authenticator_.public_key());
  ASSERT_TRUE(asserted);
  EXPECT_FALSE(asserted->user_verified);
}

TEST_F(Webauthn, CutOffAtAnyByteARegistrationIsMalformed) {
  const Registration good = authenticator_.create(party, challenge);
  for (std::size_t length = 0; length < good.attestation.size(); ++length) {
    const auto made = verify_registration(party, challenge,
                                          {good.client_data, good.attestation.substr(0, length)});
    ASSERT_FALSE(made) << length;
    EXPECT_EQ(made.error().code, "passkey_malformed") << length;
  }
  EXPECT_FALSE(verify_registration(party, challenge,
                                   {good.client_data, good.attestation + std::string(1, '\0')}));
}

TEST_F(Webauthn, WhatClaimsToHoldMoreThanThereIsCostsNothing) {
  // an array of 2^62 entries
  const std::string endless = "\x9b\x40" + std::string(7, '\0');
  EXPECT_FALSE(
      verify_registration(party, challenge,
                          {Authenticator::client_data("webauthn.create", party, challenge),
                           testing::cbor_head(5, 2) + testing::cbor_text("attStmt") + endless}));
}

TEST_F(Webauthn, AWeakRsaKeyIsNotTaken) {
  using namespace testing;
  const std::string weak = cbor_head(5, 4) + cbor_integer(1) + cbor_integer(3) + cbor_integer(3) +
                           cbor_integer(-257) + cbor_integer(-1) +
                           cbor_bytes(std::string(128, '\xff')) + cbor_integer(-2) +
                           cbor_bytes("\x01\x00\x01");
  EXPECT_FALSE(verify_assertion(party, challenge, authenticator_.get(party, challenge), weak));
}

TEST_F(Webauthn, TheChallengeIsFoundInWhatTheBrowserSent) {
  EXPECT_EQ(challenge_in(authenticator_.get(party, challenge).client_data), challenge);
  EXPECT_EQ(challenge_in("{}"), "");
  EXPECT_EQ(challenge_in("no JSON"), "");
}

}  // namespace
}  // namespace mamori::identity
