/**
 * Units are in the name of every quantity. Times that come from packets are `Microseconds` since the Unix epoch in a
 * double: exact to a quarter of a microsecond until the year 2255, so nanosecond captures keep their order to 256 ns.
 */
export type Microseconds = number;
export type Milliseconds = number;
export type Seconds = number;

export const MICROSECONDS_PER_SECOND = 1_000_000;
export const MICROSECONDS_PER_MILLISECOND = 1_000;
