import type { CallFacts, CallState, ExclusionRule } from '../../../shared/call.ts';
import type { ErrorCategory } from '../../../shared/errors.ts';
import { OWED_BELOW, recordingCode, recordingState, stateCode, stateName, WANTED_BELOW } from './codes.ts';
import { readFacts, writeFacts } from './facts-body.ts';
import { writeLeg } from './leg-body.ts';
import type { CallTable, NewCall, StoredCall } from './port.ts';
import type { Connection, Row, Value } from './sqlite.ts';
import type { Tally } from './tally.ts';

export function createCallTable(connection: Connection, tally: Tally): CallTable {
  let next: number | undefined;
  const nameOf = sourceNames(connection);
  const numberOf = numbersByRef(connection);
  const many = (sql: string, ...values: Value[]): StoredCall[] =>
    connection
      .prepare(sql)
      .all(...values)
      .map((row) => toCall(row, nameOf));
  return {
    nextNo() {
      next ??= Number(connection.prepare('SELECT coalesce(max(no), 0) + 1 AS no FROM calls').get()?.['no']);
      return next;
    },
    rolledBack: () => void (next = undefined),
    insert(no, call) {
      const inserted = insertCall({ connection, tally }, no, call);
      if (inserted) next = no + 1;
      return inserted;
    },
    get(no) {
      const row = connection.prepare('SELECT * FROM calls WHERE no = ?').get(no);
      return row === undefined ? undefined : toCall(row, nameOf);
    },
    byRef(ref) {
      const no = numberOf(ref);
      const row = no === undefined ? undefined : connection.prepare('SELECT * FROM calls WHERE no = ?').get(no);
      return row?.['ref'] === ref ? toCall(row, nameOf) : undefined;
    },
    byGroupKey: (sourceNo, groupKey) => byGroupKey(connection, sourceNo, groupKey),
    inGroup: (groupNo) => many(`SELECT * FROM calls WHERE no = ? OR group_no = ? ORDER BY no`, groupNo, groupNo),
    setFacts: (no, facts) => updateFacts(connection, no, facts),
    absorb: (no) => absorb(connection, tally, no),
    regroup: (no, groupNo) => void connection.prepare('UPDATE calls SET group_no = ? WHERE no = ?').run(groupNo, no),
    move(no, from, to) {
      const { changes } = connection
        .prepare('UPDATE calls SET state = ?, reason = ?, due = ? WHERE no = ? AND state = ?')
        .run(stateCode(to.name), reasonOf(to), dueOf(to), no, stateCode(from));
      if (changes === 0) return false;
      tally.moved(from, to.name);
      return true;
    },
    setFlags(no, flags) {
      connection
        .prepare('UPDATE calls SET search_first = coalesce(?, search_first), revise = coalesce(?, revise) WHERE no = ?')
        .run(flag(flags.searchFirst), flag(flags.revise), no);
    },
    setRecordingState(no, state) {
      const code = state === null ? null : recordingCode(state);
      connection.prepare('UPDATE calls SET recording_state = ? WHERE no = ?').run(code, no);
    },
    setSameAs: (no, other) => void connection.prepare('UPDATE calls SET same_as = ? WHERE no = ?').run(other, no),
    oldestFirst: () => numbersOf(connection.prepare('SELECT no FROM calls ORDER BY started_at, no').all()),
    openAfter: (sourceNo, no, limit) => openAfter(connection, { sourceNo, no, limit }),
    ...callLists(many),
  };
}

/** By the index of the source: one that has no calls, or few, costs nothing however many others have. */
function openAfter(connection: Connection, after: { sourceNo: number; no: number; limit: number }): number[] {
  const open = (['pending', 'held', 'queued'] as const).map(stateCode);
  const sql = 'SELECT no FROM calls WHERE source = ? AND +no > ? AND +state IN (?, ?, ?) ORDER BY +no LIMIT ?';
  return numbersOf(connection.prepare(sql).all(after.sourceNo, after.no, ...open, after.limit));
}

const numbersOf = (rows: readonly Row[]): number[] => rows.map((row) => Number(row['no']));

