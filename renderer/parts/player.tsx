import { useEffect, useImperativeHandle, useState, type Ref } from 'react';
import { Button as AriaButton, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import type { Bridge } from '../../shared/contract.ts';
import type { CallSheet, Waveform as Loudness } from '../../shared/desk.ts';
import { useSaid } from '../i18n/index.tsx';
import { ChoiceMenu } from './menu.tsx';
import { usePlayer, type Playing } from './use-player.ts';
import { Waveform } from './waveform.tsx';

const POINTS = 92;
const RATES = ['0.75', '1', '1.25', '1.5', '2'];

/** What keys of a screen do with its player. */
export interface PlayerHandle {
  readonly toggle: () => void;
  /** Seconds, forward or back. */
  readonly step: (seconds: number) => void;
}

interface PlayerProps {
  readonly client: Pick<Bridge, 'waveform'>;
  /** The call. */
  readonly id: string;
  readonly recording: NonNullable<CallSheet['recording']>;
  /** One line, for the wrap-up. */
  readonly small?: boolean;
  readonly ref?: Ref<PlayerHandle>;
}

export function Player({ client, id, recording, small = false, ref }: PlayerProps) {
  const { screens, formats } = useSaid();
  const words = screens.parts;
  const loudness = useLoudness(client, id, recording);
  const playing = usePlayer(`recording://call/${id}`);
  const seconds = recording.seconds ?? loudness?.seconds ?? 0;
  const { at, seek, toggle } = playing;
  const canPlay = recording.playable && !playing.failed;
  useImperativeHandle(
    ref,
    () => ({
      toggle: () => {
        if (canPlay) toggle();
      },
      step: (by) => {
        if (canPlay) seek(Math.min(seconds, at + by));
      },
    }),
    [canPlay, toggle, seek, seconds, at],
  );
  const state = words.states[recording.state];
  return (
    <div className={small ? 'player small' : 'player'} role="group" aria-label={words.recording}>
      <PlayButton isPlaying={playing.isPlaying} isDisabled={!canPlay} onPress={toggle} />
      <Position playing={playing} seconds={seconds} loudness={loudness} isDisabled={!canPlay} />
      {small ? (
        <span className="side">
          <span className="strong">{formats.clock(at > 0 ? at : seconds)}</span>
          <span className="quiet">{state}</span>
        </span>
      ) : (
        <div className="player-foot">
          <span className="strong">{formats.clock(at)}</span>
          <span>{words.of(formats.clock(seconds))}</span>
          <span className="gap" />
          <span className="cut">{playing.failed ? words.cannotPlay : state}</span>
          {recording.bytes !== null && <span>{formats.bytes(recording.bytes)}</span>}
          <Speed playing={playing} />
        </div>
      )}
    </div>
  );
}

function PlayButton({
  isPlaying,
  isDisabled,
  onPress,
}: {
  isPlaying: boolean;
  isDisabled: boolean;
  onPress: () => void;
}) {
  const words = useSaid().screens.parts;
  return (
    <AriaButton
      className="play"
      aria-label={isPlaying ? words.pause : words.play}
      isDisabled={isDisabled}
      onPress={onPress}
    >
      <svg viewBox="0 0 12 12" aria-hidden="true">
        {isPlaying ? (
          <path d="M3 2h2v8H3zm4 0h2v8H7z" />
        ) : (
          <path d="M3 1.9c0-.7.76-1.13 1.36-.77l6 3.6c.58.35.58 1.2 0 1.54l-6 3.6A.9.9 0 0 1 3 9.1z" />
        )}
      </svg>
    </AriaButton>
  );
}

interface PositionProps {
  readonly playing: Playing;
  readonly seconds: number;
  readonly loudness: Loudness | null;
  readonly isDisabled: boolean;
}

/** The waveform is the slider's track. */
function Position({ playing, seconds, loudness, isDisabled }: PositionProps) {
  const { screens, formats } = useSaid();
  const words = screens.parts;
  const { at, seek } = playing;
  return (
    <Slider
      className="wave-slider"
      aria-label={words.position}
      minValue={0}
      maxValue={Math.max(seconds, 1)}
      step={1}
      value={Math.min(at, seconds)}
      isDisabled={isDisabled}
      onChange={seek}
    >
      <SliderTrack className="track">
        <Waveform loudness={loudness} share={seconds === 0 ? 0 : Math.min(1, at / seconds)} />
        <SliderThumb
          className="thumb"
          aria-valuetext={words.at(formats.clock(at), formats.clock(seconds))}
          aria-label={words.position}
        />
      </SliderTrack>
    </Slider>
  );
}

function Speed({ playing: { rate, setRate } }: { playing: Playing }) {
  const words = useSaid().screens.parts;
  return (
    <ChoiceMenu
      label={words.speeds}
      button={
        <AriaButton className="strong speed" aria-label={words.speed(String(rate))}>
          {rate}×
        </AriaButton>
      }
      groups={[
        {
          label: words.speeds,
          value: String(rate),
          onChange: (id) => setRate(Number(id)),
          options: RATES.map((id) => ({ id, label: `${id}×` })),
        },
      ]}
    />
  );
}

/** Asked anew when the file has grown or is whole. */
function useLoudness(
  client: Pick<Bridge, 'waveform'>,
  id: string,
  recording: PlayerProps['recording'],
): Loudness | null {
  const [loudness, setLoudness] = useState<{ readonly of: string; readonly value: Loudness } | null>(null);
  const { playable, state, bytes } = recording;
  useEffect(() => {
    if (!playable) return undefined;
    let wanted = true;
    void client.waveform({ id, points: POINTS }).then((answer) => {
      if (wanted && answer.ok) setLoudness({ of: id, value: answer.value });
    });
    return () => {
      wanted = false;
    };
  }, [client, id, playable, state, bytes]);
  return loudness?.of === id ? loudness.value : null;
}
