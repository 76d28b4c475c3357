import { readFileSync, writeFileSync } from 'node:fs';

const attempts = {
  passwords: () => readFileSync('/etc/passwd', 'utf8'),
  'own code': () => readFileSync(new URL(import.meta.url), 'utf8'),
  'over its own code': () => writeFileSync(new URL(import.meta.url), ''),
  elsewhere: () => writeFileSync('/tmp/netloupe-hostile-was-here', ''),
};

export function receiver() {
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      attempt();
      console.log(`${name}: done`);
    } catch (error) {
      console.log(`${name}: ${error.code}`);
    }
  }
}
