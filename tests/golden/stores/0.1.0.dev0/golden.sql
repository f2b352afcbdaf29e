CREATE SCHEMA golden_store;
CREATE TABLE golden_store.mentorcore_documents_mentorship (
    id text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    schema bigint,
    checksum bigint NOT NULL,
    ix_mentor text COLLATE pg_catalog."C",
    ix_mentee text COLLATE pg_catalog."C",
    ix_state text COLLATE pg_catalog."C",
    ix_lapses_at text COLLATE pg_catalog."C",
    ix_starts_on text COLLATE pg_catalog."C",
    ix_ends_on text COLLATE pg_catalog."C",
    ix_next_meeting text COLLATE pg_catalog."C",
    ix_attention_at text COLLATE pg_catalog."C",
    ix_people text COLLATE pg_catalog."C",
    body text COLLATE pg_catalog."C"
);
CREATE VIEW golden_store.mentorcore_actions AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((element.value #>> ARRAY['id'::text]) COLLATE "C") AS id,
    (((element.value #>> ARRAY['revision'::text]))::numeric)::bigint AS revision,
    ((element.value #>> ARRAY['author'::text]) COLLATE "C") AS author,
    (
        CASE length((element.value #>> ARRAY['entered_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['entered_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['entered_at'::text])
        END COLLATE "C") AS entered_at,
    ((element.value #>> ARRAY['changed_by'::text]) COLLATE "C") AS changed_by,
    (
        CASE length((element.value #>> ARRAY['changed_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['changed_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['changed_at'::text])
        END COLLATE "C") AS changed_at,
    ((element.value #>> ARRAY['title'::text]) COLLATE "C") AS title,
    ((element.value #>> ARRAY['due_on'::text]) COLLATE "C") AS due_on,
    ((element.value #>> ARRAY['goal'::text]) COLLATE "C") AS goal,
    ((element.value #>> ARRAY['status'::text]) COLLATE "C") AS status
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'actions'::text)) = 'array'::text) THEN (document.content -> 'actions'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE VIEW golden_store.mentorcore_agreements AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((element.value #>> ARRAY['id'::text]) COLLATE "C") AS id,
    (((element.value #>> ARRAY['revision'::text]))::numeric)::bigint AS revision,
    ((element.value #>> ARRAY['author'::text]) COLLATE "C") AS author,
    (
        CASE length((element.value #>> ARRAY['entered_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['entered_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['entered_at'::text])
        END COLLATE "C") AS entered_at,
    ((element.value #>> ARRAY['changed_by'::text]) COLLATE "C") AS changed_by,
    (
        CASE length((element.value #>> ARRAY['changed_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['changed_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['changed_at'::text])
        END COLLATE "C") AS changed_at,
    ((element.value #>> ARRAY['status'::text]) COLLATE "C") AS status,
    ((element.value #>> ARRAY['terms'::text, 'starts_on'::text]) COLLATE "C") AS starts_on,
    ((element.value #>> ARRAY['terms'::text, 'ends_on'::text]) COLLATE "C") AS ends_on,
    ((element.value #>> ARRAY['terms'::text, 'cadence'::text, 'unit'::text]) COLLATE "C") AS cadence_unit,
    (((element.value #>> ARRAY['terms'::text, 'cadence'::text, 'count'::text]))::numeric)::bigint AS cadence_count,
    ((element.value #>> ARRAY['terms'::text, 'readings'::text]))::boolean AS readings,
    (((element.value #>> ARRAY['terms'::text, 'feedback_every'::text]))::numeric)::bigint AS feedback_every
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'agreements'::text)) = 'array'::text) THEN (document.content -> 'agreements'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE VIEW golden_store.mentorcore_consents AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((element.value #>> ARRAY['id'::text]) COLLATE "C") AS id,
    (((element.value #>> ARRAY['revision'::text]))::numeric)::bigint AS revision,
    ((element.value #>> ARRAY['author'::text]) COLLATE "C") AS author,
    (
        CASE length((element.value #>> ARRAY['entered_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['entered_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['entered_at'::text])
        END COLLATE "C") AS entered_at,
    ((element.value #>> ARRAY['changed_by'::text]) COLLATE "C") AS changed_by,
    (
        CASE length((element.value #>> ARRAY['changed_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['changed_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['changed_at'::text])
        END COLLATE "C") AS changed_at,
    ((element.value #>> ARRAY['purpose'::text]) COLLATE "C") AS purpose,
    ((element.value #>> ARRAY['until'::text]) COLLATE "C") AS until,
    (
        CASE length((element.value #>> ARRAY['withdrawn_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['withdrawn_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['withdrawn_at'::text])
        END COLLATE "C") AS withdrawn_at
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'consents'::text)) = 'array'::text) THEN (document.content -> 'consents'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE TABLE golden_store.mentorcore_documents_pairing_request (
    id text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    schema bigint,
    checksum bigint NOT NULL,
    ix_decider text COLLATE pg_catalog."C",
    ix_mentee text COLLATE pg_catalog."C",
    ix_state text COLLATE pg_catalog."C",
    ix_people text COLLATE pg_catalog."C",
    body text COLLATE pg_catalog."C"
);
CREATE TABLE golden_store.mentorcore_documents_person (
    id text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    schema bigint,
    checksum bigint NOT NULL,
    ix_email text COLLATE pg_catalog."C",
    ix_external_id text COLLATE pg_catalog."C",
    ix_manager text COLLATE pg_catalog."C",
    ix_state text COLLATE pg_catalog."C",
    body text COLLATE pg_catalog."C"
);
CREATE TABLE golden_store.mentorcore_documents_store (
    id text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    schema bigint,
    checksum bigint NOT NULL,
    body text COLLATE pg_catalog."C"
);
CREATE VIEW golden_store.mentorcore_feedback AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((element.value #>> ARRAY['id'::text]) COLLATE "C") AS id,
    (((element.value #>> ARRAY['revision'::text]))::numeric)::bigint AS revision,
    ((element.value #>> ARRAY['author'::text]) COLLATE "C") AS author,
    (
        CASE length((element.value #>> ARRAY['entered_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['entered_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['entered_at'::text])
        END COLLATE "C") AS entered_at,
    ((element.value #>> ARRAY['changed_by'::text]) COLLATE "C") AS changed_by,
    (
        CASE length((element.value #>> ARRAY['changed_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['changed_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['changed_at'::text])
        END COLLATE "C") AS changed_at,
    ((element.value #>> ARRAY['about'::text]) COLLATE "C") AS about,
    ((element.value #>> ARRAY['session'::text]) COLLATE "C") AS session,
    ((element.value #>> ARRAY['visibility'::text]) COLLATE "C") AS visibility
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'feedback'::text)) = 'array'::text) THEN (document.content -> 'feedback'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE VIEW golden_store.mentorcore_goals AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((element.value #>> ARRAY['id'::text]) COLLATE "C") AS id,
    (((element.value #>> ARRAY['revision'::text]))::numeric)::bigint AS revision,
    ((element.value #>> ARRAY['author'::text]) COLLATE "C") AS author,
    (
        CASE length((element.value #>> ARRAY['entered_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['entered_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['entered_at'::text])
        END COLLATE "C") AS entered_at,
    ((element.value #>> ARRAY['changed_by'::text]) COLLATE "C") AS changed_by,
    (
        CASE length((element.value #>> ARRAY['changed_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['changed_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['changed_at'::text])
        END COLLATE "C") AS changed_at,
    ((element.value #>> ARRAY['title'::text]) COLLATE "C") AS title,
    ((element.value #>> ARRAY['status'::text]) COLLATE "C") AS status,
    (((element.value #>> ARRAY['rank'::text]))::numeric)::bigint AS rank
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'goals'::text)) = 'array'::text) THEN (document.content -> 'goals'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE TABLE golden_store.mentorcore_journal (
    "position" bigint NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C",
    checksum bigint NOT NULL
);
CREATE TABLE golden_store.mentorcore_many_mentorship_people (
    value text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE golden_store.mentorcore_many_pairing_request_people (
    value text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C"
);
CREATE VIEW golden_store.mentorcore_meetings AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((element.value #>> ARRAY['id'::text]) COLLATE "C") AS id,
    (((element.value #>> ARRAY['revision'::text]))::numeric)::bigint AS revision,
    ((element.value #>> ARRAY['author'::text]) COLLATE "C") AS author,
    (
        CASE length((element.value #>> ARRAY['entered_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['entered_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['entered_at'::text])
        END COLLATE "C") AS entered_at,
    ((element.value #>> ARRAY['changed_by'::text]) COLLATE "C") AS changed_by,
    (
        CASE length((element.value #>> ARRAY['changed_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['changed_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['changed_at'::text])
        END COLLATE "C") AS changed_at,
    (
        CASE length((element.value #>> ARRAY['starts'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['starts'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['starts'::text])
        END COLLATE "C") AS starts,
    (((element.value #>> ARRAY['minutes'::text]))::numeric)::bigint AS minutes,
    ((element.value #>> ARRAY['zone'::text]) COLLATE "C") AS zone,
    ((element.value #>> ARRAY['series'::text]) COLLATE "C") AS series,
    ((element.value #>> ARRAY['status'::text]) COLLATE "C") AS status
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'meetings'::text)) = 'array'::text) THEN (document.content -> 'meetings'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE VIEW golden_store.mentorcore_mentorships AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((document.content #>> ARRAY['offered_by'::text]) COLLATE "C") AS offered_by,
    ((document.content #>> ARRAY['request_id'::text]) COLLATE "C") AS request_id,
    ((document.content #>> ARRAY['state'::text]) COLLATE "C") AS state,
    (
        CASE length((document.content #>> ARRAY['lapses_at'::text]))
            WHEN 20 THEN replace((document.content #>> ARRAY['lapses_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (document.content #>> ARRAY['lapses_at'::text])
        END COLLATE "C") AS lapses_at
   FROM (golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
  WHERE (kept.schema IS NOT NULL);
CREATE VIEW golden_store.mentorcore_milestones AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((element.value #>> ARRAY['id'::text]) COLLATE "C") AS id,
    (((element.value #>> ARRAY['revision'::text]))::numeric)::bigint AS revision,
    ((element.value #>> ARRAY['author'::text]) COLLATE "C") AS author,
    (
        CASE length((element.value #>> ARRAY['entered_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['entered_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['entered_at'::text])
        END COLLATE "C") AS entered_at,
    ((element.value #>> ARRAY['changed_by'::text]) COLLATE "C") AS changed_by,
    (
        CASE length((element.value #>> ARRAY['changed_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['changed_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['changed_at'::text])
        END COLLATE "C") AS changed_at,
    ((element.value #>> ARRAY['title'::text]) COLLATE "C") AS title,
    ((element.value #>> ARRAY['statement'::text]) COLLATE "C") AS statement,
    ((element.value #>> ARRAY['happened_on'::text]) COLLATE "C") AS happened_on,
    ((element.value #>> ARRAY['goal'::text]) COLLATE "C") AS goal,
    ((element.value #>> ARRAY['status'::text]) COLLATE "C") AS status,
    ((element.value #>> ARRAY['response'::text, 'author'::text]) COLLATE "C") AS answered_by,
    (
        CASE length((element.value #>> ARRAY['response'::text, 'at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['response'::text, 'at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['response'::text, 'at'::text])
        END COLLATE "C") AS answered_at,
    (((element.value #>> ARRAY['response'::text, 'revision'::text]))::numeric)::bigint AS answered_revision
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'milestones'::text)) = 'array'::text) THEN (document.content -> 'milestones'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE VIEW golden_store.mentorcore_pairing_requests AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS id,
    ((document.content #>> ARRAY['asked_by'::text]) COLLATE "C") AS asked_by,
    (
        CASE length((document.content #>> ARRAY['asked_at'::text]))
            WHEN 20 THEN replace((document.content #>> ARRAY['asked_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (document.content #>> ARRAY['asked_at'::text])
        END COLLATE "C") AS asked_at,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((document.content #>> ARRAY['decider_id'::text]) COLLATE "C") AS decider_id,
    ((document.content #>> ARRAY['state'::text]) COLLATE "C") AS state,
    ((document.content #>> ARRAY['mentorship_id'::text]) COLLATE "C") AS mentorship_id
   FROM (golden_store.mentorcore_documents_pairing_request kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
  WHERE (kept.schema IS NOT NULL);
CREATE VIEW golden_store.mentorcore_people AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS id,
    ((document.content #>> ARRAY['name'::text]) COLLATE "C") AS name,
    ((document.content #>> ARRAY['email'::text]) COLLATE "C") AS email,
    ((document.content #>> ARRAY['external_id'::text]) COLLATE "C") AS external_id,
    ((document.content #>> ARRAY['title'::text]) COLLATE "C") AS title,
    (((document.content #>> ARRAY['experience'::text]))::numeric)::bigint AS experience,
    ((document.content #>> ARRAY['timezone'::text]) COLLATE "C") AS timezone,
    (((document.content #>> ARRAY['capacity'::text]))::numeric)::bigint AS capacity,
    ((document.content #>> ARRAY['manager_id'::text]) COLLATE "C") AS manager_id,
    (
        CASE length((document.content #>> ARRAY['left_at'::text]))
            WHEN 20 THEN replace((document.content #>> ARRAY['left_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (document.content #>> ARRAY['left_at'::text])
        END COLLATE "C") AS left_at
   FROM (golden_store.mentorcore_documents_person kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
  WHERE (kept.schema IS NOT NULL);
CREATE VIEW golden_store.mentorcore_questions AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((element.value #>> ARRAY['id'::text]) COLLATE "C") AS id,
    (((element.value #>> ARRAY['revision'::text]))::numeric)::bigint AS revision,
    ((element.value #>> ARRAY['author'::text]) COLLATE "C") AS author,
    (
        CASE length((element.value #>> ARRAY['entered_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['entered_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['entered_at'::text])
        END COLLATE "C") AS entered_at,
    ((element.value #>> ARRAY['changed_by'::text]) COLLATE "C") AS changed_by,
    (
        CASE length((element.value #>> ARRAY['changed_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['changed_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['changed_at'::text])
        END COLLATE "C") AS changed_at,
    (((element.value #>> ARRAY['interest'::text]))::numeric)::bigint AS interest,
    ((element.value #>> ARRAY['goal'::text]) COLLATE "C") AS goal,
    ((element.value #>> ARRAY['status'::text]) COLLATE "C") AS status
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'questions'::text)) = 'array'::text) THEN (document.content -> 'questions'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE VIEW golden_store.mentorcore_readings AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((document.content #>> ARRAY['mentor_id'::text]) COLLATE "C") AS mentor_id,
    ((document.content #>> ARRAY['mentee_id'::text]) COLLATE "C") AS mentee_id,
    ((element.value #>> ARRAY['id'::text]) COLLATE "C") AS id,
    (((element.value #>> ARRAY['revision'::text]))::numeric)::bigint AS revision,
    ((element.value #>> ARRAY['author'::text]) COLLATE "C") AS author,
    (
        CASE length((element.value #>> ARRAY['entered_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['entered_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['entered_at'::text])
        END COLLATE "C") AS entered_at,
    ((element.value #>> ARRAY['changed_by'::text]) COLLATE "C") AS changed_by,
    (
        CASE length((element.value #>> ARRAY['changed_at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['changed_at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['changed_at'::text])
        END COLLATE "C") AS changed_at,
    ((element.value #>> ARRAY['title'::text]) COLLATE "C") AS title,
    ((element.value #>> ARRAY['due_on'::text]) COLLATE "C") AS due_on,
    ((element.value #>> ARRAY['goal'::text]) COLLATE "C") AS goal,
    ((element.value #>> ARRAY['status'::text]) COLLATE "C") AS status
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'readings'::text)) = 'array'::text) THEN (document.content -> 'readings'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE TABLE golden_store.mentorcore_schema (
    number bigint NOT NULL,
    fingerprint text NOT NULL COLLATE pg_catalog."C"
);
CREATE VIEW golden_store.mentorcore_steps AS
 SELECT ((document.content #>> ARRAY['id'::text]) COLLATE "C") AS mentorship_id,
    ((element.value #>> ARRAY['state'::text]) COLLATE "C") AS state,
    ((element.value #>> ARRAY['by'::text]) COLLATE "C") AS by,
    (
        CASE length((element.value #>> ARRAY['at'::text]))
            WHEN 20 THEN replace((element.value #>> ARRAY['at'::text]), 'Z'::text, '.000000Z'::text)
            ELSE (element.value #>> ARRAY['at'::text])
        END COLLATE "C") AS at
   FROM ((golden_store.mentorcore_documents_mentorship kept
     CROSS JOIN LATERAL ( SELECT (kept.body)::jsonb AS content
         OFFSET 0) document)
     CROSS JOIN LATERAL jsonb_array_elements(
        CASE
            WHEN (jsonb_typeof((document.content -> 'steps'::text)) = 'array'::text) THEN (document.content -> 'steps'::text)
            ELSE '[]'::jsonb
        END) element(value))
  WHERE (kept.schema IS NOT NULL);
CREATE TABLE golden_store.mentorcore_tokens (
    token text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    checksum bigint NOT NULL
);
INSERT INTO golden_store.mentorcore_documents_mentorship VALUES ('declined-offer', 1, 1, 2906173634, 'ada', 'cy', 'declined', '2026-02-11T09:00:00.000000Z', '2026-01-12', '2026-07-12', NULL, NULL, '["ada", "cy"]', '{"accepted_by":["ada"],"actions":[],"activated_on":null,"agreements":[{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"cy","entered_at":"2026-01-12T09:00:00Z","id":"00000000000000000002","reason":null,"revision":2,"status":"lapsed","terms":{"cadence":{"count":1,"unit":"week"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-07-12","feedback_every":4,"readings":true,"starts_on":"2026-01-12"},"why":null}],"consents":[],"departed":[],"earlier_meetings":[],"earlier_milestones":[],"feedback":[],"goals":[],"id":"declined-offer","lapses_at":"2026-02-11T09:00:00Z","meetings":[],"mentee_id":"cy","mentor_id":"ada","milestones":[],"notes":[],"offered_by":"ada","potential":"She asks well.","questions":[],"readings":[],"reasoning":"We share a desk.","request_id":null,"state":"declined","steps":[{"at":"2026-01-12T09:00:00Z","by":"ada","state":"offered","words":null},{"at":"2026-01-12T09:00:00Z","by":"cy","state":"declined","words":"Not now."}]}');
INSERT INTO golden_store.mentorcore_documents_mentorship VALUES ('withdrawn-offer', 1, 1, 4102640664, 'ada', 'cy', 'withdrawn', '2026-02-11T09:00:00.000000Z', '2026-01-12', '2026-07-12', NULL, NULL, '["ada", "cy"]', '{"accepted_by":["ada"],"actions":[],"activated_on":null,"agreements":[{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","entered_at":"2026-01-12T09:00:00Z","id":"00000000000000000003","reason":null,"revision":2,"status":"lapsed","terms":{"cadence":{"count":1,"unit":"week"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-07-12","feedback_every":4,"readings":true,"starts_on":"2026-01-12"},"why":null}],"consents":[],"departed":[],"earlier_meetings":[],"earlier_milestones":[],"feedback":[],"goals":[],"id":"withdrawn-offer","lapses_at":"2026-02-11T09:00:00Z","meetings":[],"mentee_id":"cy","mentor_id":"ada","milestones":[],"notes":[],"offered_by":"ada","potential":"She asks well.","questions":[],"readings":[],"reasoning":"We share a desk.","request_id":null,"state":"withdrawn","steps":[{"at":"2026-01-12T09:00:00Z","by":"ada","state":"offered","words":null},{"at":"2026-01-12T09:00:00Z","by":"ada","state":"withdrawn","words":null}]}');
INSERT INTO golden_store.mentorcore_documents_mentorship VALUES ('expired', 1, 1, 3724327791, 'ada', 'cy', 'expired', '2026-02-11T09:00:00.000000Z', '2026-01-12', '2026-07-12', NULL, NULL, '["ada", "cy"]', '{"accepted_by":["ada"],"actions":[],"activated_on":null,"agreements":[{"author":"ada","changed_at":"2026-03-13T09:00:00Z","changed_by":"<system>","entered_at":"2026-01-12T09:00:00Z","id":"00000000000000000004","reason":null,"revision":2,"status":"lapsed","terms":{"cadence":{"count":1,"unit":"week"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-07-12","feedback_every":4,"readings":true,"starts_on":"2026-01-12"},"why":null}],"consents":[],"departed":[],"earlier_meetings":[],"earlier_milestones":[],"feedback":[],"goals":[],"id":"expired","lapses_at":"2026-02-11T09:00:00Z","meetings":[],"mentee_id":"cy","mentor_id":"ada","milestones":[],"notes":[],"offered_by":"ada","potential":"She asks well.","questions":[],"readings":[],"reasoning":"We share a desk.","request_id":null,"state":"expired","steps":[{"at":"2026-01-12T09:00:00Z","by":"ada","state":"offered","words":null},{"at":"2026-03-13T09:00:00Z","by":"<system>","state":"expired","words":null}]}');
INSERT INTO golden_store.mentorcore_documents_mentorship VALUES ('completed', 1, 1, 2187719520, 'ada', 'cy', 'completed', '2026-02-11T09:00:00.000000Z', '2026-01-12', '2026-07-12', NULL, NULL, '["ada", "cy"]', '{"accepted_by":["ada","cy"],"actions":[],"activated_on":"2026-01-12","agreements":[{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"cy","entered_at":"2026-01-12T09:00:00Z","id":"00000000000000000005","reason":null,"revision":2,"status":"in_force","terms":{"cadence":{"count":1,"unit":"week"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-07-12","feedback_every":4,"readings":true,"starts_on":"2026-01-12"},"why":null}],"consents":[],"departed":[],"earlier_meetings":[],"earlier_milestones":[],"feedback":[],"goals":[],"id":"completed","lapses_at":"2026-02-11T09:00:00Z","meetings":[],"mentee_id":"cy","mentor_id":"ada","milestones":[],"notes":[],"offered_by":"ada","potential":"She asks well.","questions":[],"readings":[],"reasoning":"We share a desk.","request_id":null,"state":"completed","steps":[{"at":"2026-01-12T09:00:00Z","by":"ada","state":"offered","words":null},{"at":"2026-01-12T09:00:00Z","by":"cy","state":"active","words":null},{"at":"2026-02-11T09:00:00Z","by":"ada","state":"completed","words":"We did it."}]}');
INSERT INTO golden_store.mentorcore_documents_mentorship VALUES ('full', 3, 1, 3866577232, 'ada', 'ben', 'active', '2026-02-02T09:00:00.000000Z', '2026-02-01', '2026-12-01', '2026-02-13T09:00:00.000000Z', '2026-01-22T09:00:00.000000Z', '["ada", "ben", "cy"]', '{"accepted_by":["ada","ben"],"actions":[{"author":"ben","changed_at":"2026-01-13T09:00:00Z","changed_by":"ben","due_on":"2026-02-01","entered_at":"2026-01-12T09:00:00Z","goal":"release","id":"done","outcome":"It is drafted.","reason":null,"revision":2,"status":"finished","title":"Action done"},{"author":"ben","changed_at":"2026-01-13T09:00:00Z","changed_by":"ben","due_on":"2026-02-01","entered_at":"2026-01-12T09:00:00Z","goal":"release","id":"dropped-action","outcome":null,"reason":"Not needed.","revision":2,"status":"dropped","title":"Action dropped-action"},{"author":"ben","changed_at":"2026-01-12T09:00:00Z","changed_by":"ben","due_on":"2026-02-01","entered_at":"2026-01-12T09:00:00Z","goal":"release","id":"to-do","outcome":null,"reason":null,"revision":1,"status":"open","title":"Action to-do"}],"activated_on":"2026-01-12","agreements":[{"author":"cy","changed_at":"2026-01-14T09:00:00Z","changed_by":"ada","entered_at":"2026-01-12T09:00:00Z","id":"00000000000000000001","reason":null,"revision":3,"status":"replaced","terms":{"cadence":{"count":1,"unit":"week"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-07-12","feedback_every":4,"readings":true,"starts_on":"2026-01-12"},"why":null},{"author":"ben","changed_at":"2026-01-13T09:00:00Z","changed_by":"ada","entered_at":"2026-01-13T09:00:00Z","id":"less","reason":"Not yet.","revision":2,"status":"turned_down","terms":{"cadence":{"count":1,"unit":"month"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-12-01","feedback_every":null,"readings":false,"starts_on":"2026-02-01"},"why":"Less is enough."},{"author":"ben","changed_at":"2026-01-14T09:00:00Z","changed_by":"ada","entered_at":"2026-01-14T09:00:00Z","id":"monthly","reason":null,"revision":2,"status":"in_force","terms":{"cadence":{"count":1,"unit":"month"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-12-01","feedback_every":null,"readings":false,"starts_on":"2026-02-01"},"why":null}],"consents":[{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-22T09:00:00Z","id":"letter","purpose":"recommendation_letter","revision":1,"until":null,"withdrawn_at":null},{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-22T09:00:00Z","id":"testimonial","purpose":"testimonial","revision":2,"until":"2026-12-31","withdrawn_at":"2026-01-22T09:00:00Z"}],"departed":[],"earlier_meetings":[{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","correction":null,"entered_at":"2026-01-12T09:00:00Z","id":"held","minutes":45,"reason":null,"reported_by":null,"revision":1,"series":null,"starts":"2026-01-14T09:00:00Z","status":"scheduled","summary":null,"topics":[],"worded":[],"zone":"UTC"},{"author":"ada","changed_at":"2026-01-14T10:00:00Z","changed_by":"ben","correction":null,"entered_at":"2026-01-12T09:00:00Z","id":"held","minutes":45,"reason":null,"reported_by":"ben","revision":2,"series":null,"starts":"2026-01-14T09:00:00Z","status":"held","summary":"We planned.","topics":[{"minutes":25,"raised_by":"ben","serves":"release","title":"Planning"}],"worded":[],"zone":"UTC"},{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","correction":null,"entered_at":"2026-01-12T09:00:00Z","id":"missed","minutes":45,"reason":null,"reported_by":null,"revision":1,"series":null,"starts":"2026-01-15T09:00:00Z","status":"scheduled","summary":null,"topics":[],"worded":[],"zone":"UTC"},{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","correction":null,"entered_at":"2026-01-12T09:00:00Z","id":"cancelled","minutes":45,"reason":null,"reported_by":null,"revision":1,"series":null,"starts":"2026-01-16T09:00:00Z","status":"scheduled","summary":null,"topics":[],"worded":[],"zone":"UTC"},{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","correction":null,"entered_at":"2026-01-12T09:00:00Z","id":"moved","minutes":45,"reason":null,"reported_by":null,"revision":1,"series":null,"starts":"2026-01-17T09:00:00Z","status":"scheduled","summary":null,"topics":[],"worded":[],"zone":"UTC"}],"earlier_milestones":[{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-22T09:00:00Z","evidence":[{"label":"the plan","record":null,"url":"https://example.org/plan"},{"label":null,"record":"held","url":null}],"goal":"release","happened_on":"2026-01-16","id":"confirmed","reason":null,"response":null,"revision":1,"statement":"The plan was agreed by three teams.","status":"documented","title":"Milestone confirmed"},{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-22T09:00:00Z","evidence":[{"label":"the plan","record":null,"url":"https://example.org/plan"},{"label":null,"record":"held","url":null}],"goal":"release","happened_on":"2026-01-16","id":"confirmed","reason":"Two.","response":null,"revision":2,"statement":"Two teams agreed.","status":"documented","title":"Milestone confirmed"},{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-22T09:00:00Z","evidence":[{"label":"the plan","record":null,"url":"https://example.org/plan"},{"label":null,"record":"held","url":null}],"goal":"release","happened_on":"2026-01-16","id":"contested","reason":null,"response":null,"revision":1,"statement":"The plan was agreed by three teams.","status":"documented","title":"Milestone contested"},{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-22T09:00:00Z","evidence":[{"label":"the plan","record":null,"url":"https://example.org/plan"},{"label":null,"record":"held","url":null}],"goal":"release","happened_on":"2026-01-16","id":"retracted","reason":null,"response":null,"revision":1,"statement":"The plan was agreed by three teams.","status":"documented","title":"Milestone retracted"}],"feedback":[{"about":"ben","author":"ada","changed_at":"2026-01-15T09:00:00Z","changed_by":"ada","entered_at":"2026-01-15T09:00:00Z","id":"praise","revision":2,"session":"held","text":"Clear.","visibility":"record"}],"goals":[{"adopted_at":"2026-01-12T09:00:00Z","author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-12T09:00:00Z","id":"release","measure":"It ships.","progress":[{"at":"2026-01-15T09:00:00Z","author":"ada","percent":50,"text":"Half of it."}],"rank":null,"reason":null,"review":null,"revision":4,"status":"achieved","title":"Goal release","why":"I want to grow.","worded":[]},{"adopted_at":"2026-01-12T09:00:00Z","author":"ben","changed_at":"2026-01-15T09:00:00Z","changed_by":"ben","entered_at":"2026-01-12T09:00:00Z","id":"dropped","measure":"It ships.","progress":[],"rank":null,"reason":"Not now.","review":null,"revision":3,"status":"dropped","title":"Goal dropped","why":"I want to grow.","worded":[]},{"adopted_at":"2026-01-12T09:00:00Z","author":"ben","changed_at":"2026-01-13T09:00:00Z","changed_by":"ben","entered_at":"2026-01-12T09:00:00Z","id":"second","measure":"It ships.","progress":[],"rank":1,"reason":null,"review":null,"revision":2,"status":"active","title":"Goal second","why":"I want to grow.","worded":[]},{"adopted_at":"2026-01-13T09:00:00Z","author":"ada","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-12T09:00:00Z","id":"talk","measure":"It ships.","progress":[],"rank":2,"reason":null,"review":null,"revision":5,"status":"active","title":"Give a talk","why":"I want to grow.","worded":[{"by":"ben","field":"title"}]},{"adopted_at":null,"author":"ada","changed_at":"2026-01-13T09:00:00Z","changed_by":"ben","entered_at":"2026-01-12T09:00:00Z","id":"refused","measure":"It ships.","progress":[],"rank":null,"reason":"No.","review":null,"revision":2,"status":"turned_down","title":"Suggested refused","why":"I want to grow.","worded":[]},{"adopted_at":null,"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","entered_at":"2026-01-12T09:00:00Z","id":"unanswered","measure":"It ships.","progress":[],"rank":null,"reason":null,"review":null,"revision":1,"status":"suggested","title":"Suggested unanswered","why":"I want to grow.","worded":[]}],"id":"full","lapses_at":"2026-02-02T09:00:00Z","meetings":[{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","correction":null,"entered_at":"2026-01-12T09:00:00Z","id":"0000000000000000000b","minutes":60,"reason":null,"reported_by":null,"revision":1,"series":"0000000000000000000a","starts":"2026-03-13T09:00:00Z","status":"scheduled","summary":null,"topics":[],"worded":[],"zone":"Europe/Berlin"},{"author":"ada","changed_at":"2026-01-15T09:00:00Z","changed_by":"ada","correction":"It was shorter.","entered_at":"2026-01-12T09:00:00Z","id":"held","minutes":40,"reason":null,"reported_by":"ben","revision":3,"series":null,"starts":"2026-01-14T09:00:00Z","status":"held","summary":"We planned.","topics":[{"minutes":25,"raised_by":"ben","serves":"release","title":"Planning"}],"worded":[],"zone":"UTC"},{"author":"ada","changed_at":"2026-01-16T09:00:00Z","changed_by":"ada","correction":null,"entered_at":"2026-01-12T09:00:00Z","id":"missed","minutes":45,"reason":"I was ill.","reported_by":"ada","revision":2,"series":null,"starts":"2026-01-15T09:00:00Z","status":"missed","summary":null,"topics":[],"worded":[],"zone":"UTC"},{"author":"ada","changed_at":"2026-01-14T09:00:00Z","changed_by":"ben","correction":null,"entered_at":"2026-01-12T09:00:00Z","id":"cancelled","minutes":45,"reason":"I am away.","reported_by":"ben","revision":2,"series":null,"starts":"2026-01-16T09:00:00Z","status":"cancelled","summary":null,"topics":[],"worded":[],"zone":"UTC"},{"author":"ada","changed_at":"2026-01-14T09:00:00Z","changed_by":"ben","correction":null,"entered_at":"2026-01-12T09:00:00Z","id":"moved","minutes":45,"reason":null,"reported_by":null,"revision":2,"series":null,"starts":"2026-02-13T09:00:00Z","status":"scheduled","summary":null,"topics":[],"worded":[],"zone":"UTC"}],"mentee_id":"ben","mentor_id":"ada","milestones":[{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ada","entered_at":"2026-01-22T09:00:00Z","evidence":[{"label":"the plan","record":null,"url":"https://example.org/plan"},{"label":null,"record":"held","url":null}],"goal":"release","happened_on":"2026-01-16","id":"confirmed","reason":null,"response":{"at":"2026-01-22T09:00:00Z","author":"ada","reason":null,"revision":2},"revision":3,"statement":"Two teams agreed.","status":"confirmed","title":"Milestone confirmed"},{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ada","entered_at":"2026-01-22T09:00:00Z","evidence":[{"label":"the plan","record":null,"url":"https://example.org/plan"},{"label":null,"record":"held","url":null}],"goal":"release","happened_on":"2026-01-16","id":"contested","reason":null,"response":{"at":"2026-01-22T09:00:00Z","author":"ada","reason":"Two teams.","revision":1},"revision":2,"statement":"The plan was agreed by three teams.","status":"contested","title":"Milestone contested"},{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-22T09:00:00Z","evidence":[{"label":"the plan","record":null,"url":"https://example.org/plan"},{"label":null,"record":"held","url":null}],"goal":"release","happened_on":"2026-01-16","id":"retracted","reason":"It was undone.","response":null,"revision":2,"statement":"The plan was agreed by three teams.","status":"retracted","title":"Milestone retracted"},{"author":"ben","changed_at":"2026-01-22T09:00:00Z","changed_by":"ben","entered_at":"2026-01-22T09:00:00Z","evidence":[{"label":"the plan","record":null,"url":"https://example.org/plan"},{"label":null,"record":"held","url":null}],"goal":"release","happened_on":"2026-01-16","id":"waiting","reason":null,"response":null,"revision":1,"statement":"The plan was agreed by three teams.","status":"documented","title":"Milestone waiting"}],"notes":[{"author":"ada","changed_at":"2026-01-13T09:00:00Z","changed_by":"ada","entered_at":"2026-01-13T09:00:00Z","id":"note","reflection":false,"revision":1,"text":"He is quick.","visibility":"private"},{"author":"ben","changed_at":"2026-01-13T09:00:00Z","changed_by":"ben","entered_at":"2026-01-13T09:00:00Z","id":"learned","reflection":true,"revision":2,"text":"I listen more.","visibility":"record"}],"offered_by":"cy","potential":"He will lead a release.","questions":[{"answers":[{"answer":{"text":"Offer something else.","type":"known"},"at":"2026-01-13T09:00:00Z","author":"ada","visibility":"pair"}],"author":"ben","changed_at":"2026-01-13T09:00:00Z","changed_by":"ada","entered_at":"2026-01-12T09:00:00Z","goal":null,"id":"known","interest":1,"revision":2,"status":"answered","text":"How known?"},{"answers":[{"answer":{"lesson":"Say no.","text":"I once said yes.","type":"story"},"at":"2026-01-13T09:00:00Z","author":"ada","visibility":"record"}],"author":"ben","changed_at":"2026-01-13T09:00:00Z","changed_by":"ada","entered_at":"2026-01-12T09:00:00Z","goal":null,"id":"story","interest":2,"revision":3,"status":"answered","text":"How story?"},{"answers":[{"answer":{"follow_up":{"due_on":"2026-02-02","owner":"ada","task":"Ask Dee."},"referral":{"to":"Dee","why":"She does it well."},"type":"unknown"},"at":"2026-01-13T09:00:00Z","author":"ada","visibility":"pair"}],"author":"ben","changed_at":"2026-01-14T09:00:00Z","changed_by":"ben","entered_at":"2026-01-12T09:00:00Z","goal":null,"id":"unknown","interest":3,"revision":3,"status":"resolved","text":"How unknown?"},{"answers":[],"author":"ben","changed_at":"2026-01-12T09:00:00Z","changed_by":"ben","entered_at":"2026-01-12T09:00:00Z","goal":null,"id":"open-question","interest":4,"revision":1,"status":"open","text":"How open-question?"},{"answers":[],"author":"ben","changed_at":"2026-01-13T09:00:00Z","changed_by":"ben","entered_at":"2026-01-12T09:00:00Z","goal":null,"id":"taken-back","interest":5,"revision":2,"status":"withdrawn","text":"How taken-back?"}],"readings":[{"author":"ada","changed_at":"2026-01-13T09:00:00Z","changed_by":"ben","due_on":"2026-02-01","entered_at":"2026-01-12T09:00:00Z","goal":null,"id":"read","reason":null,"revision":2,"source":null,"status":"finished","takeaway":"Timeouts.","title":"Book read","why":"It fits."},{"author":"ada","changed_at":"2026-01-13T09:00:00Z","changed_by":"ben","due_on":"2026-02-01","entered_at":"2026-01-12T09:00:00Z","goal":null,"id":"skipped","reason":"Too long.","revision":2,"source":null,"status":"skipped","takeaway":null,"title":"Book skipped","why":"It fits."},{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","due_on":"2026-02-01","entered_at":"2026-01-12T09:00:00Z","goal":null,"id":"to-read","reason":null,"revision":1,"source":null,"status":"open","takeaway":null,"title":"Book to-read","why":"It fits."}],"reasoning":"They share a product.","request_id":"proposed","state":"active","steps":[{"at":"2026-01-12T09:00:00Z","by":"cy","state":"offered","words":null},{"at":"2026-01-12T09:00:00Z","by":"ben","state":"active","words":null}]}');
INSERT INTO golden_store.mentorcore_documents_mentorship VALUES ('ended', 1, 1, 1558729264, 'ada', 'cy', 'ended', '2026-02-11T09:00:00.000000Z', '2026-01-12', '2026-07-12', NULL, NULL, '["ada", "cy"]', '{"accepted_by":["ada","cy"],"actions":[],"activated_on":"2026-01-12","agreements":[{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"cy","entered_at":"2026-01-12T09:00:00Z","id":"00000000000000000006","reason":null,"revision":2,"status":"in_force","terms":{"cadence":{"count":1,"unit":"week"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-07-12","feedback_every":4,"readings":true,"starts_on":"2026-01-12"},"why":null}],"consents":[],"departed":[],"earlier_meetings":[],"earlier_milestones":[],"feedback":[],"goals":[],"id":"ended","lapses_at":"2026-02-11T09:00:00Z","meetings":[],"mentee_id":"cy","mentor_id":"ada","milestones":[],"notes":[],"offered_by":"ada","potential":"She asks well.","questions":[],"readings":[],"reasoning":"We share a desk.","request_id":null,"state":"ended","steps":[{"at":"2026-01-12T09:00:00Z","by":"ada","state":"offered","words":null},{"at":"2026-01-12T09:00:00Z","by":"cy","state":"active","words":null},{"at":"2026-01-13T09:00:00Z","by":"cy","state":"ended","words":"I move."}]}');
INSERT INTO golden_store.mentorcore_documents_mentorship VALUES ('paused', 1, 1, 2455414826, 'ada', 'Fay-2', 'paused', '2026-02-11T09:00:00.000000Z', '2026-01-12', '2026-07-12', NULL, '2026-06-20T10:00:00.000000Z', '["ada", "Fay-2"]', '{"accepted_by":["Fay-2","ada"],"actions":[],"activated_on":"2026-01-12","agreements":[{"author":"Fay-2","changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","entered_at":"2026-01-12T09:00:00Z","id":"00000000000000000007","reason":null,"revision":2,"status":"in_force","terms":{"cadence":{"count":1,"unit":"week"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-07-12","feedback_every":4,"readings":true,"starts_on":"2026-01-12"},"why":null}],"consents":[],"departed":[],"earlier_meetings":[],"earlier_milestones":[],"feedback":[],"goals":[],"id":"paused","lapses_at":"2026-02-11T09:00:00Z","meetings":[],"mentee_id":"Fay-2","mentor_id":"ada","milestones":[],"notes":[],"offered_by":"Fay-2","potential":null,"questions":[],"readings":[],"reasoning":"We share a desk.","request_id":null,"state":"paused","steps":[{"at":"2026-01-12T09:00:00Z","by":"Fay-2","state":"offered","words":null},{"at":"2026-01-12T09:00:00Z","by":"ada","state":"active","words":null},{"at":"2026-01-13T09:00:00Z","by":"ada","state":"paused","words":"Holidays."}]}');
INSERT INTO golden_store.mentorcore_documents_mentorship VALUES ('offered', 1, 1, 1676189576, 'Fay-2', 'cy', 'offered', '2026-02-11T09:00:00.000000Z', '2026-01-12', '2026-07-12', NULL, '2026-01-19T09:00:00.000000Z', '["Fay-2", "cy"]', '{"accepted_by":["cy"],"actions":[],"activated_on":null,"agreements":[{"author":"cy","changed_at":"2026-01-12T09:00:00Z","changed_by":"cy","entered_at":"2026-01-12T09:00:00Z","id":"00000000000000000009","reason":null,"revision":1,"status":"proposed","terms":{"cadence":{"count":1,"unit":"week"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-07-12","feedback_every":4,"readings":true,"starts_on":"2026-01-12"},"why":null}],"consents":[],"departed":[],"earlier_meetings":[],"earlier_milestones":[],"feedback":[],"goals":[],"id":"offered","lapses_at":"2026-02-11T09:00:00Z","meetings":[],"mentee_id":"cy","mentor_id":"Fay-2","milestones":[],"notes":[],"offered_by":"cy","potential":null,"questions":[],"readings":[],"reasoning":"We share a desk.","request_id":null,"state":"offered","steps":[{"at":"2026-01-12T09:00:00Z","by":"cy","state":"offered","words":null}]}');
INSERT INTO golden_store.mentorcore_documents_mentorship VALUES ('left', 2, 1, 1830373018, 'ada', 'dee', 'ended', '2026-02-11T09:00:00.000000Z', '2026-01-12', '2026-07-12', NULL, NULL, '["ada", "dee"]', '{"accepted_by":["ada","dee"],"actions":[],"activated_on":"2026-01-12","agreements":[{"author":"ada","changed_at":"2026-01-12T09:00:00Z","changed_by":"dee","entered_at":"2026-01-12T09:00:00Z","id":"00000000000000000008","reason":null,"revision":2,"status":"in_force","terms":{"cadence":{"count":1,"unit":"week"},"confidences":"What is said between the two stays between them, unless its author releases it or somebody''s safety is at risk.","ends_on":"2026-07-12","feedback_every":4,"readings":true,"starts_on":"2026-01-12"},"why":null}],"consents":[],"departed":["dee"],"earlier_meetings":[],"earlier_milestones":[],"feedback":[],"goals":[],"id":"left","lapses_at":"2026-02-11T09:00:00Z","meetings":[],"mentee_id":"dee","mentor_id":"ada","milestones":[],"notes":[],"offered_by":"ada","potential":"She asks well.","questions":[],"readings":[],"reasoning":"We share a desk.","request_id":null,"state":"ended","steps":[{"at":"2026-01-12T09:00:00Z","by":"ada","state":"offered","words":null},{"at":"2026-01-12T09:00:00Z","by":"dee","state":"active","words":null},{"at":"2026-04-12T09:00:00Z","by":"<system>","state":"ended","words":"One of the two has left."}]}');
INSERT INTO golden_store.mentorcore_documents_pairing_request VALUES ('open', 1, 1, 3201215398, 'cy', 'ben', 'open', '["ben", "cy"]', '{"asked_at":"2026-01-12T09:00:00Z","asked_by":"ben","changed_at":"2026-01-12T09:00:00Z","changed_by":"ben","decider_id":"cy","id":"open","mentee_id":"ben","mentorship_id":null,"reason":null,"revision":1,"state":"open","why":"To grow."}');
INSERT INTO golden_store.mentorcore_documents_pairing_request VALUES ('declined', 1, 1, 510405330, 'cy', 'ben', 'declined', '["ben", "cy"]', '{"asked_at":"2026-01-12T09:00:00Z","asked_by":"ben","changed_at":"2026-01-12T09:00:00Z","changed_by":"cy","decider_id":"cy","id":"declined","mentee_id":"ben","mentorship_id":null,"reason":"Nobody is free.","revision":2,"state":"declined","why":"To grow."}');
INSERT INTO golden_store.mentorcore_documents_pairing_request VALUES ('withdrawn', 1, 1, 4121168432, 'cy', 'ben', 'withdrawn', '["ben", "cy"]', '{"asked_at":"2026-01-12T09:00:00Z","asked_by":"ben","changed_at":"2026-01-12T09:00:00Z","changed_by":"ben","decider_id":"cy","id":"withdrawn","mentee_id":"ben","mentorship_id":null,"reason":null,"revision":2,"state":"withdrawn","why":"To grow."}');
INSERT INTO golden_store.mentorcore_documents_pairing_request VALUES ('proposed', 1, 1, 2710875369, 'cy', 'ben', 'proposed', '["ben", "cy"]', '{"asked_at":"2026-01-12T09:00:00Z","asked_by":"ben","changed_at":"2026-01-12T09:00:00Z","changed_by":"cy","decider_id":"cy","id":"proposed","mentee_id":"ben","mentorship_id":"full","reason":null,"revision":2,"state":"proposed","why":"To grow."}');
INSERT INTO golden_store.mentorcore_documents_person VALUES ('Fay-2', 2, 1, 2159655598, NULL, NULL, NULL, 'present', '{"capacity":3,"changed_at":"2026-01-12T09:00:00Z","changed_by":"<system>","email":null,"erased_at":null,"experience":null,"external_id":null,"hold":"A dispute.","id":"Fay-2","left_at":null,"manager_id":null,"name":"Fay-2","revision":2,"skills":[],"timezone":"UTC","title":null,"wishes":[]}');
INSERT INTO golden_store.mentorcore_documents_person VALUES ('cy', 2, 1, 3554020676, NULL, NULL, NULL, 'present', '{"capacity":3,"changed_at":"2026-01-12T09:00:00Z","changed_by":"<system>","email":null,"erased_at":null,"experience":null,"external_id":null,"hold":null,"id":"cy","left_at":null,"manager_id":null,"name":"Cy","revision":1,"skills":[],"timezone":"UTC","title":null,"wishes":[]}');
INSERT INTO golden_store.mentorcore_documents_person VALUES ('ada', 4, 1, 4062380876, 'ada@example.org', 'E-1', NULL, 'present', '{"capacity":9,"changed_at":"2026-01-12T09:00:00Z","changed_by":"ada","email":"Ada@Example.org","erased_at":null,"experience":12,"external_id":"E-1","hold":null,"id":"ada","left_at":null,"manager_id":null,"name":"Ada Ōsei","revision":2,"skills":["releases","naïve questions"],"timezone":"Europe/Berlin","title":"Staff engineer","wishes":["mentoring"]}');
INSERT INTO golden_store.mentorcore_documents_person VALUES ('ben', 3, 1, 2389517790, NULL, NULL, 'cy', 'present', '{"capacity":3,"changed_at":"2026-01-12T09:00:00Z","changed_by":"<system>","email":null,"erased_at":null,"experience":null,"external_id":null,"hold":null,"id":"ben","left_at":null,"manager_id":"cy","name":"Ben","revision":2,"skills":[],"timezone":"UTC","title":null,"wishes":[]}');
INSERT INTO golden_store.mentorcore_documents_person VALUES ('dee', 3, 1, 524970262, NULL, NULL, NULL, 'left', '{"capacity":3,"changed_at":"2026-04-12T09:00:00Z","changed_by":"dee","email":null,"erased_at":null,"experience":null,"external_id":null,"hold":null,"id":"dee","left_at":"2026-04-12T09:00:00Z","manager_id":null,"name":"Dee","revision":2,"skills":[],"timezone":"UTC","title":null,"wishes":[]}');
INSERT INTO golden_store.mentorcore_documents_person VALUES ('eve', 2, 1, 554345453, NULL, NULL, NULL, 'erased', '{"capacity":0,"changed_at":"2026-04-13T09:00:00Z","changed_by":"<system>","email":null,"erased_at":"2026-04-13T09:00:00Z","experience":null,"external_id":null,"hold":null,"id":"eve","left_at":"2026-04-13T09:00:00Z","manager_id":null,"name":"[erased]","revision":2,"skills":[],"timezone":"UTC","title":null,"wishes":[]}');
INSERT INTO golden_store.mentorcore_documents_person VALUES ('gone', 2, NULL, 2028227294, NULL, NULL, NULL, NULL, NULL);
INSERT INTO golden_store.mentorcore_documents_store VALUES ('store', 1, 1, 2390231966, '{"layout":"9f59620d4682564f2950a11071b97eeed01595ba55506a241ca688de8223055d","policy":{"agreement_least_days":7,"agreement_most_days":731,"answer_days":7,"confirm_days":14,"end_notice_days":21,"evidence":1,"focus_meetings":3,"focus_percent":50,"keep_departed_days":null,"keep_ended_days":null,"keep_requests_days":null,"line_managers":false,"missed_meetings":2,"offer_days":21,"progress_days":60,"silent_cadences":2,"skew_seconds":120}}');
INSERT INTO golden_store.mentorcore_journal VALUES (1, 'ada', '{"kind":"person","version":1,"action":"person.registered","by":"<system>","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 549610958);
INSERT INTO golden_store.mentorcore_journal VALUES (2, 'ada', '{"kind":"person","version":1,"action":"person.revised","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":2}', 468209641);
INSERT INTO golden_store.mentorcore_journal VALUES (3, 'ben', '{"kind":"person","version":1,"action":"person.registered","by":"<system>","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 3241140005);
INSERT INTO golden_store.mentorcore_journal VALUES (4, 'ben', '{"kind":"person","version":1,"action":"person.manager_set","by":"<system>","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":2}', 244455022);
INSERT INTO golden_store.mentorcore_journal VALUES (5, 'cy', '{"kind":"person","version":1,"action":"person.registered","by":"<system>","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 3316484043);
INSERT INTO golden_store.mentorcore_journal VALUES (6, 'dee', '{"kind":"person","version":1,"action":"person.registered","by":"<system>","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 1174080762);
INSERT INTO golden_store.mentorcore_journal VALUES (7, 'eve', '{"kind":"person","version":1,"action":"person.registered","by":"<system>","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 2605232478);
INSERT INTO golden_store.mentorcore_journal VALUES (8, 'Fay-2', '{"kind":"person","version":1,"action":"person.registered","by":"<system>","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 1441794109);
INSERT INTO golden_store.mentorcore_journal VALUES (9, 'Fay-2', '{"kind":"person","version":1,"action":"person.hold_placed","by":"<system>","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":2}', 3129763249);
INSERT INTO golden_store.mentorcore_journal VALUES (10, 'gone', '{"kind":"person","version":1,"action":"person.registered","by":"<system>","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 2164612158);
INSERT INTO golden_store.mentorcore_journal VALUES (11, 'open', '{"kind":"pairing_request","version":1,"action":"pairing_request.opened","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 2878822342);
INSERT INTO golden_store.mentorcore_journal VALUES (12, 'declined', '{"kind":"pairing_request","version":1,"action":"pairing_request.opened","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 2470390477);
INSERT INTO golden_store.mentorcore_journal VALUES (13, 'declined', '{"kind":"pairing_request","version":1,"action":"pairing_request.declined","by":"cy","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":2}', 2527250620);
INSERT INTO golden_store.mentorcore_journal VALUES (14, 'withdrawn', '{"kind":"pairing_request","version":1,"action":"pairing_request.opened","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 275908091);
INSERT INTO golden_store.mentorcore_journal VALUES (15, 'withdrawn', '{"kind":"pairing_request","version":1,"action":"pairing_request.withdrawn","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":2}', 3596126671);
INSERT INTO golden_store.mentorcore_journal VALUES (16, 'proposed', '{"kind":"pairing_request","version":1,"action":"pairing_request.opened","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":1}', 3630285874);
INSERT INTO golden_store.mentorcore_journal VALUES (17, 'proposed', '{"kind":"pairing_request","version":1,"action":"pairing_request.proposed","by":"cy","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":2}', 3893035069);
INSERT INTO golden_store.mentorcore_journal VALUES (18, 'full', '{"kind":"mentorship","version":1,"action":"mentorship.offered","by":"cy","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 304164574);
INSERT INTO golden_store.mentorcore_journal VALUES (19, 'full', '{"kind":"mentorship","version":2,"action":"mentorship.accepted","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 2533994627);
INSERT INTO golden_store.mentorcore_journal VALUES (20, 'declined-offer', '{"kind":"mentorship","version":1,"action":"mentorship.offered","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 1880493648);
INSERT INTO golden_store.mentorcore_journal VALUES (21, 'declined-offer', '{"kind":"mentorship","version":1,"action":"mentorship.declined","by":"cy","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 65182736);
INSERT INTO golden_store.mentorcore_journal VALUES (22, 'withdrawn-offer', '{"kind":"mentorship","version":1,"action":"mentorship.offered","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 3001500331);
INSERT INTO golden_store.mentorcore_journal VALUES (23, 'withdrawn-offer', '{"kind":"mentorship","version":1,"action":"mentorship.withdrawn","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 531302126);
INSERT INTO golden_store.mentorcore_journal VALUES (24, 'expired', '{"kind":"mentorship","version":1,"action":"mentorship.offered","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 1490311750);
INSERT INTO golden_store.mentorcore_journal VALUES (25, 'expired', '{"kind":"mentorship","version":1,"action":"mentorship.expired","by":"<system>","at":"2026-03-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 3285760666);
INSERT INTO golden_store.mentorcore_journal VALUES (26, 'completed', '{"kind":"mentorship","version":1,"action":"mentorship.offered","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 3670310241);
INSERT INTO golden_store.mentorcore_journal VALUES (27, 'completed', '{"kind":"mentorship","version":1,"action":"mentorship.activated","by":"cy","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 2089147733);
INSERT INTO golden_store.mentorcore_journal VALUES (28, 'completed', '{"kind":"mentorship","version":1,"action":"mentorship.completed","by":"ada","at":"2026-02-11T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 1488133575);
INSERT INTO golden_store.mentorcore_journal VALUES (29, 'ended', '{"kind":"mentorship","version":1,"action":"mentorship.offered","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 999403747);
INSERT INTO golden_store.mentorcore_journal VALUES (30, 'ended', '{"kind":"mentorship","version":1,"action":"mentorship.activated","by":"cy","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 2102971027);
INSERT INTO golden_store.mentorcore_journal VALUES (31, 'ended', '{"kind":"mentorship","version":1,"action":"mentorship.ended","by":"cy","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 955584226);
INSERT INTO golden_store.mentorcore_journal VALUES (32, 'paused', '{"kind":"mentorship","version":1,"action":"mentorship.offered","by":"Fay-2","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 47756203);
INSERT INTO golden_store.mentorcore_journal VALUES (33, 'paused', '{"kind":"mentorship","version":1,"action":"mentorship.activated","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 1882591446);
INSERT INTO golden_store.mentorcore_journal VALUES (34, 'paused', '{"kind":"mentorship","version":1,"action":"mentorship.paused","by":"ada","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 3861556705);
INSERT INTO golden_store.mentorcore_journal VALUES (35, 'left', '{"kind":"mentorship","version":1,"action":"mentorship.offered","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 1704679382);
INSERT INTO golden_store.mentorcore_journal VALUES (36, 'left', '{"kind":"mentorship","version":1,"action":"mentorship.activated","by":"dee","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 1662581091);
INSERT INTO golden_store.mentorcore_journal VALUES (37, 'offered', '{"kind":"mentorship","version":1,"action":"mentorship.offered","by":"cy","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 1153305445);
INSERT INTO golden_store.mentorcore_journal VALUES (38, 'full', '{"kind":"mentorship","version":3,"action":"mentorship.activated","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 3654915348);
INSERT INTO golden_store.mentorcore_journal VALUES (39, 'full', '{"kind":"mentorship","version":3,"action":"agreement.proposed","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"less","revision":1}', 3714912825);
INSERT INTO golden_store.mentorcore_journal VALUES (40, 'full', '{"kind":"mentorship","version":3,"action":"agreement.turned_down","by":"ada","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"less","revision":2}', 2098374433);
INSERT INTO golden_store.mentorcore_journal VALUES (41, 'full', '{"kind":"mentorship","version":3,"action":"agreement.proposed","by":"ben","at":"2026-01-14T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"monthly","revision":1}', 3047828254);
INSERT INTO golden_store.mentorcore_journal VALUES (42, 'full', '{"kind":"mentorship","version":3,"action":"agreement.accepted","by":"ada","at":"2026-01-14T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"monthly","revision":2}', 3670063394);
INSERT INTO golden_store.mentorcore_journal VALUES (43, 'full', '{"kind":"mentorship","version":3,"action":"goal.set","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"release","revision":1}', 2075715463);
INSERT INTO golden_store.mentorcore_journal VALUES (44, 'full', '{"kind":"mentorship","version":3,"action":"goal.set","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"dropped","revision":1}', 3572289935);
INSERT INTO golden_store.mentorcore_journal VALUES (45, 'full', '{"kind":"mentorship","version":3,"action":"goal.set","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"second","revision":1}', 1903890363);
INSERT INTO golden_store.mentorcore_journal VALUES (46, 'full', '{"kind":"mentorship","version":3,"action":"goal.suggested","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"talk","revision":1}', 740984312);
INSERT INTO golden_store.mentorcore_journal VALUES (47, 'full', '{"kind":"mentorship","version":3,"action":"goal.suggested","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"refused","revision":1}', 3037665656);
INSERT INTO golden_store.mentorcore_journal VALUES (48, 'full', '{"kind":"mentorship","version":3,"action":"goal.suggested","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"unanswered","revision":1}', 2260388524);
INSERT INTO golden_store.mentorcore_journal VALUES (49, 'full', '{"kind":"mentorship","version":3,"action":"goal.adopted","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"talk","revision":2}', 3157881572);
INSERT INTO golden_store.mentorcore_journal VALUES (50, 'full', '{"kind":"mentorship","version":3,"action":"goal.turned_down","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"refused","revision":2}', 471308711);
INSERT INTO golden_store.mentorcore_journal VALUES (51, 'full', '{"kind":"mentorship","version":3,"action":"goal.revised","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"talk","revision":3}', 1171056105);
INSERT INTO golden_store.mentorcore_journal VALUES (52, 'full', '{"kind":"mentorship","version":3,"action":"goal.prioritised","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"second","revision":2}', 339755658);
INSERT INTO golden_store.mentorcore_journal VALUES (53, 'full', '{"kind":"mentorship","version":3,"action":"goal.progressed","by":"ada","at":"2026-01-15T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"release","revision":3}', 1001152487);
INSERT INTO golden_store.mentorcore_journal VALUES (54, 'full', '{"kind":"mentorship","version":3,"action":"goal.dropped","by":"ben","at":"2026-01-15T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"dropped","revision":3}', 4277727509);
INSERT INTO golden_store.mentorcore_journal VALUES (55, 'full', '{"kind":"mentorship","version":3,"action":"meeting.series_scheduled","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"0000000000000000000a","revision":1}', 1034573785);
INSERT INTO golden_store.mentorcore_journal VALUES (56, 'full', '{"kind":"mentorship","version":3,"action":"meeting.scheduled","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"held","revision":1}', 1763876687);
INSERT INTO golden_store.mentorcore_journal VALUES (57, 'full', '{"kind":"mentorship","version":3,"action":"meeting.scheduled","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"missed","revision":1}', 3944759380);
INSERT INTO golden_store.mentorcore_journal VALUES (58, 'full', '{"kind":"mentorship","version":3,"action":"meeting.scheduled","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"cancelled","revision":1}', 2601880716);
INSERT INTO golden_store.mentorcore_journal VALUES (59, 'full', '{"kind":"mentorship","version":3,"action":"meeting.scheduled","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"moved","revision":1}', 2569397947);
INSERT INTO golden_store.mentorcore_journal VALUES (60, 'full', '{"kind":"mentorship","version":3,"action":"meeting.held","by":"ben","at":"2026-01-14T10:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"held","revision":2}', 4291921242);
INSERT INTO golden_store.mentorcore_journal VALUES (61, 'full', '{"kind":"mentorship","version":3,"action":"meeting.corrected","by":"ada","at":"2026-01-15T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"held","revision":3}', 663307287);
INSERT INTO golden_store.mentorcore_journal VALUES (62, 'full', '{"kind":"mentorship","version":3,"action":"meeting.missed","by":"ada","at":"2026-01-16T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"missed","revision":2}', 3780473314);
INSERT INTO golden_store.mentorcore_journal VALUES (63, 'full', '{"kind":"mentorship","version":3,"action":"meeting.cancelled","by":"ben","at":"2026-01-14T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"cancelled","revision":2}', 19264564);
INSERT INTO golden_store.mentorcore_journal VALUES (64, 'full', '{"kind":"mentorship","version":3,"action":"meeting.rescheduled","by":"ben","at":"2026-01-14T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"moved","revision":2}', 1759395100);
INSERT INTO golden_store.mentorcore_journal VALUES (65, 'full', '{"kind":"mentorship","version":3,"action":"question.asked","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"known","revision":1}', 1430119749);
INSERT INTO golden_store.mentorcore_journal VALUES (66, 'full', '{"kind":"mentorship","version":3,"action":"question.asked","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"story","revision":1}', 2507698089);
INSERT INTO golden_store.mentorcore_journal VALUES (67, 'full', '{"kind":"mentorship","version":3,"action":"question.asked","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"unknown","revision":1}', 3635192684);
INSERT INTO golden_store.mentorcore_journal VALUES (68, 'full', '{"kind":"mentorship","version":3,"action":"question.asked","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"open-question","revision":1}', 757339446);
INSERT INTO golden_store.mentorcore_journal VALUES (69, 'full', '{"kind":"mentorship","version":3,"action":"question.asked","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"taken-back","revision":1}', 594212650);
INSERT INTO golden_store.mentorcore_journal VALUES (70, 'full', '{"kind":"mentorship","version":3,"action":"question.answered","by":"ada","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"known","revision":2}', 1406341540);
INSERT INTO golden_store.mentorcore_journal VALUES (71, 'full', '{"kind":"mentorship","version":3,"action":"question.answered","by":"ada","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"story","revision":2}', 3057663439);
INSERT INTO golden_store.mentorcore_journal VALUES (72, 'full', '{"kind":"mentorship","version":3,"action":"question.released","by":"ada","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"story","revision":3}', 2734537040);
INSERT INTO golden_store.mentorcore_journal VALUES (73, 'full', '{"kind":"mentorship","version":3,"action":"question.answered","by":"ada","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"unknown","revision":2}', 4136320687);
INSERT INTO golden_store.mentorcore_journal VALUES (74, 'full', '{"kind":"mentorship","version":3,"action":"question.resolved","by":"ben","at":"2026-01-14T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"unknown","revision":3}', 2564389269);
INSERT INTO golden_store.mentorcore_journal VALUES (75, 'full', '{"kind":"mentorship","version":3,"action":"question.withdrawn","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"taken-back","revision":2}', 1398686225);
INSERT INTO golden_store.mentorcore_journal VALUES (76, 'full', '{"kind":"mentorship","version":3,"action":"reading.assigned","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"read","revision":1}', 2515195291);
INSERT INTO golden_store.mentorcore_journal VALUES (77, 'full', '{"kind":"mentorship","version":3,"action":"reading.assigned","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"skipped","revision":1}', 854023863);
INSERT INTO golden_store.mentorcore_journal VALUES (78, 'full', '{"kind":"mentorship","version":3,"action":"reading.assigned","by":"ada","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"to-read","revision":1}', 2595284320);
INSERT INTO golden_store.mentorcore_journal VALUES (79, 'full', '{"kind":"mentorship","version":3,"action":"reading.finished","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"read","revision":2}', 2592206229);
INSERT INTO golden_store.mentorcore_journal VALUES (80, 'full', '{"kind":"mentorship","version":3,"action":"reading.skipped","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"skipped","revision":2}', 3074521616);
INSERT INTO golden_store.mentorcore_journal VALUES (81, 'full', '{"kind":"mentorship","version":3,"action":"action.taken_on","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"done","revision":1}', 2994764663);
INSERT INTO golden_store.mentorcore_journal VALUES (82, 'full', '{"kind":"mentorship","version":3,"action":"action.taken_on","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"dropped-action","revision":1}', 2457424513);
INSERT INTO golden_store.mentorcore_journal VALUES (83, 'full', '{"kind":"mentorship","version":3,"action":"action.taken_on","by":"ben","at":"2026-01-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"to-do","revision":1}', 3295184901);
INSERT INTO golden_store.mentorcore_journal VALUES (84, 'full', '{"kind":"mentorship","version":3,"action":"action.finished","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"done","revision":2}', 3195602599);
INSERT INTO golden_store.mentorcore_journal VALUES (85, 'full', '{"kind":"mentorship","version":3,"action":"action.dropped","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"dropped-action","revision":2}', 3618121492);
INSERT INTO golden_store.mentorcore_journal VALUES (86, 'full', '{"kind":"mentorship","version":3,"action":"feedback.given","by":"ada","at":"2026-01-15T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"praise","revision":1}', 2405505333);
INSERT INTO golden_store.mentorcore_journal VALUES (87, 'full', '{"kind":"mentorship","version":3,"action":"feedback.released","by":"ada","at":"2026-01-15T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"praise","revision":2}', 4279976640);
INSERT INTO golden_store.mentorcore_journal VALUES (88, 'full', '{"kind":"mentorship","version":3,"action":"note.written","by":"ada","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"note","revision":1}', 1606871053);
INSERT INTO golden_store.mentorcore_journal VALUES (89, 'full', '{"kind":"mentorship","version":3,"action":"note.written","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"learned","revision":1}', 2919522182);
INSERT INTO golden_store.mentorcore_journal VALUES (90, 'full', '{"kind":"mentorship","version":3,"action":"note.released","by":"ben","at":"2026-01-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"learned","revision":2}', 1499200712);
INSERT INTO golden_store.mentorcore_journal VALUES (91, 'full', '{"kind":"mentorship","version":3,"action":"milestone.documented","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"confirmed","revision":1}', 751935358);
INSERT INTO golden_store.mentorcore_journal VALUES (92, 'full', '{"kind":"mentorship","version":3,"action":"milestone.documented","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"contested","revision":1}', 4187867443);
INSERT INTO golden_store.mentorcore_journal VALUES (93, 'full', '{"kind":"mentorship","version":3,"action":"milestone.documented","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"retracted","revision":1}', 410888132);
INSERT INTO golden_store.mentorcore_journal VALUES (94, 'full', '{"kind":"mentorship","version":3,"action":"milestone.documented","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"waiting","revision":1}', 638090071);
INSERT INTO golden_store.mentorcore_journal VALUES (95, 'full', '{"kind":"mentorship","version":3,"action":"milestone.amended","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"confirmed","revision":2}', 4028238909);
INSERT INTO golden_store.mentorcore_journal VALUES (96, 'full', '{"kind":"mentorship","version":3,"action":"milestone.confirmed","by":"ada","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"confirmed","revision":3}', 3091569276);
INSERT INTO golden_store.mentorcore_journal VALUES (97, 'full', '{"kind":"mentorship","version":3,"action":"milestone.contested","by":"ada","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"contested","revision":2}', 442225229);
INSERT INTO golden_store.mentorcore_journal VALUES (98, 'full', '{"kind":"mentorship","version":3,"action":"milestone.retracted","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"retracted","revision":2}', 1783744630);
INSERT INTO golden_store.mentorcore_journal VALUES (99, 'full', '{"kind":"mentorship","version":3,"action":"goal.achieved","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"release","revision":4}', 61180329);
INSERT INTO golden_store.mentorcore_journal VALUES (100, 'full', '{"kind":"mentorship","version":3,"action":"consent.given","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"letter","revision":1}', 1771717137);
INSERT INTO golden_store.mentorcore_journal VALUES (101, 'full', '{"kind":"mentorship","version":3,"action":"consent.given","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"testimonial","revision":1}', 513403636);
INSERT INTO golden_store.mentorcore_journal VALUES (102, 'full', '{"kind":"mentorship","version":3,"action":"consent.withdrawn","by":"ben","at":"2026-01-22T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":"testimonial","revision":2}', 2157918858);
INSERT INTO golden_store.mentorcore_journal VALUES (103, 'dee', '{"kind":"person","version":3,"action":"person.left","by":"dee","at":"2026-04-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":2}', 830387763);
INSERT INTO golden_store.mentorcore_journal VALUES (104, 'left', '{"kind":"mentorship","version":2,"action":"mentorship.ended","by":"<system>","at":"2026-04-12T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":null}', 3408841926);
INSERT INTO golden_store.mentorcore_journal VALUES (105, 'eve', '{"kind":"person","version":2,"action":"person.erased","by":"<system>","at":"2026-04-13T09:00:00.000000Z","recorded_at":"2026-07-31T09:00:00.000000Z","record":null,"revision":2}', 3692309245);
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('ada', 'full');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('ben', 'full');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('cy', 'full');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('ada', 'declined-offer');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('cy', 'declined-offer');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('ada', 'withdrawn-offer');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('cy', 'withdrawn-offer');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('ada', 'expired');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('cy', 'expired');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('ada', 'completed');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('cy', 'completed');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('ada', 'ended');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('cy', 'ended');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('Fay-2', 'paused');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('ada', 'paused');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('ada', 'left');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('dee', 'left');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('Fay-2', 'offered');
INSERT INTO golden_store.mentorcore_many_mentorship_people VALUES ('cy', 'offered');
INSERT INTO golden_store.mentorcore_many_pairing_request_people VALUES ('ben', 'open');
INSERT INTO golden_store.mentorcore_many_pairing_request_people VALUES ('cy', 'open');
INSERT INTO golden_store.mentorcore_many_pairing_request_people VALUES ('ben', 'declined');
INSERT INTO golden_store.mentorcore_many_pairing_request_people VALUES ('cy', 'declined');
INSERT INTO golden_store.mentorcore_many_pairing_request_people VALUES ('ben', 'withdrawn');
INSERT INTO golden_store.mentorcore_many_pairing_request_people VALUES ('cy', 'withdrawn');
INSERT INTO golden_store.mentorcore_many_pairing_request_people VALUES ('ben', 'proposed');
INSERT INTO golden_store.mentorcore_many_pairing_request_people VALUES ('cy', 'proposed');
INSERT INTO golden_store.mentorcore_schema VALUES (1, '31715fa7339849aa495b9b3605a3bdf190d7f4ae4b164ec02276dd38e2aae372');
INSERT INTO golden_store.mentorcore_tokens VALUES ('people', 10, 1220796938);
INSERT INTO golden_store.mentorcore_tokens VALUES ('nothing else', 106, 2135086774);
ALTER TABLE ONLY golden_store.mentorcore_documents_mentorship
    ADD CONSTRAINT mentorcore_documents_mentorship_pkey PRIMARY KEY (id);
ALTER TABLE ONLY golden_store.mentorcore_documents_pairing_request
    ADD CONSTRAINT mentorcore_documents_pairing_request_pkey PRIMARY KEY (id);
ALTER TABLE ONLY golden_store.mentorcore_documents_person
    ADD CONSTRAINT mentorcore_documents_person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY golden_store.mentorcore_documents_store
    ADD CONSTRAINT mentorcore_documents_store_pkey PRIMARY KEY (id);
ALTER TABLE ONLY golden_store.mentorcore_journal
    ADD CONSTRAINT mentorcore_journal_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY golden_store.mentorcore_many_mentorship_people
    ADD CONSTRAINT mentorcore_many_mentorship_people_pkey PRIMARY KEY (value, id);
ALTER TABLE ONLY golden_store.mentorcore_many_pairing_request_people
    ADD CONSTRAINT mentorcore_many_pairing_request_people_pkey PRIMARY KEY (value, id);
ALTER TABLE ONLY golden_store.mentorcore_tokens
    ADD CONSTRAINT mentorcore_tokens_pkey PRIMARY KEY (token);
CREATE INDEX mentorcore_ix_journal_subject ON golden_store.mentorcore_journal USING btree (subject, "position");
CREATE INDEX mentorcore_ix_mentorship_attention_at ON golden_store.mentorcore_documents_mentorship USING btree (ix_attention_at, id);
CREATE INDEX mentorcore_ix_mentorship_mentee_state ON golden_store.mentorcore_documents_mentorship USING btree (ix_mentee, ix_state, id);
CREATE INDEX mentorcore_ix_mentorship_mentor_state ON golden_store.mentorcore_documents_mentorship USING btree (ix_mentor, ix_state, id);
CREATE INDEX mentorcore_ix_mentorship_state ON golden_store.mentorcore_documents_mentorship USING btree (ix_state, id);
CREATE INDEX mentorcore_ix_mentorship_state_attention_at ON golden_store.mentorcore_documents_mentorship USING btree (ix_state, ix_attention_at, id);
CREATE INDEX mentorcore_ix_mentorship_state_lapses_at ON golden_store.mentorcore_documents_mentorship USING btree (ix_state, ix_lapses_at, id);
CREATE INDEX mentorcore_ix_pairing_request_decider_state ON golden_store.mentorcore_documents_pairing_request USING btree (ix_decider, ix_state, id);
CREATE INDEX mentorcore_ix_pairing_request_mentee_state ON golden_store.mentorcore_documents_pairing_request USING btree (ix_mentee, ix_state, id);
CREATE INDEX mentorcore_ix_person_email ON golden_store.mentorcore_documents_person USING btree (ix_email, id);
CREATE INDEX mentorcore_ix_person_external_id ON golden_store.mentorcore_documents_person USING btree (ix_external_id, id);
CREATE INDEX mentorcore_ix_person_manager ON golden_store.mentorcore_documents_person USING btree (ix_manager, id);
CREATE INDEX mentorcore_ix_tokens_position ON golden_store.mentorcore_tokens USING btree ("position");
