import type {
  CallFacts,
  CallState,
  Direction,
  ExclusionRule,
  Outcome,
  RecordingState,
  StateName,
} from '../../../shared/call.ts';
import type { ErrorCategory } from '../../../shared/errors.ts';
import type { CallTable, NewCall, StoredCall } from './port.ts';
import type { Connection, Row, Value } from './sqlite.ts';
import type { Tally } from './tally.ts';

const COLUMNS = `c.*, s.id AS source_id`;
const FROM = `FROM calls c JOIN sources s ON s.no = c.source`;

export function createCallTable(connection: Connection, tally: Tally): CallTable {
  let next: number | undefined;
  const many = (sql: string, ...values: Value[]): StoredCall[] =>
    connection
      .prepare(sql)
      .all(...values)
      .map(toCall);
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
      const row = connection.prepare(`SELECT ${COLUMNS} ${FROM} WHERE c.no = ?`).get(no);
      return row === undefined ? undefined : toCall(row);
    },
    byGroupKey(sourceNo, groupKey) {
      const row = connection
        .prepare('SELECT no, group_no FROM calls WHERE source = ? AND group_key = ?')
        .get(sourceNo, groupKey);
      return row === undefined ? undefined : { no: Number(row['no']), groupNo: Number(row['group_no'] ?? row['no']) };
    },
    inGroup: (groupNo) =>
      many(`SELECT ${COLUMNS} ${FROM} WHERE c.no = ? OR c.group_no = ? ORDER BY c.no`, groupNo, groupNo),
    setFacts: (no, facts) => updateFacts(connection, no, facts),
    absorb: (no) => absorb(connection, tally, no),
    regroup: (no, groupNo) => void connection.prepare('UPDATE calls SET group_no = ? WHERE no = ?').run(groupNo, no),
    move(no, from, to) {
      const { changes } = connection
        .prepare('UPDATE calls SET state = ?, reason = ?, due = ? WHERE no = ? AND state = ?')
        .run(to.name, reasonOf(to), dueOf(to), no, from);
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
      connection.prepare('UPDATE calls SET recording_state = ? WHERE no = ?').run(state, no);
    },
    ...callLists(many),
  };
}

type Many = (sql: string, ...values: Value[]) => StoredCall[];

function callLists(
  many: Many,
): Pick<CallTable, 'inState' | 'settled' | 'wantingRecording' | 'awaitingRecording' | 'page'> {
  return {
    inState: (name, limit) => many(`SELECT ${COLUMNS} ${FROM} WHERE c.state = ? ORDER BY c.no LIMIT ?`, name, limit),
    settled: (now, limit) =>
      many(`SELECT ${COLUMNS} ${FROM} WHERE c.state = 'settling' AND c.due <= ? ORDER BY c.due LIMIT ?`, now, limit),
    wantingRecording: (sourceNo, states, span) =>
      states
        .flatMap((state) =>
          many(
            `SELECT ${COLUMNS} ${FROM} WHERE c.recording_state = ? AND c.ended_at >= ? AND c.ended_at < ?
               AND c.source = ? AND c.state <> 'excluded' ORDER BY c.ended_at DESC LIMIT ?`,
            state,
            span.from,
            span.before,
            sourceNo,
            span.limit,
          ),
        )
        .sort((a, b) => b.facts.endedAt - a.facts.endedAt)
        .slice(0, span.limit),
    awaitingRecording: (sourceNo, limit) =>
      many(
        `SELECT ${COLUMNS} ${FROM} WHERE c.state = 'logged' AND c.source = ?
           AND c.recording_state IN ('awaited', 'growing') ORDER BY c.due LIMIT ?`,
        sourceNo,
        limit,
      ),
    page: (after, limit) =>
      many(
        `SELECT ${COLUMNS} ${FROM} WHERE (c.started_at, c.no) > (?, ?) ORDER BY c.started_at, c.no LIMIT ?`,
        after.startedAt,
        after.no,
        limit,
      ),
  };
}

const flag = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value));
const list = (values: readonly string[]): string | null => (values.length === 0 ? null : JSON.stringify(values));
const unlist = (value: Value | undefined): string[] =>
  typeof value === 'string' ? (JSON.parse(value) as string[]) : [];

