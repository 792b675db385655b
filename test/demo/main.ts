/**
 * `npm run demo [-- --terminal] [-- --once] [-- --calls N] [-- --fast] [-- --keep]`: a phone that rings, a CRM that fails, and
 * Aftercall between them: its windows on the screen where there is one, else one click in its tray and then the same in the
 * terminal. Ends with 0 only when every account of the calls agrees.
 */
import { parseArgs } from 'node:util';
import { build, CLI, isBuildStale } from './build.ts';
import { driverWords, hasScreen, lackingForDesktop, onTheScreen, oneClick } from './desktop.ts';
import { CALLS } from './office.ts';
import { paintFor } from './paint.ts';
import { play } from './play.ts';
import type { Played } from './play.ts';
import { fingerprintsOf, recordsOf, setStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { createTerminal } from './terminal.ts';
import { checkLine, checksOf, ledgerTable } from './verdict.ts';
import type { Accounts } from './verdict.ts';
import { median } from '../bench/harness.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: String(CALLS.length) },
    fast: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    terminal: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
  },
});
const calls = Number(values.calls);
if (!Number.isInteger(calls) || calls < 1) {
  process.stderr.write('--calls wants a whole number from 1 on.\n');
  process.exit(2);
}

const terminal = createTerminal(process.stdout);
const paint = paintFor(process.stdout, process.env);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
// Whoever read our lines has gone.
process.stdout.on('error', () => stopping.abort());

if (await isBuildStale()) {
  terminal.print(paint('dim', 'Building …'));
  await build();
}
process.exitCode = values.terminal ? await demo(values.fast) : await desktop();

/** The app itself; where no window can be seen, one click in its tray and then the account in the terminal. */
async function desktop(): Promise<number> {
  const lacking = lackingForDesktop();
  if (lacking !== undefined) {
    terminal.print(paint('yellow', `The demo stays in the terminal: ${lacking}.`), '');
    return demo(values.fast);
  }
  const isSeen = hasScreen() && !values.once;
  terminal.print(paint('bold', `Aftercall in ${driverWords()}, ${isSeen ? 'on the screen' : 'without a screen'}`));
  {
    await using stage = await setStage(values.keep);
    const signal = stopping.signal;
    if (isSeen) return await onTheScreen({ stage, terminal, paint, signal });
    await oneClick({ stage, terminal, paint, signal });
  }
  return demo(true);
}

async function demo(fast: boolean): Promise<number> {
  await using stage = await setStage(values.keep);
  terminal.print(
    paint('bold', 'Aftercall: from the phone to the CRM'),
    `A simulated Asterisk makes ${calls} calls; a sandbox Pipedrive takes them. Real files, real requests.`,
    paint('dim', `${stage.folder}${values.keep ? '' : ' (removed at the end, --keep keeps it)'}`),
    '',
  );
  const pace = fast ? { pause: 600, away: 2_000 } : { pause: 2_400, away: 5_000 };
  const signal = stopping.signal;
  const played = await play({ stage, cli: CLI, terminal, paint, calls, ...pace, signal });
  if (played === undefined) {
    terminal.print('', 'Stopped.');
    return 130;
  }
  return judge(await accountsOf(stage, played), played);
}

function judge(accounts: Accounts, played: Played): number {
  const checks = checksOf(accounts);
  const failed = checks.filter(({ holds }) => !holds);
  terminal.print('', ...ledgerTable(accounts, paint), '', ...checks.map((check) => checkLine(check, paint)), '');
  terminal.print(...speedLines(played), paint('bold', failed.length === 0 ? 'Adds up.' : 'Does not add up.'));
  if (failed.length > 0) process.stderr.write(`${accounts.crm.violations.join('\n')}\n${played.complaints}\n`);
  return failed.length === 0 ? 0 : 1;
}

function speedLines({ model, join }: Played): string[] {
  const waits = [...model.calls.values()].flatMap((view) => {
    const writtenAt = join.writtenAt(view);
    const says = view.crmId === null ? undefined : join.crm(view.crmId);
    return writtenAt === null || says === undefined ? [] : [says.loggedAt - writtenAt];
  });
  return waits.length === 0
    ? []
    : [`From the row on disk to the record in the CRM: ${median(waits)} ms (median of ${waits.length}).`];
}

async function accountsOf(stage: Stage, { ledger }: Played): Promise<Accounts> {
  return {
    phone: { conversations: stage.phone.made.reduce((sum, call) => sum + call.conversations.length, 0) },
    aftercall: ledger,
    crm: { records: recordsOf(stage.crm), violations: stage.crm.violations },
    files: await fingerprintsOf(stage.phone),
  };
}
