import { ArrowDownLeft, ArrowLeftRight, ArrowUpRight, AudioLines, Ellipsis } from 'lucide-react';
import { RadioButton, RadioField, RadioGroup, Label } from 'react-aria-components';
import type { FoundSource } from '../../../shared/contract/setup.ts';
import type { LedgerCall } from '../../../shared/ledger.ts';
import type { DelimitedMapping } from '../../../shared/mapping.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { sourceOf, type SetupState } from '../../stores/setup-store.ts';
import { formatName } from '../calls/format-name.ts';
import css from './setup.module.css';

const ARROWS = { inbound: ArrowDownLeft, outbound: ArrowUpRight, internal: ArrowLeftRight, unknown: Ellipsis };

/** Where the phone keeps its calls, with the last ones as a proof. */
export function PhoneStep({ state }: { state: SetupState }) {
  const words = useSaid().screens.setup.phone;
  const { sources, chosen, choose } = state;
  const source = sourceOf(state);
  return (
    <>
      <h1>{words.title}</h1>
      <p className={css['lead']}>{sources === null ? words.looking : words.lead}</p>
      {sources !== null && (
        <RadioGroup className={css['sources'] ?? ''} value={chosen} onChange={choose}>
          <Label className="hidden">{words.source}</Label>
          {sources.map((each) => (
            <SourceChoice key={each.path} source={each} isChosen={each === source} />
          ))}
          <RadioField value="other">
            <RadioButton className={css['source'] ?? ''}>
              <span className="radio" />
              <span className="cut">
                <span className="strong">{words.other}</span> <span className="small quiet">{words.otherHint}</span>
              </span>
            </RadioButton>
          </RadioField>
        </RadioGroup>
      )}
      {chosen === 'other' && (
        <div className={css['pick']}>
          <Button onPress={() => void state.pick('file')}>{words.file}</Button>
          <Button onPress={() => void state.pick('folder')}>{words.folder}</Button>
        </div>
      )}
      {source !== undefined && <Recordings source={source} onPick={() => void state.pickRecordings()} />}
    </>
  );
}

function SourceChoice({ source, isChosen }: { source: FoundSource; isChosen: boolean }) {
  const { screens, formats } = useSaid();
  const words = screens.setup.phone;
  const { system, format, path, calls, lastAt, newest, mapping } = source;
  const count = words.calls(calls);
  const day = lastAt === null ? null : formats.shortDay(new Date(lastAt).toISOString().slice(0, 10));
  return (
    <RadioField value={path}>
      <RadioButton className={css['source'] ?? ''}>
        <span className="radio" />
        <span className="cut">
          <span className="strong">{system ?? formatName(format)}</span>{' '}
          <span className="small quiet">{system === null ? <bdi dir="ltr">{path}</bdi> : words.here}</span>
        </span>
        <span className="small num quiet">{isChosen || day === null ? count : words.last(count, day)}</span>
        {isChosen && (
          <span className={css['proof']}>
            <span className="hidden">{words.proof}</span>
            {newest.map((call) => (
              <ProofLine key={call.id} call={call} />
            ))}
            {format === 'delimited' && mapping !== null && (
              <span className="small quiet">{useColumns(mapping as DelimitedMapping)}</span>
            )}
          </span>
        )}
      </RadioButton>
    </RadioField>
  );
}

/** What the columns of a file that nobody knows seem to mean. */
function useColumns({ columns }: DelimitedMapping): string {
  const words = useSaid().screens.setup;
  const parts = Object.entries(columns).flatMap(([field, column]) =>
    column === undefined ? [] : [words.phone.column(words.fieldNames[field] ?? field, [column].flat().join(' + '))],
  );
  return words.phone.columns(parts.join(', '));
}

function ProofLine({ call }: { call: LedgerCall }) {
  const { words, formats } = useSaid();
  return (
    <span className={css['line']}>
      <Icon of={ARROWS[call.direction]} small />
      <span className="cut">
        <bdi dir="ltr">{call.remoteNumber ?? call.remoteRaw ?? words.noNumber}</bdi>
      </span>
      <span className="small">{words.outcomes[call.outcome]}</span>
      <span className="num">{formats.length(call.talkSeconds)}</span>
      <span className="num quiet">{formats.time(Date.parse(call.startedAt))}</span>
    </span>
  );
}

function Recordings({ source: { recordings }, onPick }: { source: FoundSource; onPick: () => void }) {
  const words = useSaid().screens.setup.phone;
  const text =
    recordings === null
      ? words.noRecordings
      : recordings.talked === 0
        ? words.chosenRecordings(recordings.folder)
        : words.recordings(recordings.paired, recordings.talked);
  return (
    <p className={css['after']}>
      <Icon of={AudioLines} small />
      <span>{text}</span>
      {recordings === null && <LinkButton onPress={onPick}>{words.pickRecordings}</LinkButton>}
    </p>
  );
}
