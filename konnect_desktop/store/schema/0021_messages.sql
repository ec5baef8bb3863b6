-- What is said of a record stands as data beside its words: `said` is the message and what to press
-- as JSON, '' where the words of `reason` and `next_step` are all of it; `why` is the kind of what
-- kept it from being done, `remedy` the action that the words name and that can be pressed there.

ALTER TABLE batch_record ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE batch_record ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE batch_record ADD COLUMN remedy TEXT NOT NULL DEFAULT '';

-- The kinds were read from the words until now; this is the last time.
UPDATE batch_record SET why = CASE
    WHEN reason = 'Locked by Fynd.' THEN 'locked'
    WHEN reason = 'Locked by Fynd for invoices.' THEN 'locked_money'
    WHEN reason IN ('Konnect could not be reached.', 'No server was found under this address.')
        THEN 'no_connection'
    ELSE '' END,
  remedy = CASE
    WHEN next_step LIKE '%press refresh%' THEN 'refresh'
    WHEN next_step LIKE '%press check status%' THEN 'check_info'
    WHEN next_step LIKE '%press check courier%' THEN 'check_courier'
    ELSE '' END
WHERE state NOT IN ('done', 'planned', 'withdrawn') AND (reason <> '' OR next_step <> '');
