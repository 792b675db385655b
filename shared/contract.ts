import { z } from 'zod';
import type { CallName } from './channels.ts';
import type { Health } from './events.ts';
import type { Ledger, LedgerCall } from './ledger.ts';
import type { Result } from './result.ts';

/** What the window needs at once: the balance and how the engine feels. */
export interface Overview {
  readonly ledger: Ledger;
  readonly health: Health;
}

interface Call<Input extends z.ZodType, Answer> {
  /** Closed: an unknown key is refused. */
  readonly input: Input;
  /** Types only; never set. */
  readonly answer?: Answer;
}

const call = <Answer>() => ({
  taking: <Input extends z.ZodType>(input: Input): Call<Input, Answer> => ({ input }),
});

/** Every call between a window and the main process. A call without a handler, or the other way round, does not compile. */
export const contract = {
  overview: call<Overview>().taking(z.strictObject({})),
  /** Newest first. */
  newestCalls: call<readonly LedgerCall[]>().taking(z.strictObject({ limit: z.int().min(1).max(200) })),
} satisfies Record<CallName, Call<z.ZodType, unknown>>;

type Contract = typeof contract;
export type CallInput<Name extends CallName> = z.output<Contract[Name]['input']>;
export type CallAnswer<Name extends CallName> = NonNullable<Contract[Name]['answer']>;

export type Handlers = {
  readonly [Name in CallName]: (input: CallInput<Name>) => Promise<Result<CallAnswer<Name>>>;
};

/** What the preload puts into the window as `window.aftercall`. */
export type Bridge = {
  readonly [Name in CallName]: (input: z.input<Contract[Name]['input']>) => Promise<Result<CallAnswer<Name>>>;
} & {
  /** Calls back after each change; what is returned ends it. */
  readonly onChanged: (listener: () => void) => () => void;
};
