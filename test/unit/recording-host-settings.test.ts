import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../shared/settings.ts';

const env = { env: { accessKeyId: 'KEY_ID', secretAccessKey: 'KEY' } };
const s3 = { kind: 's3', endpoint: 'https://s3.example.com/', bucket: 'calls', credentials: env };
const webdav = {
  kind: 'webdav',
  baseUrl: 'https://cloud.example.com/dav/calls/',
  publicBaseUrl: 'https://files.example.com',
  credentials: { keychain: 'recording-host' },
};

function read(recordingHost: unknown) {
  return parseSettings(
    {
      agent: { extensions: ['100'], country: 'US' },
      accounts: [
        { id: 'a', crm: 'pipedrive', baseUrl: 'https://a.pipedrive.com', credentials: { env: { apiToken: 'T' } } },
      ],
      recordingHost,
    },
    '/home/ann',
  );
}
const problems = (host: unknown): string[] => {
  const parsed = read(host);
  return parsed.ok ? [] : parsed.error.map(({ key, message }) => `${key}: ${message}`);
};
const hostOf = (host: unknown): unknown => {
  const parsed = read(host);
  return parsed.ok ? parsed.value.recordingHost : parsed.error;
};

describe('the settings of a recording host', () => {
  it('are complete with few words', () => {
    expect(hostOf({ ...s3, publicBaseUrl: 'https://calls.example.com' })).toEqual({
      ...s3,
      endpoint: 'https://s3.example.com',
      region: 'us-east-1',
      prefix: '',
      publicBaseUrl: 'https://calls.example.com',
    });
    expect(hostOf(webdav)).toEqual({ ...webdav, baseUrl: 'https://cloud.example.com/dav/calls' });
    expect(hostOf({ kind: 'template', url: 'https://pbx.example.com/{date:YYYY/MM/DD}/{file}' })).toMatchObject({
      kind: 'template',
    });
  });

  it.each([
    ['neither public nor signed', s3, 'recordingHost: must name either "publicBaseUrl" or "expiresSeconds"'],
    [
      'both public and signed',
      { ...s3, publicBaseUrl: 'https://a.example.com', expiresSeconds: 3_600 },
      'recordingHost: must name either "publicBaseUrl" or "expiresSeconds"',
    ],
    [
      'longer than S3 signs',
      { ...s3, expiresSeconds: 604_801 },
      'recordingHost.expiresSeconds: must be at most 604800',
    ],
    [
      'http beyond this machine',
      { ...webdav, publicBaseUrl: 'http://files.example.com' },
      'recordingHost.publicBaseUrl: must begin with https://; http is for this machine only',
    ],
    [
      'a template of http',
      { kind: 'template', url: 'http://pbx.example.com/{file}' },
      'recordingHost.url: must begin with https://; http is for this machine only',
    ],
    [
      'a template that knows more',
      { kind: 'template', url: 'https://pbx.example.com/{agent}/{file}' },
      'recordingHost.url: knows {path}, {file}, {uniqueId} and {date:YYYY/MM/DD} and nothing else in braces',
    ],
    [
      'one address for all',
      { kind: 'template', url: 'https://pbx.example.com/all.wav' },
      'recordingHost.url: must hold {path}, {file} or {uniqueId}, so that each recording has its own address',
    ],
    [
      'a template of dates only',
      { kind: 'template', url: 'https://pbx.example.com/{date:YYYY-MM-DD}.wav' },
      'recordingHost.url: must hold {path}, {file} or {uniqueId}, so that each recording has its own address',
    ],
  ])('are refused: %s', (_name, host, problem) => {
    expect(problems(host)).toEqual([problem]);
  });

  it('may name this machine without a certificate', () => {
    expect(problems({ ...webdav, publicBaseUrl: 'http://127.0.0.1:8080/calls' })).toEqual([]);
  });
});
