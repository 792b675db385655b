import { z } from 'zod';
import { identifier, origin, setting, text } from './fields.ts';

const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of an environment variable')
  .refine(
    (name) => !/^[0-9a-f]{32,}$/i.test(name),
    'must be the name of an environment variable, not the secret itself',
  );

/** Either the names of environment variables for the secret fields of a CRM, or an entry of the keychain. */
function credentialsOf<const Field extends string>(fields: readonly Field[]) {
  const names = Object.fromEntries(
    fields.map((field) => [
      field,
      setting(environmentName, {
        is: `Name of the environment variable that holds \`${field}\`.`,
        why: 'The file names the secret and never holds it.',
      }),
    ]),
  ) as Record<Field, typeof environmentName>;
  return setting(
    z.union([
      z.strictObject({
        env: setting(z.strictObject(names), {
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

const id = setting(identifier, {
  is: 'Short name of the account, yours to choose.',
  why: '`logging.account` names it; it stays with every call that was logged there.',
});

const pipedrive = z.strictObject({
  id,
  crm: setting(z.literal('pipedrive'), { is: 'The CRM.', why: 'Decides the fields below.' }),
  baseUrl: setting(origin, {
    is: 'Origin of the company, `https://<company>.pipedrive.com`.',
    why: 'https only, except on this machine.',
  }),
  credentials: credentialsOf(['apiToken']),
  burst: setting(z.int().min(1).max(1_000).optional(), {
    is: 'Requests in two seconds that the plan allows (Lite 20, Growth 40, Premium 100, Ultimate 120).',
    why: 'Kept on our side, so that a normal day never meets a refusal.',
    otherwise: 'the smallest plan, until Pipedrive says more',
  }),
  dailyTokens: setting(z.int().min(1).max(1_000_000_000).optional(), {
    is: 'API tokens this machine may spend in a day; one call with its recording costs about 50.',
    why: 'The budget is shared by the whole company.',
    otherwise: 'no limit of our own',
  }),
});

/** The CRMs of this version; a new one is one more schema in this list. */
const ACCOUNTS = [pipedrive] as const;

export const accountSchema = z.discriminatedUnion('crm', ACCOUNTS);
