import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { SwitchButton, SwitchField } from 'react-aria-components';
import { useSaid } from '../../i18n/index.tsx';
import { Button, IconButton } from '../../parts/button.tsx';
import { Segment } from '../../parts/choices.tsx';
import { acceleratorOf, shownKeys, type Control, type SettingItem } from './model.ts';
import css from './settings.module.css';

interface ControlProps {
  readonly item: SettingItem;
  readonly value: unknown;
  /** True when the value counts now. */
  readonly onChange: (value: unknown) => Promise<boolean>;
  readonly labelledBy: string;
  readonly describedBy: string;
  readonly isDisabled: boolean;
  readonly isRefused: boolean;
}

/** What is typed is checked after a moment's rest, when the field is left, and with Enter. Milliseconds. */
const TYPED = 500;

/** How a setting is changed. */
export function ControlOf(props: ControlProps) {
  const { item, value, onChange, isDisabled, labelledBy, describedBy } = props;
  const { screens } = useSaid();
  const texts = screens.settings;
  const { control, key } = item;
  switch (control.kind) {
    case 'choice':
      return (
        <Segment
          label={texts.items[key]?.name ?? key}
          choices={control.options.map((id) => ({ id, label: texts.items[key]?.options?.[id] ?? id }))}
          value={String(value)}
          isDisabled={isDisabled}
          onChange={(id) => void onChange(id)}
        />
      );
    case 'switch':
      return (
        <SwitchField
          isSelected={value === true}
          isDisabled={isDisabled}
          onChange={(isOn) => void onChange(isOn)}
          aria-labelledby={labelledBy}
          aria-describedby={describedBy}
        >
          <SwitchButton className={css['switch'] ?? ''}>
            <span className={css['track']} />
            {value === true ? texts.on : texts.off}
          </SwitchButton>
        </SwitchField>
      );
    case 'number':
      return <NumberControl {...props} unit={control} />;
    case 'date':
      return <DateControl {...props} />;
    case 'keys':
      return <KeysControl {...props} />;
    case 'names':
    case 'numbers':
      return <ListControl {...props} what={control.kind} />;
  }
}

function NumberControl(props: ControlProps & { unit: Extract<Control, { kind: 'number' }> }) {
  const { value, onChange, labelledBy, describedBy, isDisabled, isRefused, unit } = props;
  const { screens } = useSaid();
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef<number>(undefined);
  // A refused value stays to be corrected; once it counts, or is reset, the one in force is shown.
  useEffect(() => {
    if (!isRefused) setTyped(null);
  }, [isRefused]);
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
    },
    [],
  );
  const done = (text: string | null): void => {
    window.clearTimeout(timer.current);
    if (text === null) return;
    void onChange(text.trim() === '' ? undefined : Number(text)).then((counts) => {
      if (counts) setTyped((now) => (now === text ? null : now));
    });
  };
  return (
    <span className={css['unit']}>
      <input
        className={css['input']}
        type="number"
        inputMode="numeric"
        min={unit.min}
        max={unit.max}
        value={typed ?? String(value)}
        disabled={isDisabled}
        id={`${labelledBy}-control`}
        aria-describedby={describedBy}
        aria-invalid={isRefused}
        onChange={({ target }) => {
          setTyped(target.value);
          window.clearTimeout(timer.current);
          timer.current = window.setTimeout(() => {
            done(target.value);
          }, TYPED);
        }}
        onBlur={() => {
          done(typed);
        }}
        onKeyDown={({ key }) => {
          if (key === 'Enter') done(typed);
        }}
      />
      <span>{screens.settings.units[unit.unit]}</span>
    </span>
  );
}

function DateControl({ value, onChange, labelledBy, describedBy, isDisabled, isRefused }: ControlProps) {
  const day = typeof value === 'number' ? dayOf(value) : typeof value === 'string' ? value.slice(0, 10) : '';
  return (
    <input
      className={css['input']}
      type="date"
      value={day}
      disabled={isDisabled}
      id={`${labelledBy}-control`}
      aria-describedby={describedBy}
      aria-invalid={isRefused}
      onChange={({ target }) => {
        void onChange(target.value === '' ? undefined : target.value);
      }}
    />
  );
}

/** The day of a moment in this machine's zone, `YYYY-MM-DD`. */
function dayOf(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function KeysControl({ value, onChange, labelledBy, describedBy, isDisabled, isRefused }: ControlProps) {
  const { screens } = useSaid();
  const [isHearing, setHearing] = useState(false);
  const shown =
    value === ''
      ? screens.settings.none
      : shownKeys(String(value), navigator.platform.startsWith('Mac') ? 'darwin' : '');
  return (
    <input
      className={css['input']}
      readOnly
      value={isHearing ? screens.settings.press : shown}
      disabled={isDisabled}
      id={`${labelledBy}-control`}
      aria-describedby={describedBy}
      aria-invalid={isRefused}
      onFocus={() => {
        setHearing(true);
      }}
      onBlur={() => {
        setHearing(false);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Tab' || event.key === 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        const keys = event.key === 'Backspace' || event.key === 'Delete' ? '' : acceleratorOf(event);
        if (keys === null) return;
        void onChange(keys);
        event.currentTarget.blur();
      }}
    />
  );
}

function ListControl({ value, onChange, isDisabled, labelledBy, what }: ControlProps & { what: 'names' | 'numbers' }) {
  const { screens } = useSaid();
  const texts = screens.settings;
  const [typed, setTyped] = useState('');
  const entries = Array.isArray(value) ? (value as readonly string[]) : [];
  const add = (): void => {
    const text = typed.trim();
    if (text !== '' && !entries.includes(text)) void onChange([...entries.filter((entry) => entry !== '*'), text]);
    setTyped('');
  };
  return (
    <>
      {entries.length > 0 && (
        <ul className={css['list']} aria-labelledby={labelledBy}>
          {entries.map((entry) => (
            <li key={entry}>
              <bdi dir="ltr">{entry}</bdi>
              <IconButton
                icon={X}
                label={texts.remove(entry)}
                isDisabled={isDisabled}
                onPress={() => {
                  const left = entries.filter((each) => each !== entry);
                  void onChange(left.length === 0 && what === 'names' ? ['*'] : left);
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <span className={css['adding']}>
        <input
          className={css['input']}
          value={typed}
          disabled={isDisabled}
          aria-label={what === 'names' ? texts.addExtension : texts.addNumber}
          placeholder={what === 'names' ? texts.addExtension : texts.addNumber}
          onChange={({ target }) => {
            setTyped(target.value);
          }}
          onKeyDown={({ key }) => {
            if (key === 'Enter') add();
          }}
        />
        <Button isDisabled={isDisabled || typed.trim() === ''} onPress={add}>
          {texts.add}
        </Button>
      </span>
    </>
  );
}
