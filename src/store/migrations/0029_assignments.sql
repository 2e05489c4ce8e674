-- procedures: an application that an act on another one assigned (割当て) knows that one; "" otherwise.
ALTER TABLE applications ADD COLUMN origin TEXT NOT NULL DEFAULT '';
CREATE INDEX applications_by_origin ON applications (origin);

-- The entries of registers that an application added, which its later acts change and close. Those
-- of before this table are only named in their records.
CREATE TABLE application_entries (
  application_id TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  PRIMARY KEY (application_id, entry_id)
);
CREATE INDEX application_entries_by_entry ON application_entries (entry_id);
