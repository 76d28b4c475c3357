/** Which of the sockets that there are fit a question best. */
import type { SocketQuestion } from '#main/engine/store/ports.ts';
import { SOCKET_LISTENS, type SocketLine } from './socket-lines.ts';

/** More alike than these are not kept apart: many processes that share a port by SO_REUSEPORT. */
const MAX_ALIKE = 8;

const PROTOCOL_TCP = 6;
const MAPPED_PREFIX = 0xffff;

/** How well a socket fits: connected to this very conversation, bound to the address, or to any. */
const FITS_NOT = 0;
const FITS_ANY = 1;
const FITS_ANY_OF_FAMILY = 2;
const FITS_ADDRESS = 3;
const FITS_CONVERSATION = 4;

/** The sockets that fit a question best so far, all as well. */
export interface SocketMatch {
  inodes: number[];
  fit: number;
}

export function emptyMatch(): SocketMatch {
  return { inodes: [], fit: FITS_NOT };
}

/** Whether it takes whatever comes to its port. */
export function takesAnyRemote(match: SocketMatch): boolean {
  return match.fit < FITS_CONVERSATION;
}

/** Notes a socket. `hasPorts`: it has the question's local port; else its ports say nothing. */
export function noteSocket(match: SocketMatch, question: SocketQuestion, line: SocketLine, hasPorts: boolean): void {
  const fit = fitOf(question, line, hasPorts);
  if (fit === FITS_NOT || fit < match.fit) return;
  if (fit > match.fit) {
    match.fit = fit;
    match.inodes = [];
  }
  if (match.inodes.length < MAX_ALIKE && !match.inodes.includes(line.inode)) match.inodes.push(line.inode);
}

function fitOf(question: SocketQuestion, line: SocketLine, hasPorts: boolean): number {
  const here = addressFit(line.local, question.local);
  if (here === FITS_NOT) return FITS_NOT;
  if (isNone(line.remote)) {
    if (question.protocol === PROTOCOL_TCP && line.state !== SOCKET_LISTENS) return FITS_NOT;
    return here;
  }
  const isConnected = same(line.remote, question.remote) && (!hasPorts || line.remotePort === question.remotePort);
  return isConnected ? FITS_CONVERSATION : FITS_NOT;
}

function addressFit(bound: Uint32Array, local: Uint32Array): number {
  if (same(bound, local)) return FITS_ADDRESS;
  if (!isNone(bound)) return FITS_NOT;
  if (isIpv4(bound) === isIpv4(local)) return FITS_ANY_OF_FAMILY;
  // An IPv6 socket without an address takes IPv4 as well, unless it was told not to.
  return isIpv4(local) ? FITS_ANY : FITS_NOT;
}

function same(one: Uint32Array, other: Uint32Array): boolean {
  return one[3] === other[3] && one[2] === other[2] && one[1] === other[1] && one[0] === other[0];
}

function isIpv4(words: Uint32Array): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === MAPPED_PREFIX;
}

/** 0.0.0.0 or ::. */
function isNone(words: Uint32Array): boolean {
  return words[3] === 0 && words[0] === 0 && words[1] === 0 && (words[2] === 0 || words[2] === MAPPED_PREFIX);
}
