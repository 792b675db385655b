/** The Mac has signs for its keys; the other systems write them out. */
const IS_MAC = /mac/i.test(navigator.userAgent);
const SIGNS: Readonly<Record<string, string>> = { Enter: '↵', Shift: '⇧', Up: '↑', Down: '↓', Left: '←', Right: '→' };
const MAC: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥' };

/** Is the key held that commands on this system: Cmd on a Mac, elsewhere Ctrl? */
export const isCommand = (event: { readonly ctrlKey: boolean; readonly metaKey: boolean }): boolean =>
  IS_MAC ? event.metaKey : event.ctrlKey;

export const signOf = (key: string): string => (IS_MAC ? MAC[key] : undefined) ?? SIGNS[key] ?? key;

/** Keys as they are pressed together: `Ctrl K`. Shown only; what acts on them says so to screen readers by itself. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {keys.split(' ').map((key) => (
        <Kbd key={key}>{signOf(key)}</Kbd>
      ))}
    </span>
  );
}

export function Kbd({ children }: { children: string }) {
  return <kbd>{children}</kbd>;
}
