/** Writes settings again and again until it is killed; run as a process of its own by the tests. */
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { createSettingsFile } from './settings-file.ts';

const home = createSettingsFile(process.argv[2] ?? '');
const names = Array.from({ length: 2000 }, (_name, at) => `name-${at}.example`);
for (let serial = 1; ; serial++) {
  const written = await home.write({
    ...DEFAULT_SETTINGS,
    max_sessions: serial,
    filter: {
      ...DEFAULT_SETTINGS.filter,
      payload: { ...DEFAULT_SETTINGS.filter.payload, tls: { enabled: true, ports: 'any', match: names } },
    },
  });
  if (!written.ok) throw new Error(written.failure.message);
  if (serial === 1) process.stdout.write('writing\n');
}