function byGroupKey(connection: Connection, sourceNo: number, groupKey: string): ReturnType<CallTable['byGroupKey']> {
  const row = connection
    .prepare('SELECT no, group_no, leg_hash, leg_ordinal FROM calls WHERE source = ? AND group_key = ?')
    .get(sourceNo, groupKey);
  if (row === undefined) return undefined;
  const { leg_hash: hash, leg_ordinal: ordinal } = row;
  const first = hash === null ? null : { hash: Number(hash), ordinal: Number(ordinal) };
  return { groupNo: Number(row['group_no'] ?? row['no']), first };
}

/** Decisions are about calls of the last hours: these are looked through before all others. */
const NEWEST = 1_000;

/**
 * Numbers of calls by their reference, without an index: references have no order, and an index over them would cost more
 * than the rest of the insert. The numbers of older calls are read once, when one of them is asked for.
 */
function numbersByRef(connection: Connection): (ref: string) => number | undefined {
  let older: Map<string, number> | undefined;
  const newest = connection.prepare(
    'SELECT no FROM (SELECT no, ref FROM calls ORDER BY no DESC LIMIT ?) WHERE ref = ? LIMIT 1',
  );
  const readAll = (): Map<string, number> =>
    new Map(
      connection
        .prepare('SELECT no, ref FROM calls')
        .all()
        .map((row) => [String(row['ref']), Number(row['no'])]),
    );
  return (ref) => {
    const near = newest.get(NEWEST, ref)?.['no'];
    if (near !== undefined) return Number(near);
    const known = older?.get(ref);
    if (known !== undefined) return known;
    older = readAll();
    return older.get(ref);
  };
}

/** The terms of the partial indexes, to the letter. */
const OWED = `state < ${OWED_BELOW}`;
const WANTED = `recording_state < ${WANTED_BELOW}`;

type Many = (sql: string, ...values: Value[]) => StoredCall[];

type CallLists = Pick<
  CallTable,
  'inState' | 'settled' | 'wantingRecording' | 'awaitingRecording' | 'startedBetween' | 'newestOf' | 'sameAs'
>;

/** How far back the newest calls of a source are looked for. */
const NEWEST_WITHIN = 20_000;

function callLists(many: Many): CallLists {
  return { ...listsByState(many), ...listsByTime(many) };
}

function listsByTime(many: Many): Pick<CallTable, 'startedBetween' | 'newestOf' | 'sameAs'> {
  return {
    startedBetween: (from, to) =>
      many(
        `SELECT * FROM calls WHERE (state < 9 OR reason = 'ignored') AND started_at >= ? AND started_at <= ?
           ORDER BY started_at, no`,
        from,
        to,
      ),
    newestOf: (sourceNo, limit) =>
      many(
        'SELECT * FROM calls WHERE no > (SELECT max(no) FROM calls) - ? AND +source = ? ORDER BY no DESC LIMIT ?',
        NEWEST_WITHIN,
        sourceNo,
        limit,
      ),
    sameAs: (no) => many('SELECT * FROM calls WHERE same_as = ? ORDER BY no', no),
  };
}

function listsByState(many: Many): Omit<CallLists, 'startedBetween' | 'newestOf' | 'sameAs'> {
  return {
    inState: (name, limit) =>
      many(`SELECT * FROM calls WHERE ${OWED} AND state = ? ORDER BY no LIMIT ?`, stateCode(name), limit),
    settled: (now, limit) =>
      many(
        `SELECT * FROM calls WHERE ${OWED} AND state = ? AND due <= ? ORDER BY due LIMIT ?`,
        stateCode('settling'),
        now,
        limit,
      ),
    wantingRecording: (sourceNo, states, span) =>
      states
        .flatMap((state) =>
          many(
            `SELECT * FROM calls WHERE ${WANTED} AND recording_state = ? AND ended_at >= ? AND ended_at < ?
               AND source = ? AND state <> ? ORDER BY ended_at DESC LIMIT ?`,
            recordingCode(state),
            span.from,
            span.before,
            sourceNo,
            stateCode('excluded'),
            span.limit,
          ),
        )
        .sort((a, b) => b.facts.endedAt - a.facts.endedAt)
        .slice(0, span.limit),
    awaitingRecording: (sourceNo, limit) =>
      many(
        `SELECT * FROM calls WHERE ${OWED} AND state = ? AND source = ? AND recording_state IN (?, ?) LIMIT ?`,
        stateCode('logged'),
        sourceNo,
        recordingCode('awaited'),
        recordingCode('growing'),
        limit,
      ),
  };
}

