const ABSOLUTE = /^([/\\]|[A-Za-z]:[/\\])/;

/**
 * `path` as it is when absolute (POSIX, drive letter or share), else below `folder`. Written for both systems and
 * without Node, because the settings form checks paths too. `.` and `..` are resolved.
 */
export function resolvePath(folder: string, path: string): string {
  const whole = ABSOLUTE.test(path) ? path : `${folder.replace(/[/\\]+$/, '')}/${path}`;
  const root = /^([/\\]{2}|[A-Za-z]:[/\\]|[/\\])?/.exec(whole)?.[0] ?? '';
  const backslashes = whole.includes('\\') && (root === '' || root.includes('\\'));
  const kept: string[] = [];
  for (const part of whole.slice(root.length).split(backslashes ? /[/\\]/ : '/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return root + kept.join(backslashes ? '\\' : '/');
}
