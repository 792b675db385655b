import { homedir } from 'node:os';
import path from 'node:path';
import { appError, systemCode } from '../../shared/errors.ts';
import type { FoundSource } from '../../shared/contract/setup.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseSettings, type Settings } from '../../shared/settings.ts';
import {
  assist,
  detect,
  detectKnown,
  survey,
  type DetectedPlace,
  type DetectOptions,
  type FoundPlace,
  type Machine,
  type Survey,
} from '../engine/index.ts';
import type { Ports } from '../engine/ports.ts';
import type { Json } from './settings-store.ts';

type Looking = Pick<Ports, 'files' | 'clock'>;

export interface SourceFinder {
  readonly known: () => Promise<Result<readonly FoundSource[]>>;
  readonly at: (place: string) => Promise<Result<FoundSource>>;
  readonly survey: (source: Json, logging: Json, extensions: readonly string[]) => Promise<Result<Survey>>;
}

/** Finds where calls are kept, and reads them as a proof. Only looks. */
export function createSourceFinder(ports: Looking, folder: string): SourceFinder {
  const finder = new Finder(ports, folder);
  return {
    known: () => finder.known(),
    at: (place) => readable(() => finder.lookAt(path.resolve(place))),
    survey: (source, logging, extensions) => finder.read(source, logging, extensions),
  };
}

class Finder {
  readonly #ports: Looking;
  readonly #folder: string;
  readonly #options: DetectOptions;

  constructor(ports: Looking, folder: string) {
    const system = Intl.DateTimeFormat().resolvedOptions();
    const country = new Intl.Locale(system.locale).maximize().region ?? 'US';
    this.#ports = ports;
    this.#folder = folder;
    this.#options = { country, timeZone: system.timeZone, extensions: ['*'] };
  }

  async read(source: Json, logging: Json = {}, extensions: readonly string[] = ['*']): Promise<Result<Survey>> {
    // Without an account nothing could go by itself; which calls are left out does not depend on it.
    const settings = settingsOf(
      {
        agent: { extensions, country: this.#options.country },
        sources: [source],
        accounts: [],
        logging: { ...logging, mode: 'ask' },
      },
      this.#folder,
    );
    if (!settings.ok) return settings;
    const [first] = settings.value.sources;
    return first === undefined ? fail(NOTHING_THERE) : survey(this.#ports, settings.value, first);
  }

  /** With what a run would find there; what cannot be read is shown with what is known of it. */
  async #proven(
    place: DetectedPlace,
    more: { system: string | null; beside: readonly string[] },
  ): Promise<FoundSource> {
    const format = place.format ?? 'delimited';
    const mapping = format === 'delimited' && place.mapping !== undefined ? { mapping: place.mapping } : {};
    const source = { id: 'found', format, path: place.path, ...mapping };
    const bare = await this.read(source);
    const plain = shownPlace(place, more.system, bare.ok ? bare.value : null);
    if (!bare.ok || plain.calls === 0) return plain;
    for (const recordings of more.beside) {
      if (!(await isFolder(this.#ports, recordings))) continue;
      const heard = await this.read({ ...source, recordings: { folder: recordings } });
      if (!heard.ok || heard.value.recordings === null || heard.value.recordings.paired === 0) continue;
      return { ...plain, recordings: { folder: recordings, ...heard.value.recordings } };
    }
    return plain;
  }

  async lookAt(place: string): Promise<Result<FoundSource>> {
    const there = await placeAt(this.#ports, place, this.#options);
    if (!there.ok) return there;
    const found = await this.#proven(there.value, { system: null, beside: near(there.value.path) });
    return found.calls === 0 && found.newest.length === 0 ? fail(NO_CALLS) : ok(found);
  }

  async known(): Promise<Result<readonly FoundSource[]>> {
    const places = await detectKnown(this.#ports, machine(), this.#options);
    const sounds = places.filter(({ format }) => format === 'recordings');
    const found: FoundSource[] = [];
    for (const place of places) {
      if (place.format === 'recordings' || place.format === null) continue;
      const beside = [...sounds.filter((each) => isSame(each, place)).map((each) => each.path), ...near(place.path)];
      const system = place.system === 'Exports' ? null : place.system;
      const one = await this.#proven(place, { system, beside });
      if (one.calls > 0) found.push(one);
    }
    return ok(found.sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0)));
  }
}

async function readable<T>(look: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await look();
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === undefined) throw thrown;
    return fail(appError('local', 'unreadable_place', `This place cannot be read (${code}). Choose another one.`));
  }
}

const NOTHING_THERE = appError(
  'local',
  'nothing_found',
  'No calls were recognised there. Choose another file or folder.',
);
const NO_CALLS = appError(
  'local',
  'no_calls_yet',
  'This is a call file, but there is no call in it yet. Make a call, then choose it again.',
);
const ONLY_SOUND = appError(
  'local',
  'only_recordings',
  'There are recordings here but no call file. Choose the call file; the recordings are found with it.',
);

/** What to read there: the file itself, the only call file of a folder, or a folder with a file for each call or day. */
async function placeAt(ports: Looking, place: string, options: DetectOptions): Promise<Result<DetectedPlace>> {
  const answer = await detect(ports, place, options);
  if ('found' in answer) {
    const [first, ...others] = answer.found.filter(({ format }) => format !== 'recordings');
    if (first === undefined) return fail(answer.found.length > 0 ? ONLY_SOUND : NOTHING_THERE);
    const isSeries = others.length > 0 && others.every(({ format }) => format === first.format);
    return ok(isSeries ? { ...first, path: place } : first);
  }
  if (answer.format === 'recordings') return fail(ONLY_SOUND);
  if (answer.format !== null) return ok(answer);
  const proposed = await assist(ports, place, options);
  if (!proposed.ok) return proposed;
  const { proposal, calls } = proposed.value;
  if (proposal === null || calls.length === 0) return fail(NOTHING_THERE);
  return ok({ ...answer, format: 'delimited', mapping: proposal.mapping, calls });
}

function settingsOf(json: Json, folder: string): Result<Settings> {
  const parsed = parseSettings(json, folder, 'desktop');
  if (parsed.ok) return parsed;
  const [first] = parsed.error;
  const key = first?.key ?? '';
  return fail(appError('local', 'bad_setting', `${key}: ${first?.message ?? 'is not valid'}`, { field: key }));
}

function machine(): Machine {
  const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  return { platform, env: process.env, home: homedir() };
}

const isSame = (a: FoundPlace, b: FoundPlace): boolean => a.system.split(/[ ,]/)[0] === b.system.split(/[ ,]/)[0];

/** Where recorders put their files beside a call file. */
function near(file: string): string[] {
  const folder = path.dirname(file);
  const names = ['monitor', 'recordings', 'Recordings', 'recording', 'captures'];
  return [folder, path.dirname(folder)].flatMap((base) => names.map((name) => path.join(base, name)));
}

async function isFolder({ files }: Looking, place: string): Promise<boolean> {
  try {
    return (await files.facts(place))?.kind === 'folder';
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown;
    return false;
  }
}

function shownPlace(place: DetectedPlace, system: string | null, read: Survey | null): FoundSource {
  const newest = read === null ? [...place.calls].reverse() : read.newest;
  return {
    system,
    format: place.format ?? 'delimited',
    path: place.path,
    calls: read?.calls ?? place.calls.length,
    newest,
    lastAt: newest[0] === undefined ? null : Date.parse(newest[0].startedAt),
    evidence: place.evidence,
    locals: read?.locals ?? [],
    recordings: null,
    mapping: place.mapping ?? null,
  };
}
