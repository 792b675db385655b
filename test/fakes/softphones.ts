import Database from 'better-sqlite3';

/** One call as MicroSIP writes it, in the order of its fields; `info` empty while it is going on. */
export interface MicrosipRow {
  readonly number: string;
  readonly name?: string;
  readonly type: 0 | 1 | 2 | 3;
  /** Epoch seconds. */
  readonly at: number;
  readonly seconds?: number;
  readonly info?: string;
}

export const microsipValue = ({ number, name = '', type, at, seconds = 0, info = '' }: MicrosipRow): string =>
  [number, name, type, at, seconds, info].join(';');

/** A whole MicroSIP ini: `rows` by key, the ring's last key, one account. Text without byte order mark. */
export function microsipIni(rows: ReadonlyMap<number, MicrosipRow | null>, lastKey: number, account = '100'): string {
  const calls = [...rows].map(([key, row]) => `${key}=${row === null ? 'null' : microsipValue(row)}`);
  return [
    ...['[Settings]', 'accountId=1', 'recordingPath=Recordings', `callsLastKey=${lastKey}`],
    ...[
      '[Account1]',
      'label=',
      'server=pbx.example.com',
      'domain=pbx.example.com',
      `username=${account}`,
      'password=x',
    ],
    ...['[Calls]', ...calls, '[Dialed]', '0=5550101', ''],
  ].join('\r\n');
}

export const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

/** One call as Twinkle writes it. Times are epoch seconds. */
export interface TwinkleRow {
  readonly start: number;
  readonly answer?: number;
  readonly end: number;
  readonly way: 'in' | 'out';
  readonly peer: string;
  readonly name?: string;
  readonly code: number;
}

const TWINKLE_HEADER =
  '# time_start|time_answer|time_end|direction|from_display|from_uri|from_organization|to_display|to_uri|to_organization|' +
  'reply_to_display|reply_to_uri|referred_by_display|referred_by_uri|subject|rel_cause|invite_resp_code|' +
  'invite_resp_reason|far_end_device|user_profile';

const escaped = (text: string): string => text.replace(/[\\|]/g, '\\$&');

export function twinkleFile(rows: readonly TwinkleRow[]): string {
  const lines = rows.map(({ start, answer = 0, end, way, peer, name = '', code }) => {
    const far = [escaped(name), escaped(peer), ''];
    const near = ['Ann', 'sip:100@pbx.example.com', ''];
    const ends = way === 'in' ? [...far, ...near] : [...near, ...far];
    return [start, answer, end, way, ...ends, '', '', '', '', '', 'remote user', code, 'x', 'Phone/1', 'ann'].join('|');
  });
  return [TWINKLE_HEADER, ...lines, ''].join('\n');
}

/** Linphone's database of SDK 5.3, made as the phone makes it; a connection that stays open. */
export function linphoneDatabase(file: string, options: { readonly events?: boolean } = {}): Database.Database {
  const db = new Database(file);
  db.exec(`CREATE TABLE sip_address (id INTEGER PRIMARY KEY ASC, value VARCHAR(255) UNIQUE NOT NULL, display_name VARCHAR(255));
    CREATE TABLE conference_call (id INTEGER PRIMARY KEY ASC, from_sip_address_id INTEGER NOT NULL,
      to_sip_address_id INTEGER NOT NULL, direction TINYINT UNSIGNED NOT NULL, duration INT UNSIGNED, start_time DATE NOT NULL,
      connected_time DATE, status TINYINT UNSIGNED NOT NULL, video_enabled BOOLEAN NOT NULL, quality DOUBLE, call_id VARCHAR(64),
      refkey VARCHAR(64), conference_info_id INTEGER);`);
  if (options.events === true) {
    db.exec(`CREATE TABLE event (id INTEGER PRIMARY KEY ASC, type TINYINT UNSIGNED NOT NULL, creation_time DATE NOT NULL);
      CREATE TABLE conference_call_event (event_id INTEGER PRIMARY KEY ASC, conference_call_id INTEGER NOT NULL);`);
  }
  return db;
}

export interface LinphoneRow {
  readonly way: 'in' | 'out';
  readonly peer: string;
  readonly name?: string;
  readonly callId: string;
  /** `YYYY-MM-DD HH:MM:SS` in UTC. */
  readonly start: string;
  readonly connected?: string | null;
  readonly duration?: number;
  readonly status: number;
  readonly quality?: number;
}

