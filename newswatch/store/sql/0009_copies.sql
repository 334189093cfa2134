-- The copy index: what texts of the window are found and compared by (dedup/passages.py).

CREATE TABLE print (
  id            INTEGER PRIMARY KEY,       -- the order in which they were admitted
  article_id    TEXT NOT NULL UNIQUE,
  story         INTEGER,                   -- print of its cluster's first; null: itself
  seen_at       INTEGER NOT NULL,          -- seconds since 1970: when it leaves, by age
  roundup       INTEGER NOT NULL,          -- 1: it gathers unrelated stories
  lede_size     INTEGER NOT NULL,
  passage_count INTEGER NOT NULL,
  word_count    INTEGER NOT NULL,
  picks         BLOB NOT NULL,             -- 8 bytes each, big-endian
  sparse        BLOB NOT NULL,             -- bits: which of them stand in `passage`
  numbers       BLOB NOT NULL              -- 4 bytes and a count each
);
CREATE INDEX print_seen ON print (seen_at);

CREATE TABLE passage (
  hash  INTEGER NOT NULL,
  print INTEGER NOT NULL,
  story INTEGER,                           -- as in print
  PRIMARY KEY (hash, print)
) WITHOUT ROWID;

-- What an article was found to be like when it was admitted; outlives the window.
CREATE TABLE likeness (
  article_id TEXT PRIMARY KEY,
  to_id      TEXT NOT NULL,
  verdict    TEXT NOT NULL,                -- equal, copy, similar
  score      REAL NOT NULL,
  copied     REAL NOT NULL,                -- share of its text that the other has
  guards     TEXT NOT NULL                 -- what lowered the score; words
) WITHOUT ROWID;

-- The wires that an article credits, in its order.
CREATE TABLE agency (
  article_id TEXT NOT NULL,
  position   INTEGER NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
