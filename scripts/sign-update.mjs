// Makes what the update channel serves: a manifest of built packages with the signature before it. See docs/updates.md.
//   node scripts/sign-update.mjs key KEYFILE
//       makes a private key (PEM, only its owner may read it), and prints what update-channel.json needs of it
//   node scripts/sign-update.mjs sign --key KEYFILE --version V --page URL --base URL [--notes FILE] [--days 30] --out FILE PACKAGE...
//       PACKAGE: PLATFORM-ARCH=FILE, such as linux-x64=out/netloupe_1.2.3_amd64.deb; --base: the folder they are served from
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

function refuse(message) {
  process.stderr.write(`sign-update: ${message}\n`);
  process.exit(2);
}

/** The first 16 digits of the hash of the public key, and that key. */
function publicPart(key) {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return { id: createHash('sha256').update(der).digest('hex').slice(0, 16), der };
}

function makeKey(file) {
  if (file === undefined) refuse('name the file to be made: key KEYFILE');
  const { privateKey } = generateKeyPairSync('ed25519');
  // `wx`: a key that is there is never replaced.
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  const { id, der } = publicPart(privateKey);
  process.stdout.write(`${JSON.stringify({ [id]: der.toString('base64') })}\n`);
}

function described(argument, base) {
  const [, platform, arch, file] = /^(linux|darwin|win32)-(x64|arm64)=(.+)$/.exec(argument) ?? [];
  if (file === undefined) refuse(`${argument} is not PLATFORM-ARCH=FILE`);
  const bytes = readFileSync(file);
  const name = path.basename(file);
  const url = new URL(encodeURIComponent(name), base).href;
  return { platform, arch, name, url, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

function signManifest(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      version: { type: 'string' },
      page: { type: 'string' },
      base: { type: 'string' },
      notes: { type: 'string' },
      days: { type: 'string', default: '30' },
      out: { type: 'string' },
    },
  });
  for (const name of ['key', 'version', 'page', 'base', 'out']) if (!values[name]) refuse(`--${name} is missing`);
  if (positionals.length === 0) refuse('name at least one package');
  const days = Number(values.days);
  if (!(days > 0 && days <= 366)) refuse('--days: 1 to 366');
  const key = createPrivateKey(readFileSync(values.key));
  if (key.asymmetricKeyType !== 'ed25519') refuse(`${values.key} is no Ed25519 key`);
  const now = Date.now();
  const base = values.base.endsWith('/') ? values.base : `${values.base}/`;
  const manifest = {
    format: 1,
    version: values.version,
    date: new Date(now).toISOString(),
    expires: new Date(now + days * 86_400_000).toISOString(),
    notes: values.notes === undefined ? '' : readFileSync(values.notes, 'utf8'),
    page: values.page,
    files: positionals.map((argument) => described(argument, base)),
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  const signature = sign(null, bytes, key).toString('base64');
  const temporary = `${values.out}.${process.pid}`;
  writeFileSync(temporary, Buffer.concat([Buffer.from(`${publicPart(key).id} ${signature}\n`), bytes]));
  renameSync(temporary, values.out);
  process.stdout.write(`${values.out}: ${manifest.version}, to be believed until ${manifest.expires}\n`);
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'key') makeKey(rest[0]);
else if (command === 'sign') signManifest(rest);
else refuse('key KEYFILE, or sign …: see the head of this file');
