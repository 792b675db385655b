import path from 'node:path';
import { WINDOW_NAMES, type Asker, type WindowName } from '../../shared/contract.ts';

/** The one origin of our windows; `file://` is never used. */
export const SCHEME = 'app';
/** Recordings of calls, by the call's id, with ranges. */
export const RECORDING_SCHEME = 'recording';
export const ORIGIN = 'app://aftercall';

/** The page of a window; `asked` says what it is to show first. */
export function pageOf(window: WindowName, asked = ''): string {
  return `${ORIGIN}/index.html?window=${window}${asked === '' ? '' : `&${asked}`}`;
}

/** Which of our windows a page is in; undefined for a page that is none of ours. */
export function windowOf(url: string): WindowName | undefined {
  if (!URL.canParse(url)) return undefined;
  const name = new URL(url).searchParams.get('window');
  return WINDOW_NAMES.find((each) => each === name);
}

/** Nothing from anywhere else, no inline script or style, no frame, no form, no plug-in. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  `media-src ${RECORDING_SCHEME}:`,
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface AppFile {
  readonly file: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Which file below `root` a request of a window means, with the headers of its answer. Undefined for everything that is
 * not one of our own pages: another host, a kind of file we do not ship, a path that leaves the folder.
 */
export function appFile(url: string, root: string): AppFile | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (`${protocol}//${host}` !== ORIGIN) return undefined;
  const type = TYPES[path.posix.extname(pathname)];
  if (type === undefined || !/^(\/[\w-][\w.-]*)+$/.test(pathname)) return undefined;
  return {
    file: path.join(root, ...pathname.split('/')),
    headers: {
      'content-type': type,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    },
  };
}

/** Which window asks: null unless it is the top frame of one of our own pages; only such a frame is answered. */
export function askerOf(frame: { readonly url: string; readonly parent: unknown } | null | undefined): Asker | null {
  if (frame?.parent !== null || !frame.url.startsWith(`${ORIGIN}/`)) return null;
  const window = windowOf(frame.url);
  return window === undefined ? null : { window };
}
