-- registers: the newest number of each series (a register, a procedure in a 年度) among what was
-- erased: it is not given again.
CREATE TABLE taken_numbers (
  series TEXT PRIMARY KEY,     -- assets, takeout-2026
  newest BIGINT NOT NULL
);

-- retention: projection of the acts retention.erased; what remains of a thing that was erased
CREATE TABLE erasures (
  subject TEXT PRIMARY KEY,    -- its address below the body
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  reason TEXT NOT NULL,
  application TEXT NOT NULL,   -- by which it was asked for and approved
  application_number TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  erased_at TEXT NOT NULL,
  record_number BIGINT NOT NULL
);
