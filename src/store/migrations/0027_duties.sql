-- duties: projections of duties.done and duties.late.
CREATE TABLE duty_performances (
  record_number BIGINT PRIMARY KEY,
  duty TEXT NOT NULL,
  unit TEXT NOT NULL,            -- '' for the body; else the id of a section or a person
  done_on TEXT NOT NULL,         -- ISO day, as whoever did it says
  found INTEGER NOT NULL         -- 1: something was found
);
CREATE INDEX duty_performances_of_unit ON duty_performances (duty, unit, done_on);

-- Those who should have done it by that day were told that it has passed.
CREATE TABLE duty_tellings (
  duty TEXT NOT NULL,
  unit TEXT NOT NULL,
  due TEXT NOT NULL,
  PRIMARY KEY (duty, unit, due)
);
