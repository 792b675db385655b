import { appError, describeThrown } from '../../shared/errors.ts';
import type { CallName } from '../../shared/channels.ts';
import { contract, type Asker, type CallInput, type Handlers } from '../../shared/contract.ts';
import { fail, type Result } from '../../shared/result.ts';

export interface CallNote {
  readonly call: CallName;
  readonly ms: number;
  /** Code of the error, null when it went well. */
  readonly error: string | null;
}

async function run<Name extends CallName>(
  handlers: Handlers,
  name: Name,
  asked: { input: CallInput<Name>; from: Asker },
) {
  return handlers[name](asked.input, asked.from);
}

/**
 * One call of a window: who asks (null: no page of ours), what is asked, then the handler. Whatever goes wrong comes back as a `Result`; a
 * handler that throws is a bug of ours, told to `note` and not to the window.
 */
export async function answerCall(
  handlers: Handlers,
  { name, input, from }: { name: CallName; input: unknown; from: Asker | null },
  note: (note: CallNote, thrown?: string) => void,
): Promise<Result<unknown>> {
  const started = performance.now();
  const done = (answer: Result<unknown>, thrown?: string) => {
    note({ call: name, ms: performance.now() - started, error: answer.ok ? null : answer.error.code }, thrown);
    return answer;
  };
  if (from === null) return done(fail(appError('bug', 'foreign_frame', 'A page that is not ours asked.')));
  const parsed = contract[name].input.safeParse(input);
  if (!parsed.success) return done(fail(appError('bug', 'bad_input', `The call ${name} was asked in a wrong way.`)));
  try {
    return done(await run(handlers, name, { input: parsed.data, from }));
  } catch (thrown) {
    const words = describeThrown(thrown);
    return done(fail(appError('bug', 'unexpected', 'Something went wrong in Aftercall itself.')), words);
  }
}
