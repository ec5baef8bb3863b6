-- How many sheets of a job are out, where the printer counts them.
ALTER TABLE print_job ADD COLUMN sheets_done INTEGER NOT NULL DEFAULT 0;

-- The job a line stands for: the line goes when its job ends before its sheet is out.
ALTER TABLE print_log ADD COLUMN job_id INTEGER REFERENCES print_job (id);
CREATE INDEX print_log_by_job ON print_log (job_id) WHERE job_id IS NOT NULL;
UPDATE print_log SET job_id = (
    SELECT max(j.id) FROM print_job_page AS p JOIN print_job AS j ON j.id = p.job_id
    WHERE p.document_id = print_log.document_id AND j.printer = print_log.printer
      AND j.created_at <= print_log.printed_at
);
