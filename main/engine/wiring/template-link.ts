import { ok, type Result } from '../../../shared/result.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { HostedLink } from '../outbox/types.ts';
import { fillTemplate } from '../recordings/hosts/template.ts';
import type { StoredCall } from '../store/port.ts';

/** The address at which something else serves this recording. */
export function templateLink(
  template: string,
  settings: Pick<Settings, 'sources' | 'agent'>,
  { call, path }: { call: StoredCall; path: string },
): Result<HostedLink> {
  const source = settings.sources.find(({ id }) => id === call.source);
  const folder = source?.recordings?.folder ?? '';
  const filled = fillTemplate(template, {
    path: below(folder, path),
    uniqueId: call.facts.fileIds[0] ?? null,
    wall: wallClock(call.facts.startedAt, source?.recordings?.timeZone ?? settings.agent.timeZone),
  });
  return filled.ok ? ok({ url: filled.value, expiresAt: null }) : filled;
}

/** The rest of a path below a folder, with slashes; of a file elsewhere only its name. */
function below(folder: string, path: string): string {
  const slashed = (text: string): string => text.replaceAll('\\', '/');
  const [inside, whole] = [`${slashed(folder).replace(/\/$/, '')}/`, slashed(path)];
  return whole.startsWith(inside) ? whole.slice(inside.length) : whole.slice(whole.lastIndexOf('/') + 1);
}

function wallClock(moment: number, timeZone: string): string {
  // The Swedish way of writing a date is the one wanted here.
  const format = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(moment);
}
