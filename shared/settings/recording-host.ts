import { z } from 'zod';
import { credentialsOf } from './accounts/common.ts';
import { setting, text } from './fields.ts';

/** The entry of the headless secrets under which the host's variables are asked for; no account can have this id. */
export const HOST_ENTRY = 'env:recording:host';

const URL_SHAPE = /^(https?):\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?(\/[^?#\s]*)?$/i;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

function addressProblem(written: string): string | undefined {
  const [, scheme = '', host = ''] = URL_SHAPE.exec(written) ?? [];
  if (host === '') return 'must be an address such as "https://files.example.com/calls", without query or user';
  if (scheme.toLowerCase() === 'http' && !LOOPBACK.test(host))
    return 'must begin with https://; http is for this machine only';
  return undefined;
}

/** An address with an optional path, given without a closing slash. */
const address = z.string().transform((written, context) => {
  const message = addressProblem(written);
  if (message !== undefined) {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  return written.replace(/\/+$/, '');
});

/** What stands in braces in a template; `{date:YYYY/MM/DD}` with these letters and any separators. */
export const TEMPLATE_PARTS = /\{(path|file|uniqueId|date:[YMDHms/._-]+)\}/g;

const template = z.string().transform((written, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const rest = written.replaceAll(TEMPLATE_PARTS, 'x');
  const problem = addressProblem(rest);
  if (/[{}]/.test(rest))
    return refuse('knows {path}, {file}, {uniqueId} and {date:YYYY/MM/DD} and nothing else in braces');
  if (problem !== undefined) return refuse(problem);
  if (!/\{(path|file|uniqueId)\}/.test(written))
    return refuse('must hold {path}, {file} or {uniqueId}, so that each recording has its own address');
  return written;
});

const deleteAfterDays = setting(z.int().min(1).max(3_650).optional(), {
  is: 'Recordings are deleted from the host this many days after they were put there.',
  why: 'Their links in the CRM lead nowhere then; the local files are never touched.',
  otherwise: 'never',
});

const kind = <const Kind extends string>(name: Kind) =>
  setting(z.literal(name), {
    is: 'Where recordings are put for CRMs that take a URL only.',
    why: 'Pipedrive takes the audio itself; nothing is uploaded anywhere unless you say so.',
  });

const PUBLIC = {
  is: 'Address under which everybody who may open the CRM can read what is put there.',
  why: 'The link that the CRM gets; names in it cannot be guessed. https only, except on this machine.',
} as const;

const s3 = z
  .strictObject({
    kind: kind('s3'),
    endpoint: setting(address, {
      is: 'Address of the S3 service, for example `https://s3.eu-central-1.amazonaws.com`.',
      why: 'Any S3-compatible service; the bucket is named in the path.',
    }),
    region: setting(text.default('us-east-1'), {
      is: 'Region that requests are signed for.',
      why: 'Most services other than Amazon take any.',
    }),
    bucket: setting(
      z
        .string()
        .regex(
          /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
          'must be the name of a bucket: 3 to 63 letters, digits, "." or "-"',
        ),
      { is: 'The bucket. It must be there.', why: 'Aftercall creates none.' },
    ),
    prefix: setting(
      z
        .string()
        .regex(/^([\w.-]+\/)*$/, 'must be empty or end in "/", for example "calls/"')
        .default(''),
      {
        is: 'Put before every name, for example `calls/`.',
        why: 'Several machines may share a bucket.',
      },
    ),
    publicBaseUrl: setting(address.optional(), { ...PUBLIC, otherwise: 'signed links' }),
    expiresSeconds: setting(z.int().min(3_600).max(604_800).optional(), {
      is: 'Without a public address: signed links that are good for this long. They are renewed in the CRM in time.',
      why: 'S3 allows a week at most.',
      otherwise: 'none',
    }),
    credentials: credentialsOf(['accessKeyId', 'secretAccessKey']),
    deleteAfterDays,
  })
  .superRefine(({ publicBaseUrl, expiresSeconds }, context) => {
    if ((publicBaseUrl === undefined) !== (expiresSeconds === undefined)) return;
    const message = 'must name either "publicBaseUrl" or "expiresSeconds"';
    context.addIssue({ code: 'custom', message });
  });

const webdav = z.strictObject({
  kind: kind('webdav'),
  baseUrl: setting(address, {
    is: 'Folder on the WebDAV server that recordings are put into. It must be there.',
    why: 'One folder a month is made below it.',
  }),
  publicBaseUrl: setting(address, PUBLIC),
  credentials: credentialsOf(['username', 'password']),
  deleteAfterDays,
});

const fromTemplate = z.strictObject({
  kind: kind('template'),
  url: setting(template, {
    is:
      'Address at which the PBX or a share serves a recording already. `{path}`: below the folder of recordings, `{file}`: its ' +
      'name, `{uniqueId}`: the id of the call in the call file, `{date:YYYY/MM/DD}`: start of the call (also `HH`, `mm`, `ss`).',
    why: 'Nothing is uploaded. https only, except on this machine.',
  }),
});

const none = z.strictObject({ kind: kind('none') });

/** A new kind of recording host is one more schema in this list. */
export const recordingHostSchema = z.discriminatedUnion('kind', [none, s3, webdav, fromTemplate]);

export type RecordingHostSettings = z.output<typeof recordingHostSchema>;
