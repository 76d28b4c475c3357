/**
 * Numbers and names that the engine and a plugin's process agree on (see process.ts), apart from the schemas: a process that
 * checks nothing does not load what checks.
 */
export const PLUGIN_PROTOCOL_VERSION = 2;

/** Functions that the engine calls. A module with none of them, nor any symbol, does not load. */
export const PLUGIN_ENTRY_POINTS = ['receiver', 'receiver_bulk', 'receiver_dns', 'request', 'process'] as const;
/** Looked at besides: called around the others. */
export const PLUGIN_LIFE_CYCLE = ['init', 'test', 'cleanup'] as const;

/** Longest line of a plugin's log, characters; the rest is cut and marked. */
export const MAX_LOG_CHARACTERS = 4000;
/** One key and its value as JSON, and all of them together, bytes. */
export const MAX_STORE_VALUE_BYTES: number = 64 * 1024;
export const MAX_STORE_BYTES: number = 1024 * 1024;
export const MAX_STORE_KEY_CHARACTERS = 256;
/** Body of an endpoint's answer, bytes as JSON. */
export const MAX_RESPONSE_BYTES: number = 4 * 1024 * 1024;

/** Records, or argument lists, in one batch of a symbol. */
export const MAX_BATCH_RECORDS = 256;
/** Records that a stage may emit for one batch. */
export const MAX_OUTPUT_RECORDS = 4096;
/** Flows that are declined in one message. */
export const MAX_UNWANTED_FLOWS = 1024;
/** Of a batch or what is emitted for it, as JSON, characters. */
export const MAX_BATCH_CHARACTERS: number = 8 * 1024 * 1024;
/** Of a capture, in one message of a source. */
export const MAX_CAPTURED_BYTES: number = 1024 * 1024;
/** What is said of a symbol that failed. */
export const MAX_SYMBOL_MESSAGE = 4000;
