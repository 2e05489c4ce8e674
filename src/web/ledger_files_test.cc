#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/checkpoint.h"
#include "ledger/proof.h"
#include "web/testing_site.h"

namespace mamori::web {
namespace {

using ::testing::StartsWith;

class LedgerFiles : public testing::TestingSite {
 protected:
  LedgerFiles() : TestingSite(ledger_file_routes()) {}
};

TEST_F(LedgerFiles, TheCheckpointIsTheSignedNoteItself) {
  const Response note = get("/ledger/checkpoint");
  EXPECT_THAT(note.headers.get("Content-Type"), StartsWith("text/plain"));
  const auto& verifier = town_.body().journal().verifier();
  const auto checkpoint = ledger::open_checkpoint(note.body, verifier);
  ASSERT_TRUE(checkpoint.has_value());
  EXPECT_EQ(checkpoint->size, town_.records());
  EXPECT_EQ(get("/ledger/key").body, verifier.vkey() + "\n");
}

TEST_F(LedgerFiles, TilesMayBeKeptForEver) {
  const Response tile = get("/ledger/tile/0/000.p/5");
  EXPECT_EQ(tile.status, 200);
  EXPECT_EQ(tile.body.size(), 5 * sizeof(ledger::Hash));
  EXPECT_EQ(tile.headers.get("Content-Type"), "application/octet-stream");
  EXPECT_EQ(tile.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  for (const std::string_view absent :
       {"/ledger/tile/0/000", "/ledger/tile/0/9", "/ledger/tile/x"}) {
    EXPECT_EQ(get(absent).status, 404) << absent;
  }
}

TEST_F(LedgerFiles, AProofIsAFileThatChecksByItself) {
  const Response file = get("/ledger/3/proof");
  EXPECT_THAT(file.headers.get("Content-Disposition"), StartsWith("attachment"));
  EXPECT_EQ(ledger::verify_proof(file.body).number, 3U);
  EXPECT_EQ(ledger::verify_proof(get("/ledger/continuation?from=3").body).old_size, 3U);
  for (const std::string_view wrong :
       {"/ledger/0/proof", "/ledger/99999/proof", "/ledger/x/proof"}) {
    EXPECT_EQ(get(wrong).status, 404) << wrong;
  }
  EXPECT_NE(get("/ledger/continuation?from=99999").status, 200);
}

TEST_F(LedgerFiles, WhatNamesSomebodyIsForThoseWhoSeeTheRecord) {
  sign_in_as("小川 直樹");
  for (const std::string_view shut :
       {"/ledger/tile/entries/000.p/5", "/ledger/3/proof", "/ledger/continuation?from=3"}) {
    EXPECT_EQ(get(shut).status, 403) << shut;
  }
  sign_out();
  for (const std::string_view open :
       {"/ledger/checkpoint", "/ledger/key", "/ledger/tile/0/000.p/5"}) {
    EXPECT_EQ(get(open).status, 200) << open;
  }
}

}  // namespace
}  // namespace mamori::web
