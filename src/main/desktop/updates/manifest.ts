/** What an answer of the update channel must be to be believed: signed by a key of ours, fresh, and never going backwards. */
import { type KeyObject, verify } from 'node:crypto';
import semver from 'semver';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import { visibleText } from '#base/visible-text.ts';

export const MOST_ANSWER_BYTES: number = 64 << 10;
const LINE_FEED = 0x0a;
/** Nobody's package is larger. */
const MOST_FILE_BYTES = 1 << 30;

export interface UpdateFile {
  readonly platform: string;
  readonly arch: string;
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
  readonly size: number;
}

export interface Manifest {
  readonly format: 1;
  readonly version: string;
  readonly date: string;
  /** From then on nobody believes it: an old answer that is given again and again ends there. */
  readonly expires: string;
  readonly notes: string;
  readonly page: string;
  readonly files: readonly UpdateFile[];
}

const https = z.url({ protocol: /^https$/ }).max(2048);
const version = z
  .string()
  .max(64)
  .refine((text) => semver.valid(text) === text, 'is no semantic version');

export const manifestSchema: z.ZodType<Manifest> = z.strictObject({
  format: z.literal(1),
  version,
  date: z.iso.datetime(),
  expires: z.iso.datetime(),
  notes: z.string().max(8000),
  page: https,
  files: z
    .array(
      z.strictObject({
        platform: z.enum(['linux', 'darwin', 'win32']),
        arch: z.enum(['x64', 'arm64']),
        // What it is called on the user's disk.
        name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,120}$/),
        url: https,
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        size: z.number().int().min(1).max(MOST_FILE_BYTES),
      }),
    )
    .max(32),
});

/** What was believed last; kept, so that nothing older is believed again. */
export interface Seen {
  readonly version: string;
  readonly date: string;
}

export interface Judge {
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** Of the program that asks. */
  readonly version: string;
  readonly seen: Seen | null;
  readonly nowMs: number;
}

/**
 * The signature's line, then the manifest that it signs, byte for byte: in one answer, so that asking takes one request and no
 * signature meets another manifest. Answers one that may be believed; its version may be ours.
 */
export function judgeAnswer(answer: Uint8Array, judge: Judge): Result<Manifest> {
  const end = answer.indexOf(LINE_FEED);
  const bytes = answer.subarray(end + 1);
  const unsigned = checkSignature(
    bytes,
    new TextDecoder('latin1').decode(answer.subarray(0, Math.max(0, end))),
    judge.keys,
  );
  if (unsigned !== null) return refuse(unsigned);
  const manifest = parseManifest(bytes);
  if (manifest === null) return refuse('it is not what a manifest looks like');
  if (Date.parse(manifest.expires) <= judge.nowMs)
    return refuse(`it was to be believed until ${manifest.expires} only`);
  const { seen } = judge;
  if (seen !== null && Date.parse(manifest.date) < Date.parse(seen.date)) {
    return refuse(`it is older than the one seen before, of ${seen.date}`);
  }
  if (seen !== null && semver.lt(manifest.version, seen.version)) {
    return refuse(`its version ${manifest.version} is lower than ${seen.version}, which was seen before`);
  }
  if (semver.lt(manifest.version, judge.version)) {
    return refuse(`its version ${manifest.version} is lower than that of this program, ${judge.version}`);
  }
  return success({
    ...manifest,
    notes: manifest.notes
      .split('\n')
      .map((line) => visibleText(line))
      .join('\n'),
  });
}

/** `<id of the key> <signature in base64>`, of exactly these bytes. Answers what is wrong, or null. */
function checkSignature(bytes: Uint8Array, signature: string, keys: Judge['keys']): string | null {
  const [, id, text] = /^([0-9a-f]{16}) ([A-Za-z0-9+/]{86}==)$/.exec(signature) ?? [];
  if (id === undefined || text === undefined) return 'its signature is not what a signature looks like';
  const key = keys.get(id);
  if (key === undefined) return `it is signed with a key that this program does not know (${id})`;
  return verify(null, bytes, key, Buffer.from(text, 'base64')) ? null : 'its signature is wrong';
}

function parseManifest(bytes: Uint8Array): Manifest | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return manifestSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // neither UTF-8 nor JSON; it is signed, so somebody of ours made a mistake
  }
}

function refuse(why: string): Result<never> {
  return failure('invalid', `The answer about newer versions was refused: ${why}`, {
    remedy: 'Nothing was changed. If this goes on, look at the page of the program for newer versions',
  });
}
