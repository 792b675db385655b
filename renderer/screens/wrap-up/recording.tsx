import type { RefObject } from 'react';
import type { Bridge } from '../../../shared/contract.ts';
import type { CallSheet } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Player, type PlayerHandle } from '../../parts/player.tsx';
import css from './wrap-up.module.css';

interface RecordingProps {
  readonly client: Pick<Bridge, 'waveform'>;
  readonly sheet: CallSheet;
  readonly player: RefObject<PlayerHandle | null>;
}

/** What was recorded. The call never waits for it. */
export function Recording({ client, sheet: { row, recording }, player }: RecordingProps) {
  const { screens } = useSaid();
  if (recording === null || recording.state === 'awaited') {
    const text = row.talkSeconds > 0 && recording !== null ? screens.wrapUp.noneYet : screens.wrapUp.none;
    return <p className={css['no-recording']}>{text}</p>;
  }
  const follows = screens.parts.follows[recording.state];
  return (
    <div className={css['recording']}>
      <Player client={client} id={row.id} recording={recording} small ref={player} />
      {follows !== undefined && <p className="small quiet">{follows}</p>}
    </div>
  );
}
