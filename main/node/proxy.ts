import { BlockList, isIP } from 'node:net';

export type Route =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly url: string }
  /** The environment names a proxy that cannot be understood: going around it silently would be wrong. */
  | { readonly kind: 'invalid' };

const PROXY_SCHEMES = ['http:', 'https:', 'socks5:', 'socks:'];

/**
 * Which way a request to `target` takes, as the environment says: `HTTPS_PROXY` or `HTTP_PROXY` by the target's scheme,
 * else `ALL_PROXY`; `NO_PROXY` names hosts that are reached directly. The lower-case name wins, as with curl. This
 * machine itself is never reached through a proxy.
 */
export function routeFor(target: URL, env: NodeJS.ProcessEnv): Route {
  const host = bareHost(target.hostname);
  if (isLoopback(host)) return { kind: 'direct' };
  const scheme = target.protocol === 'https:' ? 'https' : 'http';
  const named = variable(env, `${scheme}_proxy`) ?? variable(env, 'all_proxy');
  if (named === undefined || isExcepted(host, portOf(target), variable(env, 'no_proxy') ?? ''))
    return { kind: 'direct' };
  const url = URL.parse(named.includes('://') ? named : `http://${named}`);
  if (url === null || url.hostname === '' || !PROXY_SCHEMES.includes(url.protocol)) return { kind: 'invalid' };
  return { kind: 'proxy', url: url.href };
}

/** True for `localhost` and its subdomains, 127.0.0.0/8 and ::1. */
export function isLoopback(host: string): boolean {
  const name = bareHost(host).toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const family = isIP(name);
  return family !== 0 && loopback.check(name, family === 6 ? 'ipv6' : 'ipv4');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = (env[name] ?? env[name.toUpperCase()])?.trim();
  return value === '' ? undefined : value;
}

function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function portOf(target: URL): string {
  if (target.port !== '') return target.port;
  return target.protocol === 'https:' ? '443' : '80';
}

function isExcepted(host: string, port: string, list: string): boolean {
  return list.split(/[\s,]+/).some((entry) => entry !== '' && matches(entry.toLowerCase(), host.toLowerCase(), port));
}

/** `*`, `example.com` (with its subdomains), `.example.com`, `*.example.com`, `host:port`, an address, or a CIDR range. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const range = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry);
  if (range?.[1] !== undefined && range[2] !== undefined) return inRange(host, range[1], Number(range[2]));
  const bracketed = /^\[([0-9a-f:.]+)\](?::(\d+))?$/.exec(entry);
  const plain = isIP(entry) === 6 ? null : /^(.*?):(\d+)$/.exec(entry);
  const wantedPort = bracketed?.[2] ?? plain?.[2];
  if (wantedPort !== undefined && wantedPort !== port) return false;
  const name = (bracketed?.[1] ?? plain?.[1] ?? entry).replace(/^\*?\./, '');
  if (isIP(host) !== 0) return host === name;
  return host === name || host.endsWith(`.${name}`);
}

function inRange(host: string, network: string, bits: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || bits > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  list.addSubnet(network, bits, kind);
  return list.check(host, kind);
}
