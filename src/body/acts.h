// Everything people do to a body. Each function decides (access), checks (definition), records
// (ledger and tables in one job) and tells; it returns after the commit. Safe from any thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "access/decision.h"
#include "body/body.h"
#include "body/readable.h"
#include "body/recording.h"
#include "identity/accounts.h"
#include "identity/password.h"
#include "organisation/acts.h"

namespace mamori::body {

// A document of one version of the regulation, as somebody has it before them.
struct Edition {
  std::int64_t version = 0;
  std::int64_t document = 0;
};

// A new account and the password to hand over; shown once.
struct IssuedAccount {
  std::string person_name;
  std::string login;
  std::string temporary_password;  // in groups of four
};

class Acts {
 public:
  Acts(Body& body, const identity::PasswordHasher& hasher) : body_(body), hasher_(hasher) {}

  const Definitions& definitions() const { return body_.definitions(); }

  // Whether the person may do one of the program's own acts (definitions/roles/access.yaml).
  // Unknown acts are denied. `facts` are those of the thing it is done to.
  access::Decision may(store::Connection& connection, std::string_view person_id,
                       std::string_view act, const access::Facts& facts = {});
  // The same as an error, with the code the decision has.
  Result<void> require(store::Connection& connection, std::string_view person_id,
                       std::string_view act, const access::Facts& facts = {});
  access::Decision may_write(store::Connection& connection, std::string_view person_id,
                             const registers::Definition& definition,
                             const registers::Values& values);
  // Who may see an entry with these values: everyone, or whom the register names, and who may
  // write it.
  access::Decision may_read(store::Connection& connection, std::string_view person_id,
                            const registers::Definition& definition,
                            const registers::Values& values);

  // Which entries of a register the person may see, asked of each kind of entry there is and not of
  // each entry; and those that concern them (registers/audience.h).
  Readable readable(store::Connection& connection, std::string_view person_id,
                    const registers::Definition& definition);

  // Uses up a first link: makes the person, appoints them administrator and gives them an account.
  // Input {name, kana, login, password}. Fails with "first_link_invalid", "password_weak", …
  Result<std::string> make_first_administrator(std::string_view token, const Json& input);

  // Any act of organisation/preparing.h. Fails as said there; with "procedures_would_stop" where
  // procedures could no longer be carried through, unless the input goes on knowing just these
  // (body/outlook.h): then they stand in the record (`stops`).
  Result<Done> change_organisation(std::string_view person_id, std::string_view kind,
                                   const Json& input);
  // Enters the sample organisation. Refused with "organisation_not_empty" once a section exists.
  Result<Done> take_sample_organisation(std::string_view person_id);
  // Gives somebody an account, or a new temporary password when they have one. Input {person,
  // login}.
  Result<IssuedAccount> issue_account(std::string_view person_id, const Json& input);
  // Records that a person set their own password. `change` was prepared by identity.
  Result<Done> change_password(const identity::PasswordChange& change);

  Result<Done> add_entry(std::string_view person_id, std::string_view register_id,
                         const Json& input);
  // These fail with "entry_changed" when `version` is not the newest, and as registers/register.h
  // says. Input carries why: registers::reason_name.
  Result<Done> change_entry(std::string_view person_id, std::string_view entry_id,
                            std::int64_t version, const Json& input);
  Result<Done> close_entry(std::string_view person_id, std::string_view entry_id,
                           std::int64_t version, const Json& input);
  Result<Done> reopen_entry(std::string_view person_id, std::string_view entry_id,
                            std::int64_t version, const Json& input);
  // Decided by whom the policy names for registers.decide_level.
  Result<Done> lower_level(std::string_view person_id, std::string_view entry_id,
                           std::int64_t version, const Json& input);

  // A body's own fields of a register (registers/own_fields.h); they fail as said there.
  Result<Done> add_own_field(std::string_view person_id, std::string_view register_id,
                             const Json& input);
  Result<Done> end_own_field(std::string_view person_id, std::string_view register_id,
                             std::string_view name);

  Result<Done> file_application(std::string_view person_id, std::string_view procedure_id,
                                const Json& input);
  // Files what may be filed without signing in, from this address; the caller saw to it that it
  // may.
  Result<Done> file_unsigned(std::string_view procedure_id, const Json& input,
                             std::string_view address);
  // Sets what the body says once for all applications of a procedure; as procedures::set().
  Result<Done> set_procedure(std::string_view person_id, std::string_view procedure_id,
                             const Json& input);
  // Consents that somebody does what is forbidden to them, because nobody else can; input as in
  // procedures::except().
  Result<Done> except_on_application(std::string_view person_id, std::string_view application_id,
                                     const Json& input);
  // Has seen a decision made in one's absence (後閲); input as in procedures::see().
  Result<Done> see_decision(std::string_view person_id, std::string_view application_id,
                            const Json& input);
  Result<Done> act_on_application(std::string_view person_id, std::string_view application_id,
                                  std::string_view step_id, const Json& input);

