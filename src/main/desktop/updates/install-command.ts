/** What the user types to install a package that was downloaded; null where it is opened. Nothing here runs it. */
export function installCommand(file: string): string | null {
  const quoted = `'${file.replaceAll("'", String.raw`'\''`)}'`;
  if (file.endsWith('.deb')) return `sudo apt install ${quoted}`;
  return file.endsWith('.rpm') ? `sudo dnf install ${quoted}` : null;
}
