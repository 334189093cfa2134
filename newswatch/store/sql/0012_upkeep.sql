-- What is kept for a time only: when it was last looked through, and how it is found.

CREATE TABLE upkeep (
  name    TEXT PRIMARY KEY,
  done_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX article_text_age ON article (observed_at) WHERE text IS NOT NULL;
CREATE INDEX told_text_age ON told (observed_at) WHERE text <> '';
CREATE INDEX run_ended ON run (ended_at);
