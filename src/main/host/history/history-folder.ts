/** Where the history is kept, in the data folder. */
import path from 'node:path';

export function historyFolder(home: string): string {
  return path.join(home, 'history');
}
