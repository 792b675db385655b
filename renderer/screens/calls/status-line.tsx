import {
  Check,
  CircleAlert,
  Clock,
  DatabaseBackup,
  History,
  Hourglass,
  KeyRound,
  Pause,
  WifiOff,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Overview } from '../../../shared/desk.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid, type Said } from '../../i18n/index.tsx';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { waitingIn } from '../../view.ts';
import { formatName } from './format-name.ts';
import { useDesk, useOverview } from './desk.ts';

/** Always there, so that nothing ever shifts. One verdict of the engine in one line. */
export function StatusLine() {
  const said = useSaid();
  const { overview, problem } = useOverview();
  const { status } = said.screens.calls;
  if (overview === null) {
    return (
      <Line icon={problem === null ? Hourglass : CircleAlert}>
        {problem === null ? status.reading : (said.screens.calls.problems[problem.code] ?? problem.message)}
      </Line>
    );
  }
  return <State overview={overview} said={said} />;
}

/** From what is most in the way of the agent to what is just so. */
function State({ overview, said }: { overview: Overview; said: Said }) {
  const { client, ui } = useDesk();
  const { formats, screens } = said;
  const { status } = screens.calls;
  const { accounts, health, healthSince, paused, catchingUp } = overview;
  const wait = waitingIn(overview.ledger);
  const figure = formats.number(wait);
  const lost = accounts.find(({ state }) => state === 'sign_in');
  if (health.verdict === 'offline') {
    return (
      <Line icon={WifiOff} kind="offline">
        <b>{status.offlineSince(formats.time(healthSince))}</b> {status.keepWorking(wait, figure)}
      </Line>
    );
  }
  if (lost !== undefined) {
    return (
      <Line
        icon={KeyRound}
        kind="sign-in"
        end={
          <Button onPress={() => ui.getState().set({ signIn: lost.id, isDetailOpen: true })}>
            {status.signInAction}
          </Button>
        }
      >
        <b>{status.signIn(crmName(lost.crm))}</b> {status.noneLost(wait, figure)}
      </Line>
    );
  }
  const [reason] = health.reasons.filter(
    ({ category }) => category !== 'notice' && category !== 'busy' && category !== 'network',
  );
  if (health.verdict === 'attention' && reason !== undefined) {
    return (
      <Line icon={CircleAlert} kind="sign-in">
        <b>{status.reasons[reason.code] ?? reason.message}</b>
      </Line>
    );
  }
  if (paused) {
    return (
      <Line
        icon={Pause}
        end={<LinkButton onPress={() => void client.pause({ paused: false })}>{status.resume}</LinkButton>}
      >
        <b className="strong">{status.paused}</b> {status.pausedText(wait, figure)}
      </Line>
    );
  }
  if (catchingUp !== null) return <CatchingUp overview={overview} catchingUp={catchingUp} />;
  const busy = accounts.find(({ state }) => state === 'paused');
  if (busy !== undefined) return <Line icon={Clock}>{status.busy(crmName(busy.crm))}</Line>;
  return <Line icon={Check}>{fineWords(overview, said)}</Line>;
}

function CatchingUp({ overview, catchingUp }: { overview: Overview; catchingUp: NonNullable<Overview['catchingUp']> }) {
  const { formats, screens } = useSaid();
  const { client } = useDesk();
  const { status } = screens.calls;
  const { done, of, perMinute } = catchingUp;
  const isRebuilding = overview.health.reasons.some(({ code }) => code === 'rebuilt');
  const label = isRebuilding ? status.rebuilding : status.catchingUp;
  const share = of === 0 ? 0 : Math.round((done / of) * 100);
  const rate =
    perMinute === 0
      ? ''
      : `${status.rate(formats.tenths(perMinute / 60))}, ${status.left(status.minutes((of - done) / perMinute))}`;
  return (
    <Line
      icon={isRebuilding ? DatabaseBackup : History}
      end={<LinkButton onPress={() => void client.pause({ paused: true })}>{status.pause}</LinkButton>}
    >
      <span className="num">
        <b className="strong">{label}</b> {status.of(formats.number(done), formats.number(of))}
      </span>
      <span
        className="progress"
        role="progressbar"
        aria-label={label}
        aria-valuenow={share}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ inlineSize: `${share}%` }} />
      </span>
      <span className="num cut">{isRebuilding ? status.meanwhile : rate}</span>
    </Line>
  );
}

export function listed(names: readonly string[], { language }: Said): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format([...new Set(names)]);
}

function fineWords({ sources, accounts }: Overview, said: Said): string {
  const { status } = said.screens.calls;
  const names = sources.map(({ format }) => formatName(format));
  const crms = [...new Set(accounts.map(({ crm }) => crmName(crm)))];
  const watching = names.length === 0 ? status.watchingNothing : status.watching(listed(names, said));
  return `${watching} ${crms.length === 0 ? status.noAccount : status.connected(listed(crms, said), crms.length > 1)}`;
}

interface LineProps {
  readonly icon: LucideIcon;
  readonly kind?: 'offline' | 'sign-in';
  readonly children: ReactNode;
  readonly end?: ReactNode;
}

function Line({ icon, kind, children, end }: LineProps) {
  const { status } = useSaid().screens.calls;
  return (
    <footer
      className={kind === undefined ? 'status' : `status ${kind}`}
      data-region="status"
      tabIndex={-1}
      aria-label={status.label}
    >
      <Icon of={icon} small />
      <span className="status-words cut" role="status">
        {children}
      </span>
      <span className="gap" />
      {end}
    </footer>
  );
}
