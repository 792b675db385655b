import { appError, describeThrown } from '../../shared/errors.ts';
import { CALLS, type CallName } from '../../shared/channels.ts';
import { contract, type CallInput, type Handlers } from '../../shared/contract.ts';
import { fail, type Result } from '../../shared/result.ts';

export interface CallNote {
  readonly call: CallName;
  readonly ms: number;
  /** Code of the error, null when it went well. */
  readonly error: string | null;
}

export const CALL_NAMES = Object.keys(CALLS) as CallName[];

async function run<Name extends CallName>(handlers: Handlers, name: Name, input: CallInput<Name>) {
  return handlers[name](input);
}

/**
 * One call of a window: who asks, what is asked, then the handler. Whatever goes wrong comes back as a `Result`; a
 * handler that throws is a bug of ours, told to `note` and not to the window.
 */
export async function answerCall(
  handlers: Handlers,
  { name, input, ours }: { name: CallName; input: unknown; ours: boolean },
  note: (note: CallNote, thrown?: string) => void,
): Promise<Result<unknown>> {
  const started = performance.now();
  const done = (answer: Result<unknown>, thrown?: string) => {
    note({ call: name, ms: performance.now() - started, error: answer.ok ? null : answer.error.code }, thrown);
    return answer;
  };
  if (!ours) return done(fail(appError('bug', 'foreign_frame', 'A page that is not ours asked.')));
  const parsed = contract[name].input.safeParse(input);
  if (!parsed.success) return done(fail(appError('bug', 'bad_input', `The call ${name} was asked in a wrong way.`)));
  try {
    return done(await run(handlers, name, parsed.data as CallInput<typeof name>));
  } catch (thrown) {
    const words = describeThrown(thrown);
    return done(fail(appError('bug', 'unexpected', 'Something went wrong in Aftercall itself.')), words);
  }
}
