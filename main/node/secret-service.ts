import { openSessionBus, type DbusConnection, type DbusFailure } from './dbus.ts';
import type { DbusValue } from './dbus-message.ts';
import type { SecretAnswer } from '../engine/ports.ts';

/**
 * What a Linux keyring says about an entry before anything is asked of it that could open a dialog.
 *
 * - `open`: the entry can be read or written now
 * - `none`: the keyring is open (or was never made) and has no such entry
 */
export type KeyringView =
  { readonly kind: 'open' } | { readonly kind: 'none' } | Extract<SecretAnswer, { kind: 'unavailable' }>;

type Environment = Readonly<Record<string, string | undefined>>;

const SERVICE = { destination: 'org.freedesktop.secrets', path: '/org/freedesktop/secrets' };
const FACE = 'org.freedesktop.Secret.Service';
/** libsecret matches the schema's name too; this is the one that keytar stores under. */
const SCHEMA = { 'xdg:schema': 'org.freedesktop.Secret.Generic' };
const NO_OBJECT = '/';
/** An activated keyring daemon needs a moment to start; after this it is as good as absent. */
const TIMEOUT = 10_000;

const unavailable = (code: 'no_keyring' | 'locked' | 'denied', detail: string): KeyringView => ({
  kind: 'unavailable',
  code,
  detail,
});

/** Error names of D-Bus are not translated and so can be relied on, unlike keytar's messages. */
function viewOfFailure({ name, detail }: DbusFailure): KeyringView {
  if (/AccessDenied|AuthFailed|NotAuthorized/.test(name)) return unavailable('denied', detail);
  if (name.endsWith('.IsLocked')) return unavailable('locked', detail);
  return unavailable('no_keyring', detail === '' ? name : detail);
}

const holdsAny = (paths: DbusValue | undefined) => Array.isArray(paths) && paths.length > 0;

async function findEntry(bus: DbusConnection, attributes: Readonly<Record<string, string>>): Promise<KeyringView> {
  const found = await bus.call({
    ...SERVICE,
    face: FACE,
    member: 'SearchItems',
    arguments: [{ ...attributes, ...SCHEMA }],
  });
  if (!found.ok) return viewOfFailure(found.error);
  const [open, locked] = found.value;
  if (holdsAny(open)) return { kind: 'open' };
  if (holdsAny(locked)) return unavailable('locked', 'the keyring that holds the entry is locked');
  return { kind: 'none' };
}

/** Some keyrings hide what they hold while locked, so "nothing found" counts only when the default collection is open. */
async function viewOfCollection(bus: DbusConnection): Promise<KeyringView> {
  const alias = await bus.call({ ...SERVICE, face: FACE, member: 'ReadAlias', arguments: ['default'] });
  if (!alias.ok) return viewOfFailure(alias.error);
  const path = alias.value[0];
  if (typeof path !== 'string' || path === NO_OBJECT) return { kind: 'open' };
  const locked = await bus.call({
    ...SERVICE,
    path,
    face: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    arguments: ['org.freedesktop.Secret.Collection', 'Locked'],
  });
  if (!locked.ok) return viewOfFailure(locked.error);
  return locked.value[0] === true ? unavailable('locked', 'the default keyring is locked') : { kind: 'open' };
}

/**
 * Looks at the Secret Service without opening a dialog. libsecret alone would not do: for a locked entry whose dialog was
 * dismissed it answers "no such entry", and while a dialog stands open it holds a thread that Node waits for when it
 * ends. Source: freedesktop.org Secret Service API draft 0.2; attributes as keytar writes them.
 *
 * @param purpose `read` looks for the entry itself, `write` only whether something could be stored.
 */
export async function lookAtSecretService(
  purpose: 'read' | 'write',
  attributes: { readonly service: string; readonly account: string },
  environment: Environment = process.env,
): Promise<KeyringView> {
  const opened = await openSessionBus(environment, TIMEOUT);
  if (!opened.ok) return viewOfFailure(opened.error);
  using bus = opened.value;
  if (purpose === 'read') {
    const entry = await findEntry(bus, { ...attributes });
    if (entry.kind !== 'none') return entry;
  }
  const collection = await viewOfCollection(bus);
  return purpose === 'read' && collection.kind === 'open' ? { kind: 'none' } : collection;
}