function reasonOf(state: CallState): string | null {
  return 'reason' in state ? state.reason : null;
}

function dueOf(state: CallState): number | null {
  if (state.name === 'settling') return state.until;
  if (state.name === 'queued') return state.due;
  if (state.name === 'unknown') return state.since;
  return null;
}

function factValues(facts: CallFacts): Value[] {
  const { remote } = facts;
  return [
    facts.direction,
    facts.outcome,
    remote.raw,
    remote.e164,
    remote.national,
    Number(remote.withheld),
    facts.remoteName,
    facts.localNumber,
    facts.startedAt,
    facts.answeredAt,
    facts.endedAt,
    facts.talkSeconds,
    Number(facts.mine),
    facts.legs,
    list(facts.recordingNames),
    list(facts.fileIds),
    list(facts.notes),
  ];
}

const FACT_COLUMNS = [
  'direction',
  'outcome',
  'remote_raw',
  'remote_e164',
  'remote_national',
  'withheld',
  'remote_name',
  'local_number',
  'started_at',
  'answered_at',
  'ended_at',
  'talk_seconds',
  'mine',
  'legs',
  'recording_names',
  'file_ids',
  'notes',
];

const INSERT = `INSERT INTO calls (no, ref, source, group_key, group_no, state, reason, due, search_first, recording_state,
  ${FACT_COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${FACT_COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (source, group_key) DO NOTHING`;

function insertCall(deps: { connection: Connection; tally: Tally }, no: number, call: NewCall): boolean {
  const { changes } = deps.connection
    .prepare(INSERT)
    .run(
      no,
      call.ref,
      call.sourceNo,
      call.groupKey,
      call.groupNo,
      call.state.name,
      reasonOf(call.state),
      dueOf(call.state),
      Number(call.searchFirst),
      call.recordingState,
      ...factValues(call.facts),
    );
  if (changes === 0) return false;
  deps.tally.moved(null, call.state.name);
  return true;
}

function absorb(connection: Connection, tally: Tally, no: number): void {
  for (const table of ['jobs', 'deliveries', 'recordings', 'timeline']) {
    connection.prepare(`DELETE FROM ${table} WHERE call_no = ?`).run(no);
  }
  const row = connection.prepare('DELETE FROM calls WHERE no = ? RETURNING state').get(no);
  if (row !== undefined) tally.gone(row['state'] as StateName);
}

function updateFacts(connection: Connection, no: number, facts: CallFacts): void {
  connection
    .prepare(`UPDATE calls SET ${FACT_COLUMNS.map((name) => `${name} = ?`).join(', ')} WHERE no = ?`)
    .run(...factValues(facts), no);
}

function toState(row: Row): CallState {
  const name = row['state'] as StateName;
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

function toCall(row: Row): StoredCall {
  const text = (name: string): string | null => row[name] as string | null;
  return {
    no: Number(row['no']),
    ref: String(row['ref']),
    source: String(row['source_id']),
    sourceNo: Number(row['source']),
    groupNo: Number(row['group_no'] ?? row['no']),
    state: toState(row),
    searchFirst: row['search_first'] === 1,
    revise: row['revise'] === 1,
    recordingState: text('recording_state') as RecordingState | null,
    facts: {
      direction: text('direction') as Direction,
      outcome: text('outcome') as Outcome,
      remote: {
        raw: String(row['remote_raw']),
        e164: text('remote_e164'),
        national: text('remote_national'),
        withheld: row['withheld'] === 1,
      },
      remoteName: text('remote_name'),
      localNumber: text('local_number'),
      startedAt: Number(row['started_at']),
      answeredAt: row['answered_at'] === null ? null : Number(row['answered_at']),
      endedAt: Number(row['ended_at']),
      talkSeconds: Number(row['talk_seconds']),
      mine: row['mine'] === 1,
      legs: Number(row['legs']),
      recordingNames: unlist(row['recording_names']),
      fileIds: unlist(row['file_ids']),
      notes: unlist(row['notes']),
    },
  };
}
