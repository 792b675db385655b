/** Which settings stand on which page, and how each is changed. Names, reasons and choices are texts, keyed by the setting. */
export const PAGES = [
  'sources',
  'accounts',
  'logging',
  'recordings',
  'privacy',
  'shortcuts',
  'appearance',
  'start',
] as const;
export type Page = (typeof PAGES)[number];

export type Control =
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'switch' }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly unit: 'seconds' | 'digits' }
  | { readonly kind: 'date' }
  | { readonly kind: 'numbers' }
  | { readonly kind: 'names' }
  | { readonly kind: 'keys' };

export interface SettingItem {
  /** As in the settings file, `logging.mode`. */
  readonly key: string;
  readonly control: Control;
  readonly fallback: unknown;
  /** The settings file must say it: back to the default writes the default. */
  readonly isRequired?: true;
}

export interface SettingGroup {
  readonly id: string;
  readonly items: readonly SettingItem[];
}

const choice = (key: string, options: readonly string[], fallback: string): SettingItem => ({
  key,
  control: { kind: 'choice', options },
  fallback,
});
const onOff = (key: string, fallback: boolean): SettingItem => ({ key, control: { kind: 'switch' }, fallback });

/** Pages that are a list of settings; sources, accounts and recordings have screens of their own. */
export const GROUPS: Readonly<Partial<Record<Page, readonly SettingGroup[]>>> = {
  logging: [
    {
      id: 'call_ends',
      items: [
        choice('logging.mode', ['ask', 'auto'], 'ask'),
        {
          key: 'logging.graceSeconds',
          control: { kind: 'number', min: 0, max: 3_600, unit: 'seconds' },
          fallback: 8,
        },
        onOff('desktop.wrapUp', true),
        onOff('desktop.notifications', true),
      ],
    },
    {
      id: 'belongs_to',
      items: [
        choice('logging.unknownNumbers', ['log', 'hold', 'create'], 'log'),
        choice('logging.severalMatches', ['hold', 'newest'], 'hold'),
      ],
    },
    {
      id: 'left_out',
      items: [
        choice('logging.internalCalls', ['exclude', 'log'], 'exclude'),
        {
          key: 'logging.minimumSeconds',
          control: { kind: 'number', min: 0, max: 600, unit: 'seconds' },
          fallback: 0,
        },
        { key: 'logging.since', control: { kind: 'date' }, fallback: null },
      ],
    },
    {
      id: 'whose',
      items: [
        { key: 'agent.extensions', control: { kind: 'names' }, fallback: ['*'], isRequired: true },
        {
          key: 'agent.internalDigits',
          control: { kind: 'number', min: 0, max: 10, unit: 'digits' },
          fallback: 5,
        },
      ],
    },
  ],
  privacy: [
    {
      id: 'stays_here',
      items: [
        { key: 'logging.privateNumbers', control: { kind: 'numbers' }, fallback: [] },
        choice('logging.withheldNumbers', ['exclude', 'log'], 'exclude'),
      ],
    },
  ],
  shortcuts: [
    {
      id: 'everywhere',
      items: [
        { key: 'desktop.shortcuts.log', control: { kind: 'keys' }, fallback: 'CommandOrControl+Shift+L' },
        { key: 'desktop.shortcuts.focus', control: { kind: 'keys' }, fallback: 'CommandOrControl+Shift+A' },
      ],
    },
  ],
  appearance: [
    {
      id: 'windows',
      items: [
        choice('desktop.language', ['system', 'en', 'de'], 'system'),
        choice('desktop.theme', ['system', 'light', 'dark'], 'system'),
      ],
    },
  ],
  start: [{ id: 'with_computer', items: [onOff('desktop.startAtLogin', true)] }],
};

/** What stands at a dotted key; undefined where nothing does. */
export function valueAt(json: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Record<string, unknown>)[part];
  }, json);
}

/** A key of the keyboard as Electron names it, from what was pressed; null while only modifiers are held. */
export function acceleratorOf(event: {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}): string | null {
  const name = /^Key([A-Z])$/.exec(event.code)?.[1] ?? /^Digit(\d)$/.exec(event.code)?.[1] ?? keyOf(event.key);
  if (name === null) return null;
  const held = [
    event.ctrlKey || event.metaKey ? 'CommandOrControl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey ? 'Shift' : '',
  ].filter(Boolean);
  return held.length === 0 ? null : [...held, name].join('+');
}

const keyOf = (key: string): string | null => (/^F([1-9]|1\d|2[0-4])$/.test(key) ? key : key === ' ' ? 'Space' : null);

/** `Ctrl Shift L`, on macOS `Cmd Shift L`. */
export function shownKeys(accelerator: string, platform: string): string {
  return accelerator.replace('CommandOrControl', platform === 'darwin' ? 'Cmd' : 'Ctrl').replaceAll('+', ' ');
}
