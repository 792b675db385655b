import type { LucideIcon } from 'lucide-react';

/** A lucide drawing, decoration only: what it stands for is said beside it or by the control that holds it. */
export function Icon({
  of: Drawing,
  small = false,
  tiny = false,
}: {
  of: LucideIcon;
  small?: boolean;
  tiny?: boolean;
}) {
  const size = tiny ? 'i i-12' : small ? 'i i-14' : 'i';
  return <Drawing className={size} aria-hidden="true" />;
}
