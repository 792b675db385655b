/** The only way into the engine. */
import type { LedgerLine } from '../../shared/ledger.ts';
import { STATE_NAMES } from '../../shared/call.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Settings } from '../../shared/settings.ts';
import { createStore, openForReading } from './store/index.ts';
import { ledgerLine } from './wiring/ledger-line.ts';

export { signIn as signInToSalesforce, type SignedIn, type SignInHost } from './crm/salesforce/sign-in.ts';
export { owes } from './ledger/balance.ts';
export type { Actions } from './wiring/actions.ts';
export { check, type CheckLine, type CheckReport } from './wiring/check.ts';
export { detect, type DetectAnswer, type DetectedPlace, type DetectOptions } from './wiring/detect.ts';
export { probeHost, type ProbeAnswer } from './wiring/host.ts';
export { assist, previewFile, type MappingAnswer, type MappingPreview } from './wiring/assist.ts';
export { detectKnown, type FoundPlace } from './wiring/detect-known.ts';
export type { ReadingOptions } from './wiring/first-calls.ts';
export type { Machine } from './sources/index.ts';
export { createEngine, type Engine } from './wiring/engine.ts';
export { signIn } from './wiring/sign-in.ts';
export { survey, type Survey } from './wiring/survey.ts';

/** The ledger of a data folder, read beside a running engine or without one. No database yet: nothing was found. */
export function readLedger(settings: Settings, options: { calls: boolean }): Promise<Result<LedgerLine>> {
  const opened = openForReading(settings.dataDir);
  if (!opened.ok) return Promise.resolve(opened);
  if (opened.value === undefined) return Promise.resolve(ok(emptyLedger(options)));
  using store = createStore(opened.value);
  return Promise.resolve(ok(ledgerLine(store, options)));
}

function emptyLedger({ calls }: { calls: boolean }): LedgerLine {
  const states = Object.fromEntries(STATE_NAMES.map((name) => [name, 0])) as LedgerLine['states'];
  const line: LedgerLine = { event: 'ledger', found: 0, states, rejectedRecords: 0 };
  return calls ? { ...line, calls: [] } : line;
}
