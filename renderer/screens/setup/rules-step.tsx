import { X } from 'lucide-react';
import { useState } from 'react';
import {
  Input,
  Label,
  NumberField,
  RadioButton,
  RadioField,
  RadioGroup,
  SwitchButton,
  SwitchField,
} from 'react-aria-components';
import { useSaid } from '../../i18n/index.tsx';
import { IconButton, LinkButton } from '../../parts/button.tsx';
import { Segment } from '../../parts/choices.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { SumBar } from '../../parts/sum.tsx';
import { sourceOf, type SetupState } from '../../stores/setup-store.ts';
import css from './setup.module.css';

/** How calls are logged, and what the last ones would have become. */
export function RulesStep({ state }: { state: SetupState }) {
  const words = useSaid().screens.setup.rules;
  const { rules, setRules } = state;
  return (
    <>
      <h1>{words.title}</h1>
      <p className={css['lead']}>{words.lead}</p>
      <RadioGroup
        className={css['modes'] ?? ''}
        value={rules.mode}
        onChange={(id) => {
          setRules({ mode: id === 'auto' ? 'auto' : 'ask' });
        }}
      >
        <Label className="hidden">{words.mode}</Label>
        <Mode id="ask" name={words.ask} hint={words.askHint} />
        <Mode id="auto" name={words.auto} hint={words.autoHint} />
      </RadioGroup>
      <RuleList state={state} />
      <Preview state={state} />
    </>
  );
}

function Mode({ id, name, hint }: { id: string; name: string; hint: string }) {
  return (
    <RadioField value={id}>
      <RadioButton className={css['mode'] ?? ''}>
        <span className="radio" />
        <span>
          <span className="strong">{name}</span>
          <br />
          <span className="small">{hint}</span>
        </span>
      </RadioButton>
    </RadioField>
  );
}

function RuleList({ state }: { state: SetupState }) {
  const words = useSaid().screens.setup.rules;
  const { rules, setRules } = state;
  return (
    <div className={css['rules']}>
      <SwitchField
        isSelected={rules.leaveOutInternal}
        onChange={(leaveOutInternal) => {
          setRules({ leaveOutInternal });
        }}
      >
        <SwitchButton className={css['rule'] ?? ''}>
          {words.internal}
          <span className={css['track']} />
        </SwitchButton>
      </SwitchField>
      <NumberField
        className={css['rule'] ?? ''}
        minValue={0}
        maxValue={600}
        value={rules.minimum}
        onChange={(minimum) => {
          setRules({ minimum: Number.isNaN(minimum) ? 0 : minimum });
        }}
      >
        <Label>{words.shorter}</Label>
        <span className={css['unit']}>
          <Input className={`field num ${css['number'] ?? ''}`} />
          {words.seconds}
        </span>
      </NumberField>
      <PrivateNumbers
        numbers={rules.privateNumbers}
        onChange={(privateNumbers) => {
          setRules({ privateNumbers });
        }}
      />
      <Extension state={state} />
      <div className={css['rule']}>
        <span aria-hidden="true">{words.startWith}</span>
        <Segment
          label={words.startWith}
          choices={[
            { id: 'today', label: words.today },
            { id: 'month', label: words.month },
          ]}
          value={rules.start}
          onChange={(start) => {
            setRules({ start });
          }}
        />
      </div>
    </div>
  );
}

/** Of an office's call file: which side is the agent. */
function Extension({ state }: { state: SetupState }) {
  const { screens } = useSaid();
  const words = screens.setup.rules;
  const locals = sourceOf(state)?.locals ?? [];
  if (locals.length < 2) return null;
  return (
    <div className={css['rule']}>
      <span aria-hidden="true">{words.you}</span>
      <div className={css['extension']}>
        <SelectField
          label={words.you}
          options={[
            ...locals.map(({ number, calls }) => ({
              id: number,
              label: words.extension(number, screens.setup.phone.calls(calls)),
            })),
            { id: '*', label: words.everyone },
          ]}
          value={state.rules.extension}
          onChange={(extension) => {
            state.setRules({ extension });
          }}
        />
      </div>
    </div>
  );
}

function PrivateNumbers({ numbers, onChange }: { numbers: readonly string[]; onChange: (all: string[]) => void }) {
  const words = useSaid().screens.setup.rules;
  const [typed, setTyped] = useState<string | null>(null);
  const take = (): void => {
    const number = typed?.trim() ?? '';
    if (number !== '' && !numbers.includes(number)) onChange([...numbers, number]);
    setTyped(null);
  };
  return (
    <div className={css['rule']}>
      <span>{words.private}</span>
      <span className={css['numbers']}>
        {numbers.map((number) => (
          <span key={number} className={css['private']}>
            <bdi dir="ltr">{number}</bdi>
            <IconButton
              icon={X}
              label={words.remove(number)}
              onPress={() => {
                onChange(numbers.filter((each) => each !== number));
              }}
            />
          </span>
        ))}
        {typed === null ? (
          <LinkButton
            onPress={() => {
              setTyped('');
            }}
          >
            {words.add}
          </LinkButton>
        ) : (
          <div
            className={css['adding']}
            onBlur={take}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== 'Escape') return;
              event.stopPropagation();
              if (event.key === 'Enter') take();
              else setTyped(null);
            }}
          >
            <TextField label={words.addNumber} autoFocus maxLength={40} value={typed} onChange={setTyped} />
          </div>
        )}
      </span>
    </div>
  );
}

function Preview({ state: { preview } }: { state: SetupState }) {
  const { screens, words: shared } = useSaid();
  const words = screens.setup.rules;
  if (preview === null) return <div className={css['preview']} aria-busy="true" />;
  const { calls, toLog, excluded } = preview;
  const parts = excluded.map((each) => words.part(each.calls, shared.reasons[each.rule] ?? each.rule));
  return (
    <div className={css['preview']} role="status">
      <p className="small strong num">{words.preview(calls)}</p>
      <SumBar
        height={9}
        bricks={[
          { brick: 'waiting', calls: toLog },
          { brick: 'excluded', calls: calls - toLog },
        ]}
      />
      <p className={css['parts']}>
        <span className="s-pending">{words.toLog(toLog)}</span>
        <span className="s-excluded">{words.excluded(calls - toLog, parts.join(', '))}</span>
      </p>
    </div>
  );
}