  // Reads a text and keeps it as a draft. Fails as read_candidate() and open_source() say, or with
  // "too_many_drafts".
  Result<Done> load_regulation(std::string_view person_id, std::string_view bytes,
                               std::string_view name);
  // Makes a draft of the text in force, to read it otherwise.
  Result<Done> redraft_regulation(std::string_view person_id,
                                  const std::optional<regulation::RepairChange>& change);
  // Takes a repair of the reader back, or makes it after all. Fails with "draft_changed",
  // "repair_unknown", or as read_candidate() says when nothing would be left to read.
  Result<Done> change_draft(std::string_view person_id, std::string_view draft_id,
                            std::int64_t revision, const regulation::RepairChange& change);
  // Drops a draft and erases its text from the record.
  Result<Done> discard_draft(std::string_view person_id, std::string_view draft_id);
  // Takes a draft into use as the next version. Input {in_force_from, reason}. Fails with
  // "draft_changed", "field_invalid" (a day to come: until then the draft waits) or as
  // adoption_acts() does.
  Result<Done> adopt_draft(std::string_view person_id, std::string_view draft_id,
                           std::int64_t revision, const Json& input);

  // Records which controls places speak of, several places in one act; and takes such a decision
  // back. Fail as catalogue/confirmation.h says, or with "regulation_changed" when another version
  // is in force by now.
  Result<Done> confirm_alignments(std::string_view person_id, const Edition& edition,
                                  const std::vector<catalogue::Decision>& decisions);
  Result<Done> take_back_confirmation(std::string_view person_id, const Edition& edition,
                                      std::string_view place, std::uint64_t seen);

  // Records that a checkpoint was printed, confirmed and put somewhere. Input {checkpoint: the
  // signed note as printed, place, confirmed_by}. Fails with "checkpoint_not_ours" when this ledger
  // does not continue it.
  Result<Done> keep_printed_checkpoint(std::string_view person_id, const Json& input);

  // Records that somebody did a duty for a unit; "" is the body. Fails as duties::perform says.
  Result<Done> perform_duty(std::string_view person_id, std::string_view duty_id,
                            std::string_view unit_id, const Json& input);

  // The same for several units, all or none; a record each, of which the last is given back.
  Result<Done> perform_duty_for(std::string_view person_id, std::string_view duty_id,
                                const std::set<std::string>& unit_ids, const Json& input);

  Result<Done> mark_notices_read(std::string_view person_id, std::uint64_t up_to_record);

 private:
  bool concerns(store::Connection& connection, std::string_view person_id,
                const registers::Definition& definition, const registers::Values& values);
  template <class Prepare>
  Result<Done> change_own_fields(std::string_view person_id, std::string_view register_id,
                                 const Prepare& prepare);
  // The act that `prepare(connection, definition, change, entry)` makes of an entry, recorded when
  // the person may write it as it is and as it will be.
  template <class Prepare>
  Result<Done> write_entry(std::string_view person_id, std::string_view entry_id,
                           const Prepare& prepare);
  // Writes what `work(connection, definition, application)` makes of an application and the
  // definition it was filed under.
  template <class Work>
  Result<Done> write_on_application(std::string_view application_id, const Work& work);
  std::vector<Citation> basis_of_register(store::Connection& connection,
                                          const std::string& register_id);
  regulation::Author author(store::Connection& connection, std::string_view person_id);
  // The draft, if this person may work on drafts.
  Result<regulation::Draft> open_draft(store::Connection& connection, std::string_view person_id,
                                       std::string_view draft_id, std::string_view act);
  Result<Done> keep_draft(std::string_view person_id, std::shared_ptr<const Candidate> candidate);
  // The act that `decide(ground)` makes of a decision on alignments, recorded.
  template <class Decide>
  Result<Done> decide_alignment(std::string_view person_id, const Edition& edition,
                                const Decide& decide);
  Done record(store::Connection& connection, ledger::Act act) {
    return record_act(body_, connection, std::move(act));
  }
  Result<Done> record_with_writes(store::Connection& connection,
                                  const procedures::Definition& definition,
                                  const registers::Values& values, ledger::Act act);
  // Erases what the application names, after the step that says so was recorded.
  Result<void> erase(store::Connection& connection, const procedures::Definition& definition,
                     std::string_view application_id, std::string_view person_id);
  Result<void> enter_sample(store::Connection& connection, std::string_view person_id);

  Body& body_;
  const identity::PasswordHasher& hasher_;
};

}  // namespace mamori::body
