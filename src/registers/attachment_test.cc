#include "registers/attachment.h"

#include <gmock/gmock.h>

#include "registers/registers_fixture.h"

namespace mamori::registers {
namespace {

using organisation::testing::code_of;
using ::testing::StartsWith;

constexpr std::string_view pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

class Attachments : public testing::RegisterTest {
 protected:
  Result<std::string> keep(std::string_view bytes, std::string_view name) {
    return keep_attachment(connection(), bytes, name, now_);
  }
  bool is_kept(std::string_view value) { return attachment(connection(), value).has_value(); }

  const Definition contracts_ = Definition::parse("contracts.yaml", R"(
register: contracts
title: 契約台帳
number: 契約
by: [{office: administrator}]
fields:
  - {name: name, label: 名称, type: text, required: true}
  - {name: papers, label: 契約書, type: files, length_max: 2}
)",
                                                  schemes_)
                                    .value();

  std::string add_contract(const std::string& paper) {
    const auto act = apply(add_entry(connection(), contracts_, {"system:test", now_},
                                     {{"name", "保守"}, {"papers", JsonArray{Json(paper)}}}),
                           project);
    // The projection of attachments runs beside that of the entries.
    ledger::Record record;
    record.payload = act;
    record.subject = "registers/contracts/" + text_at(act, "id");
    project_attachments(connection(), record);
    return text_at(act, "id");
  }
};

TEST_F(Attachments, AreKeptByTheirHashAndReadBack) {
  const auto value = keep(pdf, "C:\\papers\\契約書.pdf");
  ASSERT_TRUE(value.has_value()) << value.error().message;
  EXPECT_EQ(file_name_of(*value), "契約書.pdf");
  EXPECT_EQ(attachment(connection(), *value)->type, "application/pdf");
  EXPECT_EQ(attachment_bytes(connection(), file_digest_of(*value)).value(), pdf);
}

TEST_F(Attachments, AreWhatTheirNameSaysByTheirContent) {
  EXPECT_EQ(code_of(keep("MZ\x90 this runs", "契約書.pdf")), "file_type_refused");
  EXPECT_EQ(code_of(keep(pdf, "契約書.exe")), "file_type_refused");
  EXPECT_EQ(code_of(keep(pdf, "契約書")), "file_type_refused");
  EXPECT_EQ(code_of(keep("", "空.pdf")), "file_empty");
  EXPECT_EQ(code_of(keep(pdf, "  ")), "file_name_malformed");
  EXPECT_EQ(code_of(keep(std::string(attachment_size_max + 1, 'a'), "大.txt")), "file_too_large");
  EXPECT_EQ(code_of(keep("一行目\n二行目\n", "メモ.TXT")), "");
}

TEST_F(Attachments, AnEntryNamesOnlyFilesThatAreThere) {
  const std::string value = keep(pdf, "契約書.pdf").value();
  const auto named = [&](std::string_view paper) {
    return code_of(check(connection(), contracts_.fields,
                         {{"name", "保守"}, {"papers", JsonArray{Json(paper)}}}, today()));
  };
  EXPECT_EQ(named(value), "");
  EXPECT_EQ(named(std::string(64, 'a') + " 契約書.pdf"), "file_unknown");
  EXPECT_EQ(named("契約書.pdf"), "file_unknown");
  EXPECT_EQ(named(file_digest_of(value) + " ../etc/passwd"), "file_unknown");
}

TEST_F(Attachments, ARecordNamesTheHashAndAChangedFileIsNoticed) {
  const std::string value = keep(pdf, "契約書.pdf").value();
  const std::string id = add_contract(value);
  EXPECT_TRUE(is_attached(connection(), id, file_digest_of(value)));
  connection().execute("UPDATE attachments SET bytes = $1", store::Blob{"something else"});
  EXPECT_EQ(code_of(attachment_bytes(connection(), file_digest_of(value))), "file_damaged");
}

TEST_F(Attachments, GoWithTheLastEntryThatNamesThem) {
  const std::string value = keep(pdf, "契約書.pdf").value();
  const std::string first = add_contract(value);
  const std::string second = add_contract(value);
  ledger::Record erasure;
  erasure.subject = "registers/contracts/" + first;
  project_attachments_erased(connection(), erasure);
  EXPECT_TRUE(is_kept(value));
  erasure.subject = "registers/contracts/" + second;
  project_attachments_erased(connection(), erasure);
  EXPECT_FALSE(is_kept(value));
}

TEST_F(Attachments, WhatNoEntryTookIsThrownAwayAfterADay) {
  const std::string left = keep(pdf, "忘れ物.pdf").value();
  const std::string taken = keep("記録\n", "記録.txt").value();
  add_contract(taken);
  now_ += std::chrono::hours(25);
  keep("別の記録\n", "別.txt").value();
  EXPECT_FALSE(is_kept(left));
  EXPECT_TRUE(is_kept(taken));
}

}  // namespace
}  // namespace mamori::registers
