-- code: EVT006
-- title: Who plays a part in an event plays one that its type has
-- table: event_participants
-- why: Victims belong to clashes, speakers to statements; another role is a slip.
-- fix: correct role, or the type of the event
-- bad: event_participants[EV-0115|A-0034|speaker].role = victim
-- bad: event_participants[EV-0060|A-0027|agent].role = publisher
-- bad: event_participants[EV-0073|A-0003|publisher].role = defendant
-- bad: event_participants[EV-0006|A-0034|agent].role = addressee
-- bad: event_participants[EV-0006|A-0034|agent].role = negotiator
-- bad: event_participants[EV-0006|A-0034|agent].role = target
-- bad: event_participants[EV-0051|A-0030|defendant].role = agent
-- bad: event_participants[EV-0103|A-0008|publisher].role = agent
SELECT p._line AS line, concat_ws('|', p.event_id, p.actor_id, p.role) AS key, 'role' AS field, p.role || ' in ' || t.label_en AS got, 'a role of that type: ' || CASE p.role WHEN 'victim' THEN 'victims are of clashes and of planes shot down' WHEN 'defendant' THEN 'defendants are of sentences' WHEN 'target' THEN 'targets are of dismissals and expulsions' WHEN 'negotiator' THEN 'negotiators are of cooperation' ELSE 'speakers and addressees are of statements and demands, publishers of figures and surveys' END AS expected
FROM event_participants p JOIN events v USING (event_id) JOIN event_types t ON t.event_type_id = v.event_type
WHERE CASE p.role WHEN 'victim' THEN v.event_type NOT IN ('T-0005', 'T-0006') WHEN 'defendant' THEN v.event_type <> 'T-0007' WHEN 'target' THEN v.event_type NOT IN ('T-0011', 'T-0020')
  WHEN 'negotiator' THEN v.event_type <> 'T-0019' WHEN 'addressee' THEN v.event_type NOT IN ('T-0015', 'T-0018') WHEN 'publisher' THEN v.event_type NOT IN ('T-0015', 'T-0016', 'T-0017')
  WHEN 'speaker' THEN v.event_type NOT IN ('T-0001', 'T-0015', 'T-0016', 'T-0018') ELSE v.event_type IN ('T-0016', 'T-0007') END
