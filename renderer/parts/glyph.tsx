import type { StateName } from '../../shared/call.ts';

/** The glyphs of the states and the brand, once a page; `Glyph` and `Brand` draw from it. */
export const SPRITE = (
  <svg className="sprite" aria-hidden="true">
    <symbol id="g-brand" viewBox="0 0 16 16">
      <path
        d="M8 2.6c-3 0-5.4 1-6.75 2.55-.55.62-.68 1.45-.47 2.23l.2.75c.17.63.8 1.02 1.45.88l1.85-.4c.55-.12.94-.6.94-1.16V6.3c.88-.27 1.8-.4 2.78-.4s1.9.13 2.78.4v1.15c0 .56.4 1.04.94 1.16l1.85.4c.64.14 1.28-.25 1.45-.88l.2-.75c.2-.78.08-1.6-.47-2.23C13.4 3.6 11 2.6 8 2.6z"
        fill="currentColor"
      />
      <rect x="1" y="12" width="14" height="2" rx="1" fill="currentColor" />
    </symbol>
    <symbol id="g-excluded" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="m4.6 11.4 6.8-6.8" stroke="currentColor" strokeWidth="1.4" />
    </symbol>
    <symbol id="g-failed" viewBox="0 0 16 16">
      <path d="M5.4 1.9h5.2L14.1 5.4v5.2l-3.5 3.5H5.4L1.9 10.6V5.4z" fill="currentColor" />
      <path d="m5.9 5.9 4.2 4.2m0-4.2-4.2 4.2" stroke="var(--surface-page)" strokeWidth="1.5" strokeLinecap="round" />
    </symbol>
    <symbol id="g-held" viewBox="0 0 16 16">
      <rect x="3.1" y="3.1" width="9.8" height="9.8" rx="2.1" transform="rotate(45 8 8)" fill="currentColor" />
      <path
        d="M6.45 6.35a1.6 1.6 0 1 1 2.45 1.4c-.55.33-.9.62-.9 1.15"
        fill="none"
        stroke="var(--surface-page)"
        strokeWidth="1.4"
        strokeLinecap="round"
      />
      <circle cx="8" cy="11.05" r=".85" fill="var(--surface-page)" />
    </symbol>
    <symbol id="g-logged" viewBox="0 0 16 16">
      <circle
        cx="8"
        cy="8"
        r="5.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="26 7.93"
        transform="rotate(62 8 8)"
        strokeLinecap="round"
      />
      <path
        d="m5.7 8.2 1.6 1.6 3-3.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </symbol>
    <symbol id="g-pending" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.75" />
      <circle cx="8" cy="8" r="2.4" fill="currentColor" />
    </symbol>
    <symbol id="g-queued" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path
        d="M8 5.1V8l1.9 1.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </symbol>
    <symbol id="g-sending" viewBox="0 0 16 16">
      <path
        d="M3.9 11.5a5.4 5.4 0 1 1 8.2 0"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
      <path
        d="M8 13.6V6.9M5.7 9 8 6.7 10.3 9"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </symbol>
    <symbol id="g-settling" viewBox="0 0 16 16">
      <circle
        cx="8"
        cy="8"
        r="5.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeDasharray="1.7 2.54"
        strokeLinecap="round"
      />
    </symbol>
    <symbol id="g-synced" viewBox="0 0 16 16">
      <path
        d="m3.6 8.5 3 3 5.8-6.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </symbol>
    <symbol id="g-unknown" viewBox="0 0 16 16">
      <circle cx="7.1" cy="7.1" r="4.3" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="m10.4 10.4 3 3" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </symbol>
  </svg>
);

/** @param label read out instead of the drawing; without it the drawing is decoration. */
export function Glyph({ state, label }: { state: StateName; label?: string }) {
  const said = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg className={`g s-${state}`} {...said}>
      <use href={`#g-${state}`} />
    </svg>
  );
}

export function Brand() {
  return (
    <svg className="brand" width="16" height="16" aria-hidden="true">
      <use href="#g-brand" />
    </svg>
  );
}
