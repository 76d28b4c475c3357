/** Where the history is kept, in the data folder; and the newest packets, beside its database. */
import path from 'node:path';

export function historyFolder(home: string): string {
  return path.join(home, 'history');
}

export function packetFolder(home: string): string {
  return path.join(historyFolder(home), 'packets');
}
