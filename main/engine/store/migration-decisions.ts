/**
 * Version 2: what a person decides about calls, what was written to the CRM, and where recordings lie on a host. Kinds of
 * jobs are no longer checked here: SQLite cannot change a CHECK without copying the table.
 */
export const decisions = `
ALTER TABLE deliveries ADD COLUMN outcome TEXT;
ALTER TABLE deliveries ADD COLUMN approved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN new_contact TEXT;
ALTER TABLE deliveries ADD COLUMN take_back TEXT;
ALTER TABLE deliveries ADD COLUMN written TEXT;
CREATE INDEX deliveries_creating ON deliveries (call_no) WHERE creating_contact = 1;

CREATE TABLE jobs_2 (
  no INTEGER PRIMARY KEY,
  call_no INTEGER NOT NULL REFERENCES calls(no),
  kind TEXT NOT NULL,
  account TEXT NOT NULL,
  next_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  searches INTEGER NOT NULL DEFAULT 0,
  opened INTEGER NOT NULL DEFAULT 0,
  claimed INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  UNIQUE (call_no, kind)
);
INSERT INTO jobs_2 SELECT no, call_no, kind, account, next_at, attempts, searches, opened, claimed, error FROM jobs;
DROP TABLE jobs;
ALTER TABLE jobs_2 RENAME TO jobs;
CREATE INDEX jobs_next ON jobs (account, claimed, kind, next_at);

CREATE TABLE look_ups (
  call_no INTEGER PRIMARY KEY REFERENCES calls(no) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  contacts TEXT NOT NULL,
  proposal TEXT NOT NULL
);

CREATE TABLE follow_ups (
  no INTEGER PRIMARY KEY,
  call_no INTEGER NOT NULL REFERENCES calls(no) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  note TEXT,
  due_date TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  crm_id TEXT,
  url TEXT
);
CREATE INDEX follow_ups_call ON follow_ups (call_no);

CREATE TABLE remembered (
  account TEXT NOT NULL,
  number TEXT NOT NULL,
  contact TEXT,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, number)
) WITHOUT ROWID;

CREATE TABLE private_numbers (number TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE hosted (
  call_no INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  key TEXT NOT NULL,
  sha256 TEXT,
  url TEXT,
  expires_at INTEGER,
  stored_at INTEGER,
  delete_at INTEGER
);
CREATE INDEX hosted_delete ON hosted (delete_at) WHERE delete_at IS NOT NULL;
`;
