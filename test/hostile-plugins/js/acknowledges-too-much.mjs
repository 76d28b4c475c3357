import { writeSync } from 'node:fs';

export function receiver() {
  const ack = Buffer.alloc(16);
  ack.writeUInt32LE(4_000_000_000, 0);
  writeSync(4, ack);
}
