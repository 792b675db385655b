import { z } from 'zod';
import { setting } from '../fields.ts';
import { accountId, credentialsOf, outcomeWords } from './common.ts';

/** Where Close's API is, with its path; `http` stays on this machine. Gives the address without a closing slash. */
const apiAddress = z.string().transform((written, context) => {
  const [, scheme = '', host = ''] =
    /^(https?):\/\/([a-z0-9.-]+|\[::1\])(:\d{1,5})?(\/[\w./-]*)?$/i.exec(written) ?? [];
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (host === '') return refuse('must be an address such as "https://api.close.com/api/v1", without query or user');
  if (scheme.toLowerCase() === 'http' && !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(host))
    return refuse('must begin with https://; http is for this machine only');
  return written.replace(/\/+$/, '');
});

export const close = z.strictObject({
  id: accountId,
  crm: setting(z.literal('close'), { is: 'The CRM.', why: 'Decides the fields below.' }),
  baseUrl: setting(apiAddress.default('https://api.close.com/api/v1'), {
    is: "Address of Close's API, with its path.",
    why: 'Close has one region; another address is for tests and proxies. https only, except on this machine.',
  }),
  credentials: credentialsOf(['apiKey']),
  outcomes: outcomeWords,
});
