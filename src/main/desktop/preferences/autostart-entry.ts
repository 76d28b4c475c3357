/** The file that makes a Linux desktop start the program at login (the Desktop Application Autostart and Desktop Entry Specifications). */

/** What it is called in the folder `autostart` of the user's configuration. */
export const AUTOSTART_FILE = 'netloupe.desktop';

/** `command`: the program and its arguments. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.0',
    'Name=Netloupe',
    'Comment=Shows what is talking to whom',
    'Comment[de]=Zeigt, wer mit wem spricht',
    `Exec=${command.map(quoted).join(' ')}`,
    'Icon=netloupe',
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Whether a desktop that finds this file starts the program: tools that switch such files off leave them there and say so inside. */
export function isInForce(entry: string): boolean {
  const lines = entry.split(/\r?\n/).map((line) =>
    line
      .replaceAll(/\s*=\s*/g, '=')
      .trim()
      .toLowerCase(),
  );
  return (
    lines.some((line) => line.startsWith('exec=')) &&
    !lines.includes('hidden=true') &&
    !lines.includes('x-gnome-autostart-enabled=false')
  );
}

/**
 * In quotes for Exec, where `"`, `` ` ``, `$` and `\` are escaped and `%` begins a field; then as the file's strings are, where a
 * backslash is written twice and no line breaks.
 */
function quoted(argument: string): string {
  const plain = argument.replaceAll('%', '%%');
  const inQuotes = /^[\w./:=@%+,-]+$/.test(plain) ? plain : `"${plain.replaceAll(/["`$\\]/g, (each) => `\\${each}`)}"`;
  return inQuotes.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
}
