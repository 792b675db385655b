import { z } from 'zod';
import { setting } from './fields.ts';

const shortcut = z
  .string()
  .regex(
    /^((CommandOrControl|Control|Command|Alt|Option|Shift|Super)\+)+([A-Z0-9]|F([1-9]|1[0-9]|2[0-4])|Space|Plus)$/,
    'must be keys such as "CommandOrControl+Shift+L", or empty for none',
  )
  .or(z.literal(''));

/** What only the desktop app needs. The headless run accepts and ignores it, so that both can share one file. */
export const desktopSchema = z.strictObject({
  wrapUp: setting(z.boolean().default(true), {
    is: 'Show the wrap-up window when a call has ended.',
    why: 'It appears beside the tray and never takes the keyboard.',
  }),
  notifications: setting(z.boolean().default(true), {
    is: "Use the system's notifications when the wrap-up window is off.",
    why: 'A finished call is never missed.',
  }),
  startAtLogin: setting(z.boolean().default(true), {
    is: 'Start with the computer, in the tray.',
    why: 'A call that ends while Aftercall is not running is only logged later.',
  }),
  language: setting(z.enum(['system', 'en', 'de']).default('system'), {
    is: 'Language of the windows.',
    why: 'English and German are complete.',
  }),
  theme: setting(z.enum(['system', 'light', 'dark']).default('system'), {
    is: 'Light or dark windows.',
    why: "The system's choice is followed, its high contrast too.",
  }),
  shortcuts: setting(
    z
      .strictObject({
        log: setting(shortcut.default('CommandOrControl+Shift+L'), {
          is: 'Logs the last call, from anywhere.',
          why: 'One key after the call. Off when another program has it.',
        }),
        focus: setting(shortcut.default('CommandOrControl+Shift+A'), {
          is: 'Brings the wrap-up window to the front, or else the calls.',
          why: 'The wrap-up appears without the keyboard.',
        }),
      })
      .prefault({}),
    { is: 'Keys that work everywhere in the system.', why: 'The agent works in the CRM, not here.' },
  ),
});
