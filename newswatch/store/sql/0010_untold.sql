-- What the line of an article without one would say, for a topic that comes later: all
-- but its body, deflated (store/untold.py). The row goes when a line is told.

CREATE TABLE untold (
  article_id TEXT PRIMARY KEY,
  line       BLOB NOT NULL
) WITHOUT ROWID;
