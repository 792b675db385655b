import { connect, type Socket } from 'node:net';
import { decodeMessage, encodeCall, type DbusCall, type DbusMessage, type DbusValue } from './dbus-message.ts';
import { describeThrown } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';

/** `name` is the D-Bus error name, or `unreached` when there is no bus or it went away, or `timeout`. */
export interface DbusFailure {
  readonly name: string;
  readonly detail: string;
}

export interface DbusConnection extends Disposable {
  call(call: DbusCall): Promise<Result<readonly DbusValue[], DbusFailure>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the session bus listens: the first socket that DBUS_SESSION_BUS_ADDRESS names, else the user's runtime folder.
 * Undefined when neither says one (TCP and launch-on-demand addresses are not followed).
 */
export function sessionBusSocket(environment: Environment): string | undefined {
  const address = environment['DBUS_SESSION_BUS_ADDRESS'];
  if (address !== undefined && address !== '') {
    for (const each of address.split(';')) {
      const match = /^unix:(?:.*,)?(path|abstract)=([^,]+)/.exec(each);
      const place = match?.[2];
      if (place === undefined) continue;
      const plain = place.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
      return match?.[1] === 'abstract' ? `\0${plain}` : plain;
    }
    return undefined;
  }
  const runtime = environment['XDG_RUNTIME_DIR'];
  return runtime === undefined || runtime === '' ? undefined : `${runtime}/bus`;
}

/** Connects and says hello. Every call, and the connecting itself, ends after `timeoutMs` at the latest. */
export async function openSessionBus(
  environment: Environment,
  timeoutMs: number,
): Promise<Result<DbusConnection, DbusFailure>> {
  const place = sessionBusSocket(environment);
  if (place === undefined) return fail({ name: 'unreached', detail: 'there is no D-Bus session' });
  const bus = new Bus(connect(place), timeoutMs);
  const signedIn = await bus.signIn();
  if (signedIn.ok) return ok(bus);
  bus[Symbol.dispose]();
  return signedIn;
}

type Waiting = (answer: Result<readonly DbusValue[], DbusFailure>) => void;

const BUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', face: 'org.freedesktop.DBus' };

class Bus implements DbusConnection {
  private readonly socket: Socket;
  private readonly timeoutMs: number;
  private readonly waiting = new Map<number, Waiting>();
  private received = Buffer.alloc(0);
  private serial = 0;
  private authorised = false;
  private ended: DbusFailure | undefined;

  constructor(socket: Socket, timeoutMs: number) {
    this.socket = socket;
    this.timeoutMs = timeoutMs;
    socket.on('data', (bytes) => {
      this.receive(bytes);
    });
    socket.on('error', (error) => {
      this.end({ name: 'unreached', detail: describeThrown(error) });
    });
    socket.on('close', () => {
      this.end({ name: 'unreached', detail: 'the bus closed the connection' });
    });
  }

  /** Serial 0 waits for the bus to accept who we are; after it, the protocol asks for `Hello`. */
  async signIn(): Promise<Result<readonly DbusValue[], DbusFailure>> {
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    const accepted = await this.exchange(0, Buffer.from(`\0AUTH EXTERNAL ${user}\r\n`));
    if (!accepted.ok) return accepted;
    this.socket.write('BEGIN\r\n');
    return this.call({ ...BUS, member: 'Hello', arguments: [] });
  }

  call(call: DbusCall): Promise<Result<readonly DbusValue[], DbusFailure>> {
    this.serial += 1;
    return this.exchange(this.serial, encodeCall(call, this.serial));
  }

  [Symbol.dispose](): void {
    this.end({ name: 'unreached', detail: 'the connection was closed here' });
  }

  private async exchange(serial: number, bytes: Buffer): Promise<Result<readonly DbusValue[], DbusFailure>> {
    if (this.ended !== undefined) return fail(this.ended);
    const answer = Promise.withResolvers<Result<readonly DbusValue[], DbusFailure>>();
    this.waiting.set(serial, answer.resolve);
    const timer = setTimeout(() => {
      answer.resolve(fail({ name: 'timeout', detail: `no answer within ${this.timeoutMs} ms` }));
    }, this.timeoutMs);
    this.socket.write(bytes);
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      this.waiting.delete(serial);
    }
  }

  private receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    if (!this.authorised && !this.readAuthorisation()) return;
    try {
      for (let next = decodeMessage(this.received); next !== undefined; next = decodeMessage(this.received)) {
        this.received = this.received.subarray(next.length);
        this.deliver(next.message);
      }
    } catch (thrown) {
      this.end({ name: 'unreached', detail: `the bus speaks something else: ${describeThrown(thrown)}` });
    }
  }

  private readAuthorisation(): boolean {
    const end = this.received.indexOf('\r\n');
    if (end === -1) return false;
    const line = this.received.toString('latin1', 0, end);
    this.received = this.received.subarray(end + 2);
    this.authorised = line.startsWith('OK');
    const refusal = { name: 'org.freedesktop.DBus.Error.AuthFailed', detail: `the bus does not accept us: ${line}` };
    this.waiting.get(0)?.(this.authorised ? ok([]) : fail(refusal));
    return this.authorised;
  }

  private deliver(message: DbusMessage): void {
    if (message.replySerial === null) return;
    const answer = this.waiting.get(message.replySerial);
    const detail = typeof message.body[0] === 'string' ? message.body[0] : '';
    answer?.(message.type === 2 ? ok(message.body) : fail({ name: message.errorName ?? 'unnamed', detail }));
  }

  private end(failure: DbusFailure): void {
    this.ended ??= failure;
    this.socket.destroy();
    for (const answer of this.waiting.values()) answer(fail(this.ended));
  }
}
