import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { openSessionBus, sessionBusSocket } from '../../main/node/dbus.ts';
import { decodeMessage, encodeCall } from '../../main/node/dbus-message.ts';

const call = {
  destination: 'org.freedesktop.secrets',
  path: '/org/freedesktop/secrets',
  face: 'org.freedesktop.Secret.Service',
  member: 'SearchItems',
};

test.each([
  [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/tmp/bus,guid=12' }, '/tmp/bus'],
  [{ DBUS_SESSION_BUS_ADDRESS: 'unix:guid=12,path=/tmp/a%20bus' }, '/tmp/a bus'],
  [{ DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=/tmp/dbus-x,guid=1' }, '\0/tmp/dbus-x'],
  [{ DBUS_SESSION_BUS_ADDRESS: 'tcp:host=localhost,port=1;unix:path=/run/bus' }, '/run/bus'],
  [{ DBUS_SESSION_BUS_ADDRESS: 'autolaunch:', XDG_RUNTIME_DIR: '/run/user/1' }, undefined],
  [{ DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '/run/user/1' }, '/run/user/1/bus'],
  [{}, undefined],
])('the session bus of %o listens at %o', (environment, expected) => {
  expect(sessionBusSocket(environment)).toBe(expected);
});

test('what is written can be read back, whatever the texts are', () => {
  const text = fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll('\0', ''));
  fc.assert(
    fc.property(text, fc.dictionary(text, text), fc.nat(), (name, attributes, serial) => {
      const bytes = encodeCall({ ...call, arguments: [name, { ...attributes }] }, serial);
      expect(decodeMessage(bytes)).toEqual({
        message: { type: 1, replySerial: null, errorName: null, body: [name, Object.entries(attributes)] },
        length: bytes.length,
      });
      expect(decodeMessage(bytes.subarray(0, -1))).toBeUndefined();
    }),
  );
});

test('bytes that are no message end in a RangeError, never in a hang or another error', () => {
  const good = encodeCall({ ...call, arguments: ['default', { service: 'Aftercall' }] }, 7);
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
      const damaged = Buffer.from(good);
      damaged[at] = value;
      try {
        decodeMessage(damaged);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 2_000 },
  );
});

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** A bus that says `greeting` and then nothing more. */
async function busThatSays(greeting: string | undefined): Promise<{ DBUS_SESSION_BUS_ADDRESS: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bus-'));
  const place = path.join(folder, 'socket');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    if (greeting === undefined) socket.destroy();
    else socket.write(greeting);
  });
  await new Promise<void>((resolve) => server.listen(place, resolve));
  cleanUp.push(
    () => rm(folder, { recursive: true }),
    () => new Promise((resolve) => server.close(resolve)),
    () => {
      for (const socket of sockets) socket.destroy();
    },
  );
  return { DBUS_SESSION_BUS_ADDRESS: `unix:path=${place}` };
}

test.each([
  ['does not know us', 'REJECTED EXTERNAL\r\n', 'org.freedesktop.DBus.Error.AuthFailed'],
  ['says nothing', '', 'timeout'],
  ['accepts and then says nothing', 'OK 0123\r\n', 'timeout'],
  ['speaks something else', `OK 0123\r\n${'x'.repeat(64)}`, 'unreached'],
  ['hangs up', undefined, 'unreached'],
])('a bus that %s is a named failure within the time given', async (_, greeting, name) => {
  const opened = await openSessionBus(await busThatSays(greeting), 200);
  expect(opened).toEqual({ ok: false, error: { name, detail: expect.any(String) as string } });
});
