-- A link may be owed a further look after the first: a live blog goes on.

ALTER TABLE pending ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;  -- that brought something
