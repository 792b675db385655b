/** Where systems keep their call files when nobody moved them. Names only: nothing on disk is looked at here. */

export interface Machine {
  readonly platform: 'win32' | 'darwin' | 'linux';
  /** Environment variables; on Windows `APPDATA`, `LOCALAPPDATA`, `ProgramData`, `ProgramFiles`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's own folder. */
  readonly home: string;
}

export interface KnownPlace {
  /** The product, for people. */
  readonly system: string;
  /** Absolute, in the writing of the machine. */
  readonly path: string;
  /**
   * `file`: a call file or database. `folder`: call files lie in it. `recordings`: recordings lie in it. `exports`: a folder
   * of everything, where exports may be among other things.
   */
  readonly kind: 'file' | 'folder' | 'recordings' | 'exports';
}

type Found = readonly [system: string, kind: KnownPlace['kind'], ...parts: string[]];

/** Candidates in the order in which they are worth looking at: the agent's own phone first, a PBX next, exports last. */
export function knownPlaces(machine: Machine): readonly KnownPlace[] {
  const found = { win32: onWindows, darwin: onMac, linux: onLinux }[machine.platform](machine);
  const separator = machine.platform === 'win32' ? '\\' : '/';
  const places = found.map(([system, kind, ...parts]) => ({ system, kind, path: joined(parts, separator) }));
  return places.filter(({ path }, index) => path !== '' && places.findIndex((one) => one.path === path) === index);
}

/** Empty when a part is missing: the variable is not set. */
function joined(parts: readonly string[], separator: string): string {
  if (parts.some((part) => part === '')) return '';
  return parts.map((part, index) => (index === 0 ? part.replace(/[\\/]+$/, '') : part)).join(separator);
}

function onWindows({ env, home }: Machine): Found[] {
  const roaming = env['APPDATA'] ?? `${home}\\AppData\\Roaming`;
  const local = env['LOCALAPPDATA'] ?? `${home}\\AppData\\Local`;
  const shared = env['ProgramData'] ?? 'C:\\ProgramData';
  const programs = [env['ProgramFiles'] ?? 'C:\\Program Files', env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)'];
  const portable = [...programs, home, `${home}\\Desktop`, `${home}\\Downloads`, 'C:'];
  return [
    ['MicroSIP', 'file', roaming, 'MicroSIP', 'MicroSIP.ini'],
    ...portable.map((folder): Found => ['MicroSIP (portable)', 'file', folder, 'MicroSIP', 'MicroSIP.ini']),
    ['MicroSIP', 'recordings', home, 'Desktop', 'Recordings'],
    ['Linphone', 'file', local, 'linphone', 'linphone.db'],
    ['Linphone', 'file', local, 'linphone', 'call-history.db'],
    ['Linphone', 'recordings', home, 'Documents', 'linphone', 'captures'],
    ['3CX', 'folder', shared, '3CX', 'Instance1', 'Data', 'Logs', 'CDRLogs'],
    ['3CX', 'recordings', shared, '3CX', 'Instance1', 'Data', 'Recordings'],
    ...programs.map((folder): Found => ['FreeSWITCH', 'folder', folder, 'FreeSWITCH', 'log', 'cdr-csv']),
    ['Exports', 'exports', home, 'Downloads'],
  ];
}

function onMac({ home }: Machine): Found[] {
  return [
    ['Linphone', 'file', home, 'Library', 'Application Support', 'linphone', 'linphone.db'],
    ['Linphone', 'file', home, 'Library', 'Application Support', 'linphone', 'call-history.db'],
    ['Linphone', 'recordings', home, 'Documents', 'linphone', 'captures'],
    ['Exports', 'exports', home, 'Downloads'],
  ];
}

function onLinux({ env, home }: Machine): Found[] {
  const data = env['XDG_DATA_HOME'] ?? `${home}/.local/share`;
  return [
    ['Linphone', 'file', data, 'linphone', 'linphone.db'],
    ['Linphone', 'file', data, 'linphone', 'call-history.db'],
    ['Linphone', 'recordings', home, 'Documents', 'linphone', 'captures'],
    ['Twinkle', 'file', home, '.twinkle', 'twinkle.ch'],
    ['GNOME Calls', 'file', data, 'calls', 'records.db'],
    ['Asterisk', 'file', '/var/log/asterisk/cdr-csv/Master.csv'],
    ['Asterisk (cdr_custom)', 'file', '/var/log/asterisk/cdr-custom/Master.csv'],
    ['Asterisk, FreePBX', 'recordings', '/var/spool/asterisk/monitor'],
    ['FreeSWITCH', 'file', '/var/log/freeswitch/cdr-csv/Master.csv'],
    ['FreeSWITCH', 'file', '/usr/local/freeswitch/log/cdr-csv/Master.csv'],
    ['FreeSWITCH', 'folder', '/var/log/freeswitch/json_cdr'],
    ['FreeSWITCH', 'folder', '/var/log/freeswitch/xml_cdr'],
    ['FusionPBX', 'recordings', '/var/lib/freeswitch/recordings'],
    ['3CX', 'folder', '/var/lib/3cxpbx/Instance1/Data/Logs/CDRLogs'],
    ['3CX', 'recordings', '/var/lib/3cxpbx/Instance1/Data/Recordings'],
    ['Exports', 'exports', home, 'Downloads'],
  ];
}
