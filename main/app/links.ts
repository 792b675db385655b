/** Hosts whose pages may be opened whatever accounts there are: where a CRM shows its keys and lets people sign in. */
const ALWAYS = [
  'app.pipedrive.com',
  'oauth.pipedrive.com',
  'app.close.com',
  'login.salesforce.com',
  'test.salesforce.com',
];
/** CRMs give each company a host of its own below these. */
const BELOW = ['pipedrive.com', 'leadsquared.com', 'salesforce.com', 'force.com', 'close.com'];

/** True for an https page of the accounts' hosts or of a CRM's own. Plain http is for this machine alone. */
export function mayOpen(url: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  if (protocol === 'http:') return isLoopback(hostname) && hosts.includes(hostname);
  if (protocol !== 'https:') return false;
  return (
    hosts.includes(hostname) || ALWAYS.includes(hostname) || BELOW.some((domain) => hostname.endsWith(`.${domain}`))
  );
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

export type DeepLink =
  | { readonly to: 'call'; readonly id: string }
  | { readonly to: 'view'; readonly view: string }
  | { readonly to: 'log_last' };

/** `aftercall://call/<id>`, `aftercall://view/held`, `aftercall://log`: undefined for anything else. It comes from strangers. */
export function deepLinkOf(url: string): DeepLink | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'aftercall:') return undefined;
  const rest = pathname.replace(/^\//, '');
  if (host === 'call' && /^[0-9A-F]{12}$/.test(rest)) return { to: 'call', id: rest };
  if (host === 'view' && /^[a-z_]{3,20}$/.test(rest)) return { to: 'view', view: rest };
  return host === 'log' && rest === '' ? { to: 'log_last' } : undefined;
}

/** The deep link among the arguments of a second start, as Windows and Linux give it. */
export const linkAmong = (argv: readonly string[]): string | undefined =>
  argv.find((argument) => argument.startsWith('aftercall://'));
