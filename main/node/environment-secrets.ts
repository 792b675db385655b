import type { SecretAnswer } from '../engine/ports.ts';

/**
 * Credentials of the headless run, from named environment variables.
 *
 * @param variables Field name to name of the variable, as in the settings: `{ "apiToken": "PIPEDRIVE_TOKEN" }`.
 * @returns `none` with the variables that are unset or empty. A line end at a value's end, as `$(cat file)` or an env
 *   file may leave it, is not part of a secret and is taken off.
 */
export function credentialsFromEnvironment(
  variables: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): Exclude<SecretAnswer, { kind: 'unavailable' }> & { readonly missing: readonly string[] } {
  const fields: Record<string, string> = {};
  const missing: string[] = [];
  for (const [field, variable] of Object.entries(variables)) {
    const value = environment[variable]?.replace(/[\r\n]+$/, '') ?? '';
    if (value === '') missing.push(variable);
    else fields[field] = value;
  }
  return missing.length === 0 ? { kind: 'found', fields, missing } : { kind: 'none', missing };
}
