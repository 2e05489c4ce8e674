-- procedures: exceptions to who may not also be whom (やむを得ない場合, 第15条第4項), each with the
-- reason and the consent in one record.
CREATE TABLE segregation_exceptions (
  record_number BIGINT PRIMARY KEY,  -- of the consent
  application_id TEXT NOT NULL REFERENCES applications (id),
  rule TEXT NOT NULL,                -- as in segregated_people
  person_id TEXT NOT NULL,           -- who may stand on both sides
  person_name TEXT NOT NULL,
  what TEXT NOT NULL,                -- the step it is for, as people call it
  reason TEXT NOT NULL,
  consenter_name TEXT NOT NULL,
  capacity TEXT NOT NULL,            -- of the consenter
  at TEXT NOT NULL,
  used_in BIGINT,                    -- the record of the act it was used for
  UNIQUE (application_id, rule, person_id)
);
