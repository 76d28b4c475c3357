/** What the Lua side asks of us, by number: the first value that `host` gets (see prelude-*.ts and lua-host.ts). */
export const HOST_OPERATIONS = {
  /** level, text */
  LOG: 1,
  /** name, values … → true, answer | false, what is wrong. An answer that comes later is a promise. */
  CALL: 2,
  /** promise: the coroutine that runs will yield, and wants to go on when it is settled. */
  WAIT: 3,
  /** promise → true, value | false, what is wrong */
  TAKE: 4,
  /** promise: nobody will ask for it any more. */
  RELEASE: 5,
  /** export, message, trace: a call went wrong. */
  FAULT: 6,
  /** Begin or end of a call that is timed. */
  SAMPLE: 7,
  /** module → true, text, name of the chunk | false, what is wrong */
  SOURCE: 8,
  /** → what this call of an export is given, if anything */
  INPUT: 9,
  /** → packet logs as bytes (see lua-batch.ts) */
  BATCH: 10,
  /** again → kind of step, key of the flow, place of the row, seconds (see lua-observer.ts) */
  STEP: 11,
  /** what is said of the flow of this step → whether it has begun */
  FLOW: 12,
  /** record: its flow has ended */
  RECORD: 13,
} as const;

/** The same for the Lua side: `local LOG = 1 …`. */
export const LUA_OPERATIONS: string = Object.entries(HOST_OPERATIONS)
  .map(([name, number]) => `local ${name} <const> = ${number}`)
  .join(' ');