const flag = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value));
function reasonOf(state: CallState): string | null {
  return 'reason' in state ? state.reason : null;
}

function dueOf(state: CallState): number | null {
  if (state.name === 'settling') return state.until;
  if (state.name === 'queued') return state.due;
  if (state.name === 'unknown') return state.since;
  return null;
}

const INSERT = `INSERT INTO calls
    (no, ref, source, group_key, group_no, state, reason, due, started_at, ended_at, facts, search_first, recording_state,
     leg_hash, leg_ordinal, leg_generation, leg)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, group_key) DO NOTHING`;

function insertCall(deps: { connection: Connection; tally: Tally }, no: number, call: NewCall): boolean {
  const { facts, state, first } = call;
  const { changes } = deps.connection
    .prepare(INSERT)
    .run(
      no,
      call.ref,
      call.sourceNo,
      call.groupKey,
      call.groupNo,
      stateCode(state.name),
      reasonOf(state),
      dueOf(state),
      facts.startedAt,
      facts.endedAt,
      writeFacts(facts),
      call.searchFirst ? 1 : 0,
      call.recordingState === null ? null : recordingCode(call.recordingState),
      first?.key.hash ?? null,
      first?.ordinal ?? null,
      first?.generation ?? null,
      first === undefined ? null : writeLeg(first.leg),
    );
  if (changes === 0) return false;
  deps.tally.moved(null, state.name);
  return true;
}

function absorb(connection: Connection, tally: Tally, no: number): void {
  for (const table of ['jobs', 'deliveries', 'recordings', 'timeline']) {
    connection.prepare(`DELETE FROM ${table} WHERE call_no = ?`).run(no);
  }
  connection.prepare('UPDATE calls SET same_as = NULL WHERE same_as = ?').run(no);
  const row = connection.prepare('DELETE FROM calls WHERE no = ? RETURNING state').get(no);
  if (row !== undefined) tally.gone(stateName(row['state']));
}

function updateFacts(connection: Connection, no: number, facts: CallFacts): void {
  connection
    .prepare('UPDATE calls SET started_at = ?, ended_at = ?, facts = ? WHERE no = ?')
    .run(facts.startedAt, facts.endedAt, writeFacts(facts), no);
}

function toState(row: Row): CallState {
  const name = stateName(row['state']);
  const reason = row['reason'] as string | null;
  const due = Number(row['due'] ?? 0);
  switch (name) {
    case 'settling':
      return { name, until: due };
    case 'queued':
      return { name, due, reason: reason as ErrorCategory | null };
    case 'unknown':
      return { name, since: due };
    case 'held':
      return { name, reason: reason ?? 'unknown' };
    case 'failed':
      return { name, reason: reason ?? 'unknown' };
    case 'excluded':
      return { name, reason: (reason ?? 'ignored') as ExclusionRule };
    case 'pending':
    case 'sending':
    case 'logged':
    case 'synced':
      return { name };
  }
}

/**
 * Names of sources by number. Looked up here and not by a join: SQLite plans a join with parameters anew at every run.
 */
function sourceNames(connection: Connection): (no: number) => string {
  const names = new Map<number, string>();
  return (no) => {
    let name = names.get(no);
    if (name === undefined) {
      name = String(connection.prepare('SELECT id FROM sources WHERE no = ?').get(no)?.['id']);
      names.set(no, name);
    }
    return name;
  };
}

function toCall(row: Row, sourceName: (no: number) => string): StoredCall {
  const sourceNo = Number(row['source']);
  return {
    no: Number(row['no']),
    ref: String(row['ref']),
    source: sourceName(sourceNo),
    sourceNo,
    groupNo: Number(row['group_no'] ?? row['no']),
    state: toState(row),
    searchFirst: row['search_first'] === 1,
    revise: row['revise'] === 1,
    sameAs: row['same_as'] === null ? null : Number(row['same_as']),
    recordingState: row['recording_state'] === null ? null : recordingState(row['recording_state']),
    facts: readFacts(String(row['facts']), Number(row['started_at']), Number(row['ended_at'])),
  };
}
