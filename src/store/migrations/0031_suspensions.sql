-- exceptions from the regulation (例外措置): projections of the acts of procedures that suspend.
-- What an application suspends while it is in force.
CREATE TABLE suspensions (
  application_id TEXT PRIMARY KEY,
  number TEXT NOT NULL,          -- of the application
  rules TEXT NOT NULL,           -- JSON: controls, and duties as duty:<id>
  section_id TEXT NOT NULL,      -- '' where it is not limited to a section
  system_ids TEXT NOT NULL,      -- JSON: entries of the register systems; [] where not limited
  until TEXT NOT NULL            -- ISO day, the last
);

-- What was accepted only because an exception was in force.
CREATE TABLE passed_refusals (
  record_number BIGINT NOT NULL,
  code TEXT NOT NULL,            -- of the refusal that did not apply
  application_id TEXT NOT NULL,  -- what was accepted
  exception_id TEXT NOT NULL,    -- the application that suspended it
  exception_number TEXT NOT NULL,
  PRIMARY KEY (record_number, code)
);
CREATE INDEX passed_refusals_of_application ON passed_refusals (application_id);
CREATE INDEX passed_refusals_under_exception ON passed_refusals (exception_id);
