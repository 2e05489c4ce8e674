-- procedures: whom a rule of segregated_people names is whoever last did what it speaks of. Those who
-- had done it before stood beside them, and who had seen or consented, beside the applicant.
DELETE FROM segregated_people WHERE side = 1 AND EXISTS (
  SELECT 1 FROM application_events last
  WHERE last.application_id = segregated_people.application_id
    AND segregated_people.rule LIKE '%:' || last.act
    AND last.person_id <> segregated_people.person_id
    AND NOT EXISTS (
      SELECT 1 FROM application_events later
      WHERE later.application_id = last.application_id AND later.act = last.act
        AND later.record_number > last.record_number));
DELETE FROM segregated_people WHERE side = 1 AND rule LIKE '%:applicant' AND NOT EXISTS (
  SELECT 1 FROM applications
  WHERE applications.id = segregated_people.application_id
    AND applications.applicant_id = segregated_people.person_id);
