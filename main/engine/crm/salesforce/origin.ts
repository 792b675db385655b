/**
 * True when secrets may be sent there: https, or this machine. The instance comes out of an answer of the sign-in host and
 * is held to the same rule.
 */
export function isSafeOrigin(url: string): boolean {
  return /^https:\/\/[^/@\s]+$|^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(url);
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
