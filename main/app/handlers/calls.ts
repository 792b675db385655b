import type { AppError } from '../../../shared/errors.ts';
import { appError } from '../../../shared/errors.ts';
import type { Waveform } from '../../../shared/desk.ts';
import type { Handlers } from '../../../shared/contract.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Engine } from '../../engine/index.ts';
import { atDesk, type EngineHost } from '../engine-host.ts';
import { keepWrapUp, logWithWrapUp, saveWrapUp } from '../keep-wrap-up.ts';

type CallHandlers = Pick<
  Handlers,
  | 'listCalls'
  | 'callRows'
  | 'callSheet'
  | 'lookUp'
  | 'findContacts'
  | 'logCall'
  | 'logCalls'
  | 'saveWrapUp'
  | 'editCall'
  | 'takeBack'
  | 'retryCall'
  | 'ignoreCalls'
  | 'makePrivate'
  | 'bringBack'
  | 'waveform'
  | 'openInCrm'
>;

type Actions = Engine['actions'];

export interface CallDeps {
  readonly host: EngineHost;
  readonly waveform: (id: string, points: number) => Promise<Result<Waveform>>;
  /** Opens an address of a CRM in the system's browser; refuses every other. */
  readonly openLink: (url: string) => Promise<Result<void>>;
}

/** What windows ask about calls and decide about them. */
export function callHandlers({ host, openLink, waveform }: CallDeps): CallHandlers {
  const acting = async <T>(act: (actions: Actions) => Promise<Result<T>>): Promise<Result<T>> => {
    const at = atDesk(host);
    return at.ok ? act(at.value.engine.actions) : at;
  };
  return {
    listCalls({ filter, offset, limit }) {
      const at = atDesk(host);
      return Promise.resolve(at.ok ? ok(at.value.desk.page(filter, offset, limit)) : at);
    },
    callRows({ ids }) {
      const at = atDesk(host);
      if (!at.ok) return Promise.resolve(at);
      const { desk } = at.value;
      return Promise.resolve(ok(ids.flatMap((id) => desk.row(id) ?? [])));
    },
    async callSheet({ id }) {
      const at = atDesk(host);
      if (!at.ok) return at;
      const { desk, engine, settings } = at.value;
      const detail = await engine.actions.detail(id);
      if (!detail.ok) return detail;
      const { state, account } = detail.value;
      const crm = settings.accounts.find((each) => each.id === account)?.crm ?? null;
      const goesAt = state.name === 'queued' && state.reason === null ? state.due : null;
      const sheet = desk.sheet(id, { detail: detail.value, crm, goesAt });
      return sheet === undefined ? fail(UNKNOWN) : ok(sheet);
    },
    waveform: ({ id, points }) => waveform(id, points),
    lookUp: ({ id }) => acting((actions) => actions.lookUp(id)),
    findContacts: ({ id, text }) => acting((actions) => actions.searchContacts(id, text)),
    logCall: ({ id, wrapUp }) => acting((actions) => logWithWrapUp(actions, id, wrapUp)),
    logCalls: ({ ids }) =>
      acting(async (actions) => {
        const { done, left } = await each(ids, (id) => actions.logNow(id));
        return done === 0 && left !== null ? fail(left) : ok({ logged: done, left: ids.length - done });
      }),
    saveWrapUp: ({ id, wrapUp }) => acting((actions) => saveWrapUp(actions, id, wrapUp)),
    editCall: ({ id, wrapUp }) => acting((actions) => keepWrapUp(actions, id, wrapUp)),
    takeBack: ({ id }) => acting((actions) => actions.takeBack(id, 'pending')),
    retryCall: ({ id }) => acting((actions) => actions.retry(id)),
    ignoreCalls: ({ ids }) =>
      acting(async (actions) => {
        const { done, left } = await each(ids, (id) => actions.ignore(id));
        return done === 0 && left !== null ? fail(left) : ok({ ignored: done, left: ids.length - done });
      }),
    makePrivate: ({ id }) => acting((actions) => actions.markPrivate(id)),
    bringBack: ({ id }) => acting((actions) => actions.takeBack(id, 'pending')),
    async openInCrm({ id }) {
      const at = atDesk(host);
      if (!at.ok) return at;
      const url = at.value.desk.crmUrl(id);
      if (url === null) return fail(appError('local', 'not_in_crm', 'This call is not in the CRM.'));
      const opened = await openLink(url);
      return opened.ok ? ok(null) : opened;
    },
  };
}

const UNKNOWN = appError('local', 'unknown_call', 'There is no such call any more.');

async function each(
  ids: readonly string[],
  act: (id: string) => Promise<Result<unknown>>,
): Promise<{ done: number; left: AppError | null }> {
  let done = 0;
  let left: AppError | null = null;
  for (const id of ids) {
    const answer = await act(id);
    if (answer.ok) done++;
    else left ??= answer.error;
  }
  return { done, left };
}