/** Inserts a call and answers with the number of its row. */
export function putLinphoneCall(db: Database.Database, row: LinphoneRow): number {
  const address = (value: string, name: string | null): number => {
    db.prepare('INSERT INTO sip_address (value, display_name) VALUES (?, ?) ON CONFLICT DO NOTHING').run(value, name);
    return (db.prepare('SELECT id FROM sip_address WHERE value = ?').get(value) as { id: number }).id;
  };
  const peer = address(row.peer, row.name ?? null);
  const own = address('sip:100@pbx.example.com', null);
  const { way, start, connected = null, duration = 0, status, quality = -1, callId } = row;
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO conference_call (from_sip_address_id, to_sip_address_id, direction, duration, start_time, connected_time,
         status, video_enabled, quality, call_id) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    )
    .run(
      way === 'in' ? peer : own,
      way === 'in' ? own : peer,
      way === 'in' ? 1 : 0,
      duration,
      start,
      connected,
      status,
      quality,
      callId,
    );
  return Number(lastInsertRowid);
}

/** GNOME Calls' database, in WAL mode and kept open. */
export function gnomeDatabase(file: string): Database.Database {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec(`CREATE TABLE calls (id INTEGER PRIMARY KEY, target TEXT NOT NULL, inbound BOOLEAN NOT NULL, start DATE NOT NULL,
    answered DATE, end DATE, protocol TEXT)`);
  return db;
}

/** What FreeSWITCH knows about one leg; the rest of a real document is left out. */
export interface FreeswitchCall {
  readonly uuid: string;
  readonly from: string;
  readonly name?: string;
  readonly to: string;
  /** Epoch seconds; 0: never answered. */
  readonly start: number;
  readonly answer: number;
  readonly end: number;
  readonly cause?: string;
  readonly channel?: string;
  readonly bridge?: string;
  readonly more?: Readonly<Record<string, string>>;
}

const micro = (seconds: number): string => (seconds === 0 ? '0' : `${seconds}000000`);

export function freeswitchVariables(call: FreeswitchCall): Record<string, string> {
  const { uuid, from, name = from, start, answer, end, cause = 'NORMAL_CLEARING' } = call;
  const { channel = `sofia/internal/${from}@pbx.example.com`, bridge = '' } = call;
  return {
    ...{ direction: 'inbound', uuid, call_uuid: uuid, channel_name: channel, caller_id_name: encodeURIComponent(name) },
    ...{ caller_id_number: from, start_epoch: String(start), start_uepoch: micro(start) },
    ...{ answer_epoch: String(answer), answer_uepoch: micro(answer), end_epoch: String(end), end_uepoch: micro(end) },
    ...{ duration: String(end - start), billsec: String(answer === 0 ? 0 : end - answer), hangup_cause: cause },
    ...(bridge === '' ? {} : { bridge_channel: bridge, bridge_uuid: `b-${uuid}`, last_app: 'bridge' }),
    ...call.more,
  };
}

export function freeswitchJson(call: FreeswitchCall): string {
  const { uuid, from, to, start, answer, end, bridge = '' } = call;
  const times = { created_time: micro(start), answered_time: micro(answer), hangup_time: micro(end) };
  const bridged = { bridged_time: bridge === '' ? '0' : micro(answer) };
  const profile = { caller_id_number: from, caller_id_name: from, destination_number: to, uuid };
  const flow = { profile_index: '1', caller_profile: profile, times: { ...times, ...bridged } };
  return JSON.stringify({
    'core-uuid': 'c',
    switchname: 'pbx',
    variables: freeswitchVariables(call),
    callflow: [flow],
  });
}

const xmlText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const element = (name: string, value: unknown): string =>
  typeof value === 'object' && value !== null
    ? `<${name}>${Object.entries(value)
        .map(([key, inner]) => element(key, inner))
        .join('\n')}</${name}>`
    : `<${name}>${xmlText(String(value))}</${name}>`;

export function freeswitchXml(call: FreeswitchCall): string {
  const { variables, callflow } = JSON.parse(freeswitchJson(call)) as { variables: object; callflow: object[] };
  const flows = callflow.map((flow) => element('callflow', flow)).join('\n');
  return `<?xml version="1.0"?>\n<cdr core-uuid="c">\n${element('variables', variables)}\n${flows}\n</cdr>\n`;
}
