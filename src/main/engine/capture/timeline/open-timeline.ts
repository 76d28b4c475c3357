/** From files to one source: each is looked into for what it is and where it begins. */
import { failure, success, type Result } from '#base/result.ts';
import { openPacketSource } from '../open-source.ts';
import type { ByteSource, FoundFile, FoundFiles, PacketSource } from '../packet-source.ts';
import type { Member } from './member.ts';
import { TimelineSource, type LeftOut } from './timeline-source.ts';

const LARGEST_WINDOW = 1024 * 1024;
const FILES_A_TURN = 16;
/** Enough for the first packets of nearly every capture. */
const LOOK_BYTES = 64 * 1024;

type OpenBytes = (path: string) => Promise<Result<ByteSource>>;

/** Failure `unsupported`: there is not one capture among them, with the reason of the first. */
export async function openTimeline(
  found: FoundFiles,
  openBytes: OpenBytes,
  yieldTurn: () => Promise<void>,
): Promise<Result<TimelineSource>> {
  const members: Member[] = [];
  const leftOut: LeftOut[] = [...found.leftOut];
  for (const [at, file] of found.files.entries()) {
    // Files are read without a turn of the event loop.
    if (at % FILES_A_TURN === 0) await yieldTurn();
    const firstTime = await firstTimeOf(file, openBytes);
    if (firstTime.ok) members.push(memberOf(file, firstTime.value, openBytes));
    else leftOut.push({ name: file.name, reason: firstTime.failure.message });
  }
  if (members.length > 0) return success(new TimelineSource(members, leftOut));
  const [first] = leftOut;
  return failure('unsupported', `There is no capture in ${found.title}`, {
    remedy: first === undefined ? 'It is empty: choose another folder' : `The first reason: ${first.reason}`,
  });
}

function memberOf(file: FoundFile, firstTime: number, openBytes: OpenBytes): Member {
  return { name: file.name, bytes: file.bytes, firstTime, open: () => openFound(file, openBytes, windowOf(file)) };
}

/** There may be thousands of small ones. */
function windowOf({ bytes }: FoundFile): number {
  return Math.min(LARGEST_WINDOW, Math.max(LOOK_BYTES, bytes));
}

async function openFound(file: FoundFile, openBytes: OpenBytes, windowBytes: number): Promise<Result<PacketSource>> {
  const bytes = await openBytes(file.path);
  return bytes.ok ? openPacketSource(bytes.value, file.name, windowBytes) : bytes;
}

/** The earliest of its first packets. */
async function firstTimeOf(file: FoundFile, openBytes: OpenBytes): Promise<Result<number>> {
  const opened = await openFound(file, openBytes, LOOK_BYTES);
  if (!opened.ok) return opened;
  const source = opened.value;
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) {
      await source.close();
      if (batch.failure !== null) return { ok: false, failure: batch.failure };
      return failure('unsupported', `${file.name} holds no packets`);
    }
    if (batch.count === 0) continue;
    const times = batch.times.subarray(0, batch.count).filter((time) => !Number.isNaN(time));
    const first = times.length === 0 ? Number.NEGATIVE_INFINITY : times.reduce((least, time) => Math.min(least, time));
    await source.close();
    return success(first);
  }
}
