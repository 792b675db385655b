import type { LucideIcon } from 'lucide-react';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { Icon } from './icon.tsx';
import { Keys } from './kbd.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly onAction?: () => void;
  readonly isDisabled?: boolean;
}

interface MenuProps {
  /** The button that opens it. */
  readonly button: ReactNode;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

/** A button with actions behind it. */
export function Menu({ button, label, entries }: MenuProps) {
  return (
    <MenuTrigger>
      {button}
      <Popover className="popover" offset={4}>
        <AriaMenu className="menu" aria-label={label}>
          {entries.map((entry) => (
            <Entry key={entry.id} {...entry} />
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuGroup {
  readonly label: string;
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly options: readonly { readonly id: string; readonly label: string }[];
}

/** A button with choices behind it, one of each group. */
export function ChoiceMenu({
  button,
  label,
  groups,
}: {
  button: ReactNode;
  label: string;
  groups: readonly MenuGroup[];
}) {
  return (
    <MenuTrigger>
      {button}
      <Popover className="popover" offset={4}>
        <AriaMenu className="menu" aria-label={label}>
          {groups.map((group) => (
            <MenuSection
              key={group.label}
              aria-label={group.label}
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[group.value]}
              onSelectionChange={(keys) => {
                const [chosen] = keys === 'all' ? [] : [...keys];
                if (chosen !== undefined) group.onChange(String(chosen));
              }}
            >
              {groups.length > 1 && <Header className="menu-head">{group.label}</Header>}
              {group.options.map(({ id, label: text }) => (
                <MenuItem key={id} id={id} textValue={text} className="menu-item">
                  <span className="cut">{text}</span>
                  <span className="tick">
                    <Icon of={Check} small />
                  </span>
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function Entry({ id, label, icon, keys, onAction, isDisabled = false }: MenuEntry) {
  return (
    <MenuItem
      id={id}
      textValue={label}
      className="menu-item"
      isDisabled={isDisabled}
      {...(onAction === undefined ? {} : { onAction })}
    >
      {icon !== undefined && <Icon of={icon} small />}
      <span className="cut">{label}</span>
      {keys !== undefined && <Keys keys={keys} />}
    </MenuItem>
  );
}
