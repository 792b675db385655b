import type { z } from 'zod';
import type { CallName } from './channels.ts';
import type { Call } from './contract/call.ts';
import { callCalls } from './contract/calls.ts';
import { appCalls, setupCalls } from './contract/setup.ts';
import type { Result } from './result.ts';

/** Every call between a window and the main process. A call without a handler, or the other way round, does not compile. */
export const contract = { ...callCalls, ...setupCalls, ...appCalls } satisfies Record<
  CallName,
  Call<z.ZodType, unknown>
>;

type Contract = typeof contract;
export type CallInput<Name extends CallName> = z.output<Contract[Name]['input']>;
export type CallAnswer<Name extends CallName> = Exclude<Contract[Name]['answer'], undefined>;

export type Handlers = {
  readonly [Name in CallName]: (input: CallInput<Name>, from: Asker) => Promise<Result<CallAnswer<Name>>>;
};

/** Which window asks: `calls`, `wrap-up`, `setup`. */
export interface Asker {
  readonly window: WindowName;
}
export const WINDOW_NAMES = ['calls', 'wrap-up', 'setup'] as const;
export type WindowName = (typeof WINDOW_NAMES)[number];

/** What a window is told; it asks again for what it shows. Ids are those of calls that changed, at most 200, else null. */
export type Topic =
  | { readonly topic: 'calls'; readonly ids: readonly string[] | null }
  | { readonly topic: 'health' }
  | { readonly topic: 'progress'; readonly id: string; readonly share: number }
  | { readonly topic: 'settings' }
  /** The window is to show this: a view or call in the calls window, a call in the wrap-up. */
  | { readonly topic: 'show'; readonly view: string | null; readonly id: string | null };

/** What the preload puts into the window as `window.aftercall`. */
export type Bridge = {
  readonly [Name in CallName]: (input: z.input<Contract[Name]['input']>) => Promise<Result<CallAnswer<Name>>>;
} & {
  /** Calls back after each change; what is returned ends it. */
  readonly onChanged: (listener: (topic: Topic) => void) => () => void;
};
