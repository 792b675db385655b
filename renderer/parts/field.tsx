import type { LucideIcon } from 'lucide-react';
import { ChevronDown, CircleAlert } from 'lucide-react';
import {
  FieldError as AriaFieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Button as AriaButton,
  Popover,
  Select,
  SelectValue,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import { Icon } from './icon.tsx';

interface FieldProps {
  readonly label: string;
  /** The label is shown above; else it is only said. */
  readonly showLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** What is wrong, with the allowed values and what is in force. */
  readonly error?: string | null;
  readonly isDisabled?: boolean;
  readonly autoFocus?: boolean;
}

interface TextFieldProps extends FieldProps {
  readonly icon?: LucideIcon;
  readonly type?: 'text' | 'password' | 'date' | 'url';
  readonly large?: boolean;
  readonly maxLength?: number;
  readonly min?: string;
}

export function TextField(props: TextFieldProps) {
  const {
    label,
    showLabel = false,
    error = null,
    icon,
    type = 'text',
    large = false,
    placeholder,
    min,
    ...rest
  } = props;
  return (
    <AriaTextField {...rest} className="field-box" type={type === 'date' ? 'text' : type} isInvalid={error !== null}>
      <Label className={showLabel ? 'label' : 'hidden'}>{label}</Label>
      <div className={large ? 'field large' : 'field'} data-invalid={error === null ? undefined : true}>
        {icon !== undefined && <Icon of={icon} small />}
        <Input type={type} placeholder={placeholder ?? ''} {...(min === undefined ? {} : { min })} />
      </div>
      <Wrong error={error} />
    </AriaTextField>
  );
}

/** Several lines of text; grows with them. */
export function Note({
  label,
  showLabel = false,
  error = null,
  placeholder,
  ...rest
}: FieldProps & { maxLength?: number }) {
  return (
    <AriaTextField {...rest} className="field-box note-box" isInvalid={error !== null}>
      <Label className={showLabel ? 'label' : 'hidden'}>{label}</Label>
      <div className="field area">
        <TextArea placeholder={placeholder ?? ''} />
      </div>
      <Wrong error={error} />
    </AriaTextField>
  );
}

/** Under its field, with an icon: never colour alone. */
export function Wrong({ error }: { error: string | null }) {
  if (error === null) return null;
  return (
    <AriaFieldError className="field-error">
      <Icon of={CircleAlert} small />
      <span>{error}</span>
    </AriaFieldError>
  );
}

export interface Option<Id extends string> {
  readonly id: Id;
  readonly label: string;
}

interface SelectFieldProps<Id extends string> extends Omit<FieldProps, 'value' | 'onChange'> {
  readonly options: readonly Option<Id>[];
  readonly value: Id | null;
  readonly onChange: (id: Id) => void;
  readonly icon?: LucideIcon;
}

/** One of many, behind a button. */
export function SelectField<Id extends string>(props: SelectFieldProps<Id>) {
  const { label, showLabel = false, options, value, onChange, icon, placeholder, error = null, ...rest } = props;
  return (
    <Select
      {...rest}
      className="field-box"
      placeholder={placeholder ?? ''}
      isInvalid={error !== null}
      value={value}
      onChange={(key) => {
        const chosen = options.find(({ id }) => id === key);
        if (chosen !== undefined) onChange(chosen.id);
      }}
    >
      <Label className={showLabel ? 'label' : 'hidden'}>{label}</Label>
      <AriaButton className="field">
        {icon !== undefined && <Icon of={icon} small />}
        <SelectValue className="value" />
        <Icon of={ChevronDown} small />
      </AriaButton>
      <Wrong error={error} />
      <Popover className="popover" offset={4}>
        <ListBox className="options" items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className="menu-item">
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
