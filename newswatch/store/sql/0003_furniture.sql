-- What outlets repeat. A block is a sentence, 8 bytes, big-endian (clean/boilerplate.py).

-- The sentences of an outlet's newest stories, one row each: copies of a story and new
-- versions of it replace one another, so that none counts twice.
CREATE TABLE page_blocks (
  id        INTEGER PRIMARY KEY,           -- the order in which they were read
  outlet_id TEXT NOT NULL,
  story_id  TEXT NOT NULL,                 -- the article's cluster
  seen_at   TEXT NOT NULL,                 -- when the page was fetched
  blocks    BLOB NOT NULL,
  subject   BLOB NOT NULL,                 -- words of the headline, 4 bytes each
  UNIQUE (outlet_id, story_id)
);
CREATE INDEX page_blocks_newest ON page_blocks (outlet_id, seen_at);

-- What was cut from an article, in the order of its text.
CREATE TABLE removed (
  article_id TEXT NOT NULL,
  position   INTEGER NOT NULL,
  block      BLOB NOT NULL,
  seen_on    INTEGER NOT NULL,             -- other articles that had it then
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

-- The wording of what was cut, once for all articles.
CREATE TABLE furniture_text (
  outlet_id TEXT NOT NULL,
  block     BLOB NOT NULL,
  text      TEXT NOT NULL,
  PRIMARY KEY (outlet_id, block)
) WITHOUT ROWID;
