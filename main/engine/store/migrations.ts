import { decisions } from './migration-decisions.ts';
import { sameCall } from './migration-same-call.ts';

/**
 * Numbered steps from an empty file to today's schema. A step, once released, is never changed.
 *
 * Unique keys begin with something that grows with time (`at`, the epoch inside a group key): rows arrive roughly in
 * order, so the index grows at its end and a transaction writes few pages. The numbers of states are in `codes.ts`.
 */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

const initial = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE sources (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  cursor TEXT,
  mapper TEXT,
  first_scan_done INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE calls (
  no INTEGER PRIMARY KEY,
  ref TEXT NOT NULL,
  source INTEGER NOT NULL,
  group_key TEXT NOT NULL,
  group_no INTEGER,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 9),
  reason TEXT,
  due INTEGER,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  facts TEXT NOT NULL,
  search_first INTEGER NOT NULL,
  revise INTEGER NOT NULL DEFAULT 0,
  recording_state INTEGER CHECK (recording_state BETWEEN 0 AND 5),
  -- The leg that began the call, which mostly is its only one: a row and an index less for every call.
  leg_hash INTEGER,
  leg_ordinal INTEGER,
  leg_generation INTEGER,
  leg TEXT,
  UNIQUE (source, group_key)
);
CREATE INDEX calls_owed ON calls (state, due) WHERE state < 8;
CREATE INDEX calls_recording ON calls (recording_state, ended_at) WHERE recording_state < 3;
CREATE INDEX calls_group ON calls (group_no) WHERE group_no IS NOT NULL;

CREATE INDEX calls_begun ON calls (no) WHERE leg IS NULL;

-- Further legs of calls, and first ones that turned out to belong to another call.
CREATE TABLE legs (
  no INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,
  at INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  call_no INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (source, at, hash, ordinal)
);
CREATE INDEX legs_call ON legs (call_no);

CREATE TABLE rejections (
  source INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  file TEXT NOT NULL,
  offset INTEGER NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  text TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  PRIMARY KEY (source, hash, ordinal)
) WITHOUT ROWID;

CREATE TABLE deliveries (
  call_no INTEGER PRIMARY KEY REFERENCES calls(no),
  account TEXT NOT NULL,
  contact_id TEXT,
  contact_name TEXT,
  contact_reason TEXT,
  organization_id TEXT,
  deal_id TEXT,
  lead_id TEXT,
  decided INTEGER NOT NULL DEFAULT 0,
  creating_contact INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  crm_id TEXT,
  crm_wrapper TEXT,
  crm_url TEXT,
  logged_at INTEGER
);

CREATE TABLE recordings (
  call_no INTEGER PRIMARY KEY REFERENCES calls(no),
  path TEXT NOT NULL UNIQUE,
  sha256 TEXT,
  bytes INTEGER,
  seconds REAL,
  type TEXT,
  upload_name TEXT,
  file_id TEXT,
  modified_at REAL,
  reason TEXT,
  found_at INTEGER NOT NULL
);

CREATE TABLE jobs (
  no INTEGER PRIMARY KEY,
  call_no INTEGER NOT NULL REFERENCES calls(no),
  kind TEXT NOT NULL CHECK (kind IN ('log', 'attach')),
  account TEXT NOT NULL,
  next_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  searches INTEGER NOT NULL DEFAULT 0,
  opened INTEGER NOT NULL DEFAULT 0,
  claimed INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  UNIQUE (call_no, kind)
);
CREATE INDEX jobs_next ON jobs (account, claimed, kind, next_at);

CREATE TABLE timeline (
  no INTEGER PRIMARY KEY,
  call_no INTEGER NOT NULL,
  at INTEGER NOT NULL,
  code TEXT NOT NULL,
  detail TEXT
);
CREATE INDEX timeline_call ON timeline (call_no);

CREATE TABLE tally (state INTEGER PRIMARY KEY, calls INTEGER NOT NULL CHECK (calls >= 0));
`;

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: initial },
  { version: 2, sql: decisions },
  { version: 3, sql: sameCall },
];

export const SCHEMA_VERSION = MIGRATIONS.at(-1)?.version ?? 0;
