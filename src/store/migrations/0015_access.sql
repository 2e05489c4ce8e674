-- access: the newest record after which whoever keeps the organisation in memory reads it anew.
CREATE TABLE organisation_changes (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  record_number BIGINT NOT NULL
);
INSERT INTO organisation_changes (one, record_number)
  SELECT 1, newest.number FROM (SELECT max(number) AS number FROM ledger_records
                                WHERE kind LIKE 'organisation.%') AS newest
  WHERE newest.number IS NOT NULL;

-- procedures: who took which side of a rule on who may not also be whom (兼務の禁止). One row for a
-- person, so that the same person on both sides is refused here, whatever the program decided.
-- Acts recorded before this table say nothing of sides.
CREATE TABLE segregated_people (
  application_id TEXT NOT NULL REFERENCES applications (id),
  rule TEXT NOT NULL,       -- its code and whom it excludes: own_application:applicant
  person_id TEXT NOT NULL,
  side BIGINT NOT NULL CHECK (side IN (1, 2)),
  PRIMARY KEY (application_id, rule, person_id)
);
