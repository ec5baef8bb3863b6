-- Why an order stands in "Fix these" is a kind with what is said of it, as JSON, no longer words
-- that begin in one way or another. Words of no known form stand as they are, as the kind "told".

CREATE TEMP TABLE attention_of (shipment_id TEXT PRIMARY KEY, kind TEXT, action TEXT, what TEXT,
                                then_text TEXT);
CREATE TEMP TABLE action_name (name TEXT PRIMARY KEY, action TEXT);
INSERT INTO action_name VALUES
    ('Confirm', 'confirm'), ('Add invoice', 'add_invoice'), ('Get labels', 'get_labels'),
    ('Hand over', 'hand_over'), ('Cancel', 'cancel'), ('Cancel items', 'cancel_items'),
    ('Add AWB', 'update_awb'), ('Set status', 'update_status'), ('Accept return', 'return_qc'),
    ('Credit note', 'credit_note');

INSERT INTO attention_of
SELECT shipment_id, 'told', '', attention, '' FROM local_fact WHERE attention <> '';
UPDATE attention_of SET kind = 'damaged'
WHERE what = 'The journal''s line of this order is damaged, so nothing more is sent for it.';
UPDATE attention_of SET kind = 'locked',
    then_text = substr(what, instr(what, ': ') + 2), what = substr(what, 1, instr(what, ': ') - 1)
WHERE substr(what, 1, 14) = 'Locked by Fynd' AND instr(what, ': ') > 0;
UPDATE attention_of SET kind = 'doubt',
    then_text = substr(what, instr(what, ': ') + 2), what = substr(what, 1, instr(what, ': ') - 1)
WHERE substr(what, 1, 13) = 'Unsure about ' AND instr(what, ': ') > 0;
UPDATE attention_of SET action = coalesce(
    (SELECT n.action FROM action_name AS n WHERE 'Unsure about ' || n.name = what), '')
WHERE kind = 'doubt';

UPDATE local_fact SET attention = (
    SELECT json_object('text', '{kind} {action} {what} {then}', 'args', json_object(
        'action', a.action, 'kind', a.kind, 'then', json_object('text', a.then_text),
        'what', json_object('text', a.what)))
    FROM attention_of AS a WHERE a.shipment_id = local_fact.shipment_id)
WHERE attention <> '';
-- The list's own column: the same, or a courier that does not come.
UPDATE shipment SET attention = coalesce(
    (SELECT nullif(l.attention, '') FROM local_fact AS l WHERE l.shipment_id = shipment.id),
    (SELECT json_object('text', '{kind} {action} {what} {then}', 'args', json_object(
        'action', '', 'kind', 'courier',
        'then', json_object('text',
            'Ask Fynd support about this PIN code, or cancel the order with a reason.'),
        'what', json_object('text', 'Waiting for a courier since {since}.', 'args', json_object(
            'since', json_object('moment',
                strftime('%Y-%m-%dT%H:%M:%S+00:00', w.since, 'unixepoch'))))))
     FROM courier_wait AS w WHERE w.shipment_id = shipment.id AND w.is_long),
    attention)
WHERE attention <> '';

DROP TABLE attention_of;
DROP TABLE action_name;
