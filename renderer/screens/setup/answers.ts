import type { CallInput } from '../../../shared/contract.ts';
import type { FoundSource } from '../../../shared/contract/setup.ts';
import { daysFrom } from '../wrap-up/days.ts';

/** What the agent says about logging; everything else has its default. */
export interface Rules {
  readonly mode: 'ask' | 'auto';
  readonly leaveOutInternal: boolean;
  /** Seconds. */
  readonly minimum: number;
  readonly privateNumbers: readonly string[];
  readonly start: 'today' | 'month';
  /** The agent's own extension; `*`: every call of the file is theirs. */
  readonly extension: string;
}

export const START_RULES: Rules = {
  mode: 'ask',
  leaveOutInternal: true,
  minimum: 0,
  privateNumbers: [],
  start: 'today',
  extension: '*',
};

/** A softphone's file holds one side's calls only; of an office's file, the side with the most calls is proposed. */
export function ownExtensions({ locals }: FoundSource): string {
  const [first, ...others] = locals;
  return first === undefined || others.length === 0 ? '*' : first.number;
}

type SourceInput = CallInput<'saveSource'>;

export function sourceInput({ path, format, recordings, mapping }: FoundSource): SourceInput {
  const own = format === 'delimited' && mapping !== null && mapping !== undefined;
  return {
    id: null,
    path,
    format,
    recordings: recordings?.folder ?? null,
    ...(own ? { mapping: mapping as NonNullable<SourceInput['mapping']> } : {}),
  };
}

export function loggingOf(
  { mode, leaveOutInternal, minimum, privateNumbers, start }: Rules,
  now: Date,
): CallInput<'previewRules'>['logging'] {
  return {
    mode,
    internalCalls: leaveOutInternal ? 'exclude' : 'log',
    minimumSeconds: minimum,
    privateNumbers: [...privateNumbers],
    since: daysFrom(now, start === 'today' ? 0 : -30),
  };
}
