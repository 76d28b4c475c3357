/**
 * What a look at the beginning of a stream, or at a datagram, gave. Readers are stateless: after MORE they are called again
 * with a longer head of the same stream. A datagram is whole, so MORE for one means that the name is not in it.
 */
export type NameAnswer = { readonly kind: 'name'; readonly name: string } | typeof MORE | typeof NONE | typeof OTHER;

/** More bytes are needed. Never the answer where more bytes cannot change it. */
export const MORE: { readonly kind: 'more' } = { kind: 'more' };
/** It is the protocol, and carries no name. */
export const NONE: { readonly kind: 'none' } = { kind: 'none' };
/** It is not the protocol. */
export const OTHER: { readonly kind: 'other' } = { kind: 'other' };

/** Looks at `start` … `end` of `bytes`: a contiguous head of one direction of a stream, or one datagram's payload. */
export type HeadReader = (bytes: Uint8Array, start: number, end: number) => NameAnswer;
