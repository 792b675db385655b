import { CornerUpLeft, ExternalLink, EyeOff, Pencil, RotateCw, UserSearch, X } from 'lucide-react';
import type { CallSheet } from '../../../shared/desk.ts';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid, type Said } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import type { MenuEntry } from '../../parts/menu.tsx';
import { useDesk, type Desk } from './desk.ts';

interface Action extends MenuEntry {
  readonly keys: string;
  readonly onAction: () => void;
}

interface ActionsOf {
  readonly primary: Action | undefined;
  readonly near: readonly Action[];
  readonly far: readonly Action[];
  readonly more: readonly Action[];
  readonly all: readonly Action[];
}

/** What may be done with a call now. The engine says what is allowed; here is only what comes first. */
export function actionsOf(sheet: CallSheet, said: Said, { acts, ui }: Desk): ActionsOf {
  const { row, detail, call, crm } = sheet;
  const { detail: texts } = said.screens.calls;
  const may = new Set<string>(detail.allowed);
  const { id } = row;
  const isIgnored = row.state === 'excluded' && row.reason === 'ignored';
  const isInCrm = call.crm?.url !== null && call.crm !== null;
  const make = (when: boolean, action: Action): readonly Action[] => (when ? [action] : []);
  const log = make(may.has('logNow') && !isIgnored && row.state !== 'queued', {
    ...{ id: 'log', label: texts.logCall, keys: 'Enter' },
    onAction: () => void acts.log(id),
  });
  const open = make(isInCrm, {
    ...{ id: 'open', label: texts.openIn(crm === null ? 'CRM' : crmName(crm)), keys: 'O', icon: ExternalLink },
    onAction: () => void acts.openInCrm(id),
  });
  const edit = make(may.has('editCall'), {
    ...{ id: 'edit', label: texts.edit, keys: 'E', icon: Pencil },
    onAction: () => ui.getState().set({ mode: 'edit', isDetailOpen: true }),
  });
  const move = make(may.has('moveCall') || may.has('decideContact'), {
    ...{ id: 'move', label: may.has('moveCall') ? texts.move : texts.choose, keys: 'M', icon: UserSearch },
    onAction: () => ui.getState().set({ mode: 'contact', isDetailOpen: true }),
  });
  const again = make(may.has('retry') && row.state !== 'synced' && row.state !== 'logged', {
    ...{ id: 'again', label: texts.tryAgain, keys: 'R', icon: RotateCw },
    onAction: () => void acts.retry(id),
  });
  const back = make(may.has('takeBack') && !isIgnored, {
    ...{ id: 'back', label: texts.takeBack, keys: 'Z', icon: CornerUpLeft },
    onAction: () => void acts.takeBack(id),
  });
  const bring = make(isIgnored, {
    ...{ id: 'bring', label: texts.bringBack, keys: 'Z', icon: CornerUpLeft },
    onAction: () => void acts.bringBack(id),
  });
  const ignore = make(may.has('ignore'), {
    ...{ id: 'ignore', label: texts.notThis, keys: 'X', icon: X },
    onAction: () => void acts.ignore([id]),
  });
  const hide = make(may.has('markPrivate'), {
    ...{ id: 'private', label: texts.private, keys: 'P', icon: EyeOff },
    onAction: () => ui.getState().set({ askPrivate: id }),
  });
  const isOpen = row.state === 'pending' || row.state === 'held' || row.state === 'failed';
  const choose = row.state === 'held' ? move : [];
  const first = [...log, ...choose, ...(row.state === 'failed' ? again : []), ...open, ...bring];
  const near = [...first.slice(1, 2), ...edit];
  const far = isOpen && log.length > 0 ? [...ignore, ...hide] : [...back];
  const all = [...log, ...open, ...edit, ...move, ...again, ...back, ...bring, ...ignore, ...hide];
  const shown = new Set([...first.slice(0, 2), ...near, ...far].map((each) => each.id));
  return { primary: first[0], near, far, more: all.filter((each) => !shown.has(each.id)), all };
}

/** At the foot of the detail; each says its key. */
export function Actions({ sheet }: { sheet: CallSheet }) {
  const said = useSaid();
  const desk = useDesk();
  const { primary, near, far } = actionsOf(sheet, said, desk);
  if (primary === undefined && near.length === 0 && far.length === 0) return null;
  return (
    <div className="actions">
      {primary !== undefined && (
        <Button
          kind={primary.id === 'log' ? 'primary' : 'plain'}
          keys={primary.keys}
          {...(primary.icon === undefined || primary.id === 'log' ? {} : { icon: primary.icon })}
          onPress={primary.onAction}
        >
          {primary.label}
        </Button>
      )}
      {near.map(({ id, label, keys, onAction }, index) => (
        <Button key={id} kind={primary === undefined && index === 0 ? 'plain' : 'quiet'} keys={keys} onPress={onAction}>
          {label}
        </Button>
      ))}
      <span className="gap" />
      {far.map(({ id, label, keys, onAction }) => (
        <Button key={id} kind="quiet" {...(far.length > 1 ? {} : { keys })} onPress={onAction}>
          {label}
        </Button>
      ))}
    </div>
  );
}
