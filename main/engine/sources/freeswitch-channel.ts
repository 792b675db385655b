import type { Party } from '../../../shared/leg.ts';
import { isDigits } from './channel.ts';

/**
 * Reads a channel name of FreeSWITCH: `sofia/<profile>/<user>@<host>`, `sofia/gateway/<name>/<number>`,
 * `user/<name>@<domain>`, `verto.rtc/<user>`, `loopback/<number>-a`. Devices are called by their extension's number;
 * everything else is a line to the outside or something inside the switch.
 */
export function readFreeswitchChannel(channel: string): Pick<Party, 'channel' | 'kind' | 'endpoint'> {
  if (channel === '') return { channel: null, kind: 'none', endpoint: null };
  const [technology = '', profile = '', ...rest] = channel.split('/');
  if (technology === 'loopback') return { channel, kind: 'pipe', endpoint: channel.replace(/-[ab]$/, '') };
  const isGateway = technology === 'sofia' && profile === 'gateway';
  const address = technology === 'sofia' ? rest.join('/') : [profile, ...rest].join('/');
  const user = address.replace(/^sips?:/, '').replace(/[@:;].*$/s, '');
  // What lies on a profile for carriers is no phone, however short the number.
  const isCarrier = isGateway || (technology === 'sofia' && /external|trunk|carrier|gateway|gw/i.test(profile));
  return {
    channel,
    kind: !isCarrier && isDigits(user) ? 'extension' : 'other',
    endpoint: isCarrier || user === '' ? profile : user,
  };
}
