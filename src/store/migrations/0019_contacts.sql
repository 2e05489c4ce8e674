-- organisation: telephone numbers: of people, who may be erased (J2), and only for the emergency network.
CREATE TABLE contacts (
  person_id TEXT PRIMARY KEY REFERENCES people (id),
  office_phone TEXT NOT NULL,
  mobile_phone TEXT NOT NULL,
  home_phone TEXT NOT NULL
);
