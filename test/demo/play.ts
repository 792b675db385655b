import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineEvent } from '../../shared/events.ts';
import type { LedgerCall, LedgerLine } from '../../shared/ledger.ts';
import { startEngine } from './engine-process.ts';
import { apply, EMPTY, settle } from './model.ts';
import type { CallView, DemoModel } from './model.ts';
import { callsFor } from './office.ts';
import type { Paint } from './paint.ts';
import type { Stage } from './stage.ts';
import type { Terminal } from './terminal.ts';
import { callLine, headLine, isComplete, statusLine } from './view.ts';
import type { Join } from './view.ts';

export interface Play {
  readonly stage: Stage;
  readonly cli: string;
  readonly terminal: Terminal;
  readonly paint: Paint;
  readonly calls: number;
  /** Milliseconds from one call to the next, and for how long the CRM is away. */
  readonly pause: number;
  readonly away: number;
  readonly signal: AbortSignal;
}

export interface Played {
  readonly model: DemoModel;
  readonly join: Join;
  /** The engine's last line: the ledger with all calls. */
  readonly ledger: LedgerLine & { readonly calls: readonly LedgerCall[] };
  /** What the engine said on stderr. */
  readonly complaints: string;
}

/** How long after the last call everything may take to come to rest. Milliseconds. */
const PATIENCE = 30_000;

/** Lets the phone ring, the engine work and the CRM fail, and shows it. Undefined when it was aborted. */
export async function play(scene: Play): Promise<Played | undefined> {
  const show = createShow(scene);
  const engine = startEngine({
    cli: scene.cli,
    args: ['run', '--config', scene.stage.config, '--json', '--calls'],
    env: scene.stage.env,
    onEvent: (event) => show.happened(event),
  });
  const ended = engine.ended.then(({ code, errors }) => {
    // Ctrl-C reaches the engine by itself.
    if (!show.hasEnded() && !scene.signal.aborted)
      throw new Error(`The engine ended by itself (${String(code)}):\n${errors}`);
  });
  const ticking = setInterval(() => show.draw(), 100);
  try {
    await Promise.race([perform(scene, show), ended]);
  } finally {
    clearInterval(ticking);
    show.end();
    engine.stop();
  }
  const { ledger, errors } = await engine.ended;
  if (scene.signal.aborted) return undefined;
  if (ledger?.calls === undefined) throw new Error(`The engine ended without its ledger:\n${errors}`);
  show.tellRest(ledger.calls);
  return { model: show.model(), join: show.join, ledger: { ...ledger, calls: ledger.calls }, complaints: errors };
}

async function perform(scene: Play, show: Show): Promise<void> {
  const { stage, calls, pause, signal } = scene;
  const scenarios = callsFor(calls);
  const lossAt = Math.floor(calls * 0.45);
  const awayAt = Math.floor(calls * 0.6);
  await until(() => show.model().ready, scene);
  const ringing: Promise<unknown>[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    if (signal.aborted) break;
    if (index === lossAt) loseAnAnswer(stage, show);
    if (index === awayAt) ringing.push(goAway(scene, show));
    ringing.push(stage.phone.call(scenario, pause * 0.6));
    await rest(pause, signal);
  }
  await Promise.all(ringing);
  await until(() => atRest(stage, show), scene);
}

/** Ends early, without complaint, when aborted. */
async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch((thrown: unknown) => {
    if (!signal.aborted) throw thrown;
  });
}

/** Waits for `done`; gives up after a while, so that the verdict says what is missing. */
async function until(done: () => boolean, { signal }: Play): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE;
  while (!done() && !signal.aborted && Date.now() < giveUpAt) await sleep(50);
}

function atRest({ phone }: Stage, show: Show): boolean {
  const made = phone.made.reduce((sum, call) => sum + call.conversations.length, 0);
  const calls = [...show.model().calls.values()];
  return calls.length >= made && calls.every((view) => isComplete(view, show.join));
}

function loseAnAnswer(stage: Stage, show: Show): void {
  stage.crm.faults.add({ match: /^POST \/callLogs$/, kind: 'drop_after' });
  show.note('The CRM will save the next call, and its answer will be lost on the way.');
}

async function goAway({ stage, away, signal }: Play, show: Show): Promise<void> {
  stage.crm.faults.add({ match: /./, kind: 'drop_before', times: Number.POSITIVE_INFINITY });
  show.note(`The CRM goes away for ${away / 1000} s. Calls are found all the same and wait.`);
  await rest(away, signal);
  stage.crm.faults.clear();
  show.note('The CRM is back.');
}

interface Show {
  readonly join: Join;
  model(): DemoModel;
  happened(event: EngineEvent): void;
  note(text: string): void;
  draw(): void;
  /** Nothing is drawn any more, but for what the ledger still has to say. */
  end(): void;
  hasEnded(): boolean;
  tellRest(calls: readonly LedgerCall[]): void;
}

/** After the phone's last row; until then another leg may still change what a call was. Milliseconds. */
const LEGS_COME_WITHIN = 400;
const ANSWER_LOST = '  Its answer was lost: the CRM was asked, and the call is there once.';

/** Lines of settled calls stay; calls on their way and the sums stand at the foot of a terminal. */
function createShow({ stage, terminal, paint }: Play): Show {
  let model = EMPTY;
  let over = false;
  const printed = new Map<string, string>();
  const join = joinOf(stage);
  const screen = () => ({ width: terminal.width(), paint, join });
  terminal.print(headLine(screen()));
  const print = (view: CallView): void => {
    const line = callLine(view, screen());
    if (printed.get(view.call.id) === line) return;
    printed.set(view.call.id, line);
    terminal.print(line);
    if (view.wasUnknown) terminal.print(paint('dim', ANSWER_LOST));
  };
  const isForGood = (view: CallView): boolean =>
    isComplete(view, join) && Date.now() - (join.writtenAt(view) ?? Date.now()) > LEGS_COME_WITHIN;
  const draw = (): void => {
    if (over) return;
    const views = [...model.calls.values()];
    views.filter(isForGood).forEach(print);
    const open = views.filter(({ call }) => !printed.has(call.id)).map((view) => callLine(view, screen()));
    terminal.foot([...open, statusLine(model, screen())]);
  };
  return {
    join,
    model: () => model,
    happened(event) {
      model = apply(model, event, Date.now());
      draw();
    },
    note: (text) => terminal.print(paint('yellow', `! ${text}`)),
    draw,
    end() {
      over = true;
      terminal.foot([]);
    },
    hasEnded: () => over,
    tellRest(calls) {
      model = settle(model, calls, Date.now());
      for (const view of model.calls.values()) print(view);
    },
  };
}

/** The phone's calls and the engine's are the same when they began in the same second with the same other side. */
function joinOf({ phone, crm }: Stage): Join {
  const second = (moment: number): number => Math.floor(moment / 1000);
  return {
    writtenAt({ call }) {
      const began = second(Date.parse(call.startedAt));
      const conversations = phone.made.flatMap((made) => made.conversations);
      const same = conversations.filter((one) => second(one.startedAt) === began);
      const exact = same.find((one) => one.remote === call.remoteRaw);
      return (exact ?? same[0])?.writtenAt ?? null;
    },
    crm(id) {
      const log = crm.state.callLogs.get(id);
      if (log === undefined) return undefined;
      const contact = log.person_id === undefined ? null : (crm.state.persons.get(log.person_id)?.name ?? null);
      return { contact, loggedAt: log.createdAt, recordedAt: log.recording?.completedAt ?? null };
    },
  };
}
