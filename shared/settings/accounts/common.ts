import { z } from 'zod';
import { OUTCOMES, type Outcome } from '../../call.ts';
import { identifier, setting, text } from '../fields.ts';

const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of an environment variable')
  .refine(
    (name) => !/^[0-9a-f]{32,}$/i.test(name),
    'must be the name of an environment variable, not the secret itself',
  );

/** Names of environment variables for these secret fields, all of them needed. */
export function environmentOf<const Field extends string>(fields: readonly Field[]) {
  const names = Object.fromEntries(
    fields.map((field) => [
      field,
      setting(environmentName, {
        is: `Name of the environment variable that holds \`${field}\`.`,
        why: 'The file names the secret and never holds it.',
      }),
    ]),
  ) as Record<Field, typeof environmentName>;
  return z.strictObject(names);
}

/** Either names of environment variables, or an entry of the keychain. */
export function credentialsIn<Environment extends z.ZodType>(environment: Environment) {
  return setting(
    z.union([
      z.strictObject({
        env: setting(environment, {
          is: 'Secrets from environment variables, for the headless run.',
          why: 'Servers have no keychain; a rotated token then lives in memory only.',
        }),
      }),
      z.strictObject({
        keychain: setting(text, { is: 'Entry of the keychain.', why: 'Written by the desktop app.' }),
      }),
    ]),
    { is: 'Where the secrets of the account are: `env` or `keychain`.', why: 'Secrets never stand in this file.' },
  );
}

/** Where the secret fields of a CRM are that needs all of them. */
export function credentialsOf<const Field extends string>(fields: readonly Field[]) {
  return credentialsIn(environmentOf(fields));
}

export const accountId = setting(identifier, {
  is: 'Short name of the account, yours to choose.',
  why: '`logging.account` names it; it stays with every call that was logged there.',
});

/** The CRM's own word for each of our outcomes, where an account wants another one than the table of its CRM. */
export const outcomeWords = setting(z.partialRecord(z.enum(OUTCOMES), text).optional(), {
  is: 'What the CRM is told instead of its usual word, for example `{ "busy": "Line busy" }`.',
  why: 'Companies name results their own way; the table of each CRM stands in its page of the documentation.',
  otherwise: 'the table of the CRM',
});

export type OutcomeWords = Partial<Readonly<Record<Outcome, string>>>;
