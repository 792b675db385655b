import type { ReactNode } from 'react';
import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { Kbd } from './kbd.tsx';

export interface Choice<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** The single key that chooses it; the screen listens for it. */
  readonly keys?: string;
}

interface ChoicesProps<Id extends string> {
  /** Said to screen readers; shown only when `showLabel`. */
  readonly label: string;
  readonly showLabel?: boolean;
  readonly choices: readonly Choice<Id>[];
  readonly value: Id | null;
  readonly onChange: (id: Id) => void;
  readonly isDisabled?: boolean;
}

const known = <Id extends string>(choices: readonly Choice<Id>[], id: string): Id | undefined =>
  choices.find((choice) => choice.id === id)?.id;

/** One of a few, all in sight: three to a row. */
export function Choices<Id extends string>(props: ChoicesProps<Id>) {
  return (
    <OneOf {...props} className="choices" item="choice">
      {(choice) => (
        <>
          <span className="cut">{choice.label}</span>
          {choice.keys !== undefined && <Kbd>{choice.keys}</Kbd>}
        </>
      )}
    </OneOf>
  );
}

/** One of two or three, side by side in one box. */
export function Segment<Id extends string>(props: ChoicesProps<Id>) {
  return (
    <OneOf {...props} className="segment" item="segment-item">
      {(choice) => choice.label}
    </OneOf>
  );
}

interface OneOfProps<Id extends string> extends ChoicesProps<Id> {
  readonly className: string;
  readonly item: string;
  readonly children: (choice: Choice<Id>) => ReactNode;
}

function OneOf<Id extends string>(props: OneOfProps<Id>) {
  const { label, showLabel = false, choices, value, onChange, isDisabled = false, className, item, children } = props;
  return (
    <RadioGroup
      className="field-box"
      orientation="horizontal"
      value={value}
      isDisabled={isDisabled}
      onChange={(id) => {
        const chosen = known(choices, id);
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      <Label className={showLabel ? 'label' : 'hidden'}>{label}</Label>
      <div className={className}>
        {choices.map((choice) => (
          <RadioField key={choice.id} value={choice.id} className="radio-field">
            <RadioButton className={item}>{children(choice)}</RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
