#include "registers/attachment.h"

#include <algorithm>
#include <array>
#include <magic.h>
#include <memory>

#include "base/bytes.h"
#include "base/date.h"
#include "base/json.h"
#include "base/text.h"

namespace mamori::registers {
namespace {

using store::Connection;

constexpr std::size_t digest_digits = 64;
constexpr auto untaken_kept = std::chrono::hours(24);

// What bodies keep as evidence. The names are those by which people know the file_kinds; the media
// types what libmagic says of the content.
struct FileKind {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array<FileKind, 21> file_kinds{{
    {".pdf", "application/pdf"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {".docx", "application/zip"},  // as some programs write them
    {".xlsx", "application/zip"},
    {".pptx", "application/zip"},
    {".zip", "application/zip"},
    {".txt", "text/plain"},
    {".csv", "text/plain"},
    {".csv", "text/csv"},
    {".log", "text/plain"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".tif", "image/tiff"},
    {".tiff", "image/tiff"},
    {".gif", "image/gif"},
    {".heic", "image/heic"},
    {".eml", "message/rfc822"},
    {".eml", "text/plain"},
}};

struct CloseMagic {
  void operator()(magic_t magic) const { magic_close(magic); }
};

// The media type of the content; "" when libmagic cannot say.
std::string type_of(std::string_view bytes) {
  const std::unique_ptr<std::remove_pointer_t<magic_t>, CloseMagic> magic(
      magic_open(MAGIC_MIME_TYPE));
  if (!magic || magic_load(magic.get(), nullptr) != 0) return "";
  const char* type = magic_buffer(magic.get(), bytes.data(), bytes.size());
  return type ? type : "";
}

// A name without its folders; none that could lead elsewhere or break a header.
std::string plain_name(std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  std::string plain = nfc(trimmed(slash == std::string_view::npos ? name : name.substr(slash + 1)));
  std::erase_if(plain, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return plain;
}

Result<std::string> check_type(std::string_view name, std::string_view bytes) {
  const std::string ending = text_key(name.substr(std::min(name.rfind('.'), name.size())));
  const std::string type = type_of(bytes);
  const bool taken = std::ranges::any_of(
      file_kinds, [&](const FileKind& kind) { return kind.ending == ending && kind.type == type; });
  if (taken) return type;
  const bool known =
      std::ranges::any_of(file_kinds, [&](const FileKind& kind) { return kind.ending == ending; });
  return fail(
      Fault::invalid, "file_type_refused",
      known ? "「" + std::string(name) + "」の中身は、名前の示す種類のものではありません。"
            : "「" + std::string(name) + "」は、添付できる種類のファイルではありません。",
      "PDF、Word・Excel・PowerPoint（docx・xlsx・pptx）、画像、テキスト、zip を添付できます。");
}

void throw_away_untaken(Connection& connection, Instant now) {
  connection.execute(
      "DELETE FROM attachments WHERE kept_at < $1 AND NOT EXISTS "
      "(SELECT 1 FROM attachment_uses u WHERE u.digest = attachments.digest)",
      iso_instant(now - untaken_kept));
}

// Every value of a record that names a file: fields of type files store nothing else.
std::vector<std::string> digests_in(const ledger::Record& record) {
  std::vector<std::string> digests;
  for (const Json& digest : array_at(record.payload, "attachments")) {
    if (digest.is_string()) digests.emplace_back(std::string_view(digest.get_string()));
  }
  return digests;
}

// registers/assets/assets-12 → assets-12
std::string_view id_in(std::string_view subject) {
  return subject.substr(subject.rfind('/') + 1);
}

}  // namespace

std::string file_value(std::string_view digest, std::string_view name) {
  return std::string(digest) + " " + std::string(name);
}

std::string file_name_of(std::string_view value) {
  return std::string(value.substr(std::min(value.size(), digest_digits + 1)));
}

std::string file_digest_of(std::string_view value) {
  const std::string_view digest = value.substr(0, digest_digits);
  const bool whole = digest.size() == digest_digits && value.size() > digest_digits + 1 &&
                     value[digest_digits] == ' ' &&
                     digest.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return whole ? std::string(digest) : "";
}

std::optional<Attachment> attachment(Connection& connection, std::string_view value) {
  const std::string digest = file_digest_of(value);
  if (digest.empty() || plain_name(file_name_of(value)) != file_name_of(value)) return std::nullopt;
  const auto row = connection.first("SELECT type, size FROM attachments WHERE digest = $1", digest);
  if (!row) return std::nullopt;
  return Attachment{digest, row->text("type"), row->integer("size")};
}

Result<std::string> attachment_bytes(Connection& connection, std::string_view digest) {
  const auto row = connection.first("SELECT bytes FROM attachments WHERE digest = $1", digest);
  if (!row) {
    return fail(Fault::not_found, "not_found", "その添付ファイルは見つかりません。",
                "登録のページから開き直してください。");
  }
  std::string bytes = row->text("bytes");
  if (hex(as_text(sha256(bytes))) == digest) return bytes;
  return fail(Fault::unavailable, "file_damaged",
              "添付ファイルが、登録したときのものと違っています。",
              "控えから戻すことを、mamoriの管理者に相談してください。");
}

Result<std::string> keep_attachment(Connection& connection, std::string_view bytes,
                                    std::string_view given_name, Instant now) {
  const std::string name = plain_name(given_name);
  if (name.empty() || length_in_characters(name) > file_name_length_max) {
    return fail(
        Fault::invalid, "file_name_malformed",
        "ファイルの名前は、1〜" + std::to_string(file_name_length_max) + "文字にしてください。",
        "名前を短くして、もう一度添付してください。");
  }
  if (bytes.empty()) {
    return fail(Fault::invalid, "file_empty", "「" + name + "」は空のファイルです。",
                "中身のあるファイルを添付してください。");
  }
  if (bytes.size() > attachment_size_max) {
    return fail(Fault::invalid, "file_too_large", "「" + name + "」は7MBを超えています。",
                "分けるか小さくして、もう一度添付してください。");
  }
  const auto type = check_type(name, bytes);
  if (!type) return fail(type.error());
  throw_away_untaken(connection, now);
  const std::string digest = hex(as_text(sha256(bytes)));
  connection.execute(
      "INSERT INTO attachments (digest, type, size, kept_at, bytes) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (digest) DO UPDATE SET kept_at = excluded.kept_at",
      digest, *type, static_cast<std::int64_t>(bytes.size()), iso_instant(now),
      store::Blob{std::string(bytes)});
  return file_value(digest, name);
}

JsonArray digests_of(const std::vector<Field>& fields, const Values& values) {
  JsonArray digests;
  for (const Field& field : fields) {
    if (field.type != FieldType::files) continue;
    for (const std::string& value : texts_of(values, field.name)) {
      digests.emplace_back(file_digest_of(value));
    }
  }
  return digests;
}

bool is_attached(Connection& connection, std::string_view entry_id, std::string_view digest) {
  return connection
      .first("SELECT digest FROM attachment_uses WHERE entry_id = $1 AND digest = $2", entry_id,
             digest)
      .has_value();
}

void project_attachments(Connection& connection, const ledger::Record& record) {
  if (record.erased) return;
  for (const std::string& digest : digests_in(record)) {
    connection.execute(
        "INSERT INTO attachment_uses (digest, entry_id) VALUES ($1, $2) ON CONFLICT (digest, "
        "entry_id) DO NOTHING",
        digest, id_in(record.subject));
  }
}

void project_attachments_erased(Connection& connection, const ledger::Record& record) {
  const std::string_view subject = record.subject;
  if (!subject.starts_with("registers/") && !subject.starts_with("applications/")) return;
  const std::string_view id = id_in(subject);
  const auto used = connection.query("SELECT digest FROM attachment_uses WHERE entry_id = $1", id);
  connection.execute("DELETE FROM attachment_uses WHERE entry_id = $1", id);
  for (const store::Row& row : used) {
    connection.execute(
        "DELETE FROM attachments WHERE digest = $1 AND NOT EXISTS "
        "(SELECT 1 FROM attachment_uses u WHERE u.digest = attachments.digest)",
        row.text("digest"));
  }
}

}  // namespace mamori::registers
