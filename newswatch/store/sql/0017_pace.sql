-- How long each host takes to answer, smoothed: a slow one is asked less often.

ALTER TABLE host ADD COLUMN latency_s REAL NOT NULL DEFAULT 0;
