// Tools with a native binary ship it as one optional package per platform. `npm install` leaves those out of
// package-lock.json that the registry in use does not offer (a mirror that carries only some platforms), and `npm ci`
// then calls the lockfile out of date. This adds them back, by the names and versions that the tools themselves ask
// for: `npm run lockfile:complete` after every change of dependencies. An entry made here has no checksum until an
// `npm install` with the full registry writes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'openbsd', 'netbsd', 'sunos', 'aix', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** `os`, `cpu` and `libc` of a platform package, told by its name (`…-linux-x64-gnu`); null where it names none. */
export function platformOf(name) {
  const words = name.slice(name.indexOf('/') + 1).split('-');
  const os = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.find((word) => PROCESSORS.includes(word));
  if (os === undefined || cpu === undefined) return null;
  const abi = words.at(-1);
  const libc = abi?.startsWith('gnu') ? 'glibc' : abi?.startsWith('musl') ? 'musl' : null;
  return { os: [os], cpu: [cpu], ...(libc !== null && os === 'linux' ? { libc: [libc] } : {}) };
}

/** Adds what is missing to a parsed lockfile, in place; answers the names added. */
export function completeLockfile(lockfile) {
  const added = [];
  for (const entry of Object.values(lockfile.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      if (platform === null || `node_modules/${name}` in lockfile.packages) continue;
      const { cpu, os, libc } = platform;
      lockfile.packages[`node_modules/${name}`] = {
        version,
        cpu,
        ...(entry.dev ? { dev: true } : {}),
        ...(libc ? { libc } : {}),
        optional: true,
        os,
      };
      added.push(name);
    }
  }
  lockfile.packages = Object.fromEntries(
    Object.entries(lockfile.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  return added;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = fileURLToPath(new URL('../package-lock.json', import.meta.url));
  const lockfile = JSON.parse(readFileSync(path, 'utf8'));
  const added = completeLockfile(lockfile);
  if (added.length > 0) writeFileSync(path, `${JSON.stringify(lockfile, null, 2)}\n`);
  process.stdout.write(`package-lock.json: ${added.length === 0 ? 'nothing missing' : `added ${added.join(', ')}`}\n`);
}
