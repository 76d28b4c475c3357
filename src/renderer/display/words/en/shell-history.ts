/** Around the window: how the history is, where something is to be said of it. */
export const shellHistoryWords = {
  segment: (size: string): string => `History ${size}`,
  states: {
    full: 'History: disk full',
    unwritable: 'History: not written',
    locked: 'History: in use elsewhere',
    newer: 'History: of a later version',
    gone: 'History: restarting',
  },
  titles: {
    full: 'Nothing is added to the history: the disk is full',
    unwritable: 'Nothing is added to the history: it cannot be written',
    locked: 'This Netloupe has no history: another one has it open',
    newer: 'The history was written by a later version of Netloupe',
    gone: 'The process that keeps the history ended',
  },
  /** What it means; the reason is the engine's. */
  means: {
    full: 'The capture goes on. What is captured waits in memory, within bounds, and is written as soon as there is room.',
    unwritable:
      'The capture goes on. What is captured waits in memory, within bounds, and is written as soon as it can be.',
    locked: 'The capture goes on and is on view as ever; it is written only once the other one has ended.',
    newer: 'It is left as it is, and nothing is added to it. The capture goes on.',
    gone: 'It is started again by itself. The capture goes on, and what it captured meanwhile is written then.',
  },
  title: 'History',
  savedUntil: (time: string): string => `Everything captured until ${time} is on disk.`,
  nothingSaved: 'Live captures are written to it once a second.',
  lost: (count: string): string => `${count} rows not in the history`,
  lostTitle: 'Rows that the history does not have',
  lostSays:
    'They were captured while nothing could be written, and more came than is kept in memory meanwhile. Views of the capture had them.',
  packetsLost: (count: string): string => `${count} packets not on disk`,
  packetsLostTitle: 'Packets that the ring on disk does not have',
  packetsLostSays:
    'They came while the disk was full, could not be written, was too slow, or another Netloupe kept the packets. The capture has them all.',
  setAside: 'The history was damaged, and a new one was begun',
  setAsideAt: (path: string): string => `Nothing was deleted: the damaged one is now ${path}`,
};
