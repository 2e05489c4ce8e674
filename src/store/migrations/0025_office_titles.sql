-- organisation: what this body calls the kinds of office from a day on, and who holds one by being
-- something else (「総務課長をもって充てる」).
CREATE TABLE office_titles (
  office TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  title TEXT NOT NULL,
  short_title TEXT NOT NULL,
  ex_officio TEXT NOT NULL,  -- 総務課長; '' when somebody is named
  PRIMARY KEY (office, valid_from)
);

-- For which information system somebody holds an office is said in section_id; this is what the
-- system was called then.
ALTER TABLE appointments ADD COLUMN system_name TEXT NOT NULL DEFAULT '';
