import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Tooltip, TooltipTrigger, type ButtonProps as AriaProps } from 'react-aria-components';
import { Icon } from './icon.tsx';
import { Keys } from './kbd.tsx';

interface ButtonProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
  /** `plain` has a border; `primary` is the one that is meant, at most one in sight. */
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'row-log' | 'danger';
  readonly large?: boolean;
  readonly icon?: LucideIcon;
  /** Keys that do the same: `Ctrl K`. */
  readonly keys?: string;
}

export function Button({ children, kind = 'plain', large = false, icon, keys, ...rest }: ButtonProps) {
  const classes = ['button', ...(kind === 'plain' ? [] : [kind]), ...(large ? ['large'] : [])];
  return (
    <AriaButton {...rest} className={classes.join(' ')}>
      {icon !== undefined && <Icon of={icon} small />}
      <span className="label-of">{children}</span>
      {keys !== undefined && <Keys keys={keys} />}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaProps, 'className' | 'style' | 'children' | 'aria-label'> {
  readonly icon: LucideIcon;
  /** What it does, with its verb: said to screen readers and shown while pointed at. */
  readonly label: string;
}

export function IconButton({ icon, label, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={600}>
      <AriaButton {...rest} aria-label={label} className="icon-button">
        <Icon of={icon} />
      </AriaButton>
      <Tooltip className="tooltip" offset={4}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** A quiet action inside a line of text. */
export function LinkButton({
  children,
  ...rest
}: Omit<AriaProps, 'className' | 'style' | 'children'> & { children: ReactNode }) {
  return (
    <AriaButton {...rest} className="link">
      {children}
    </AriaButton>
  );
}
