/** TCP flags as letters. */

/** From bit 0 up: FIN SYN RST PSH ACK URG ECE CWR (RFC 9293 §3.1, RFC 3168 §23.2). */
const LETTERS = 'FSRPAUEC';

/** The set flags of `flags` as letters in the order `FSRPAUEC`. */
export function tcpFlagLetters(flags: number): string {
  let text = '';
  for (let bit = 0; bit < 8; bit++) if ((flags & (1 << bit)) !== 0) text += LETTERS[bit]!;
  return text;
}
