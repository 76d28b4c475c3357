/**
 * NetBIOS names (RFC 1001 §14, RFC 1002 §4.1): 16 octets, of which the last says what kind of service it is, each as two
 * letters from A to P in the first label of a domain name; the scope is in the others.
 *
 * Text: the first 15 octets without the spaces behind them, then the last in hexadecimal, `FILESERVER<20>`; the scope
 * behind a dot. Octets that cannot be printed are in angle brackets, too: `*<00><00>…`.
 */

const OCTETS = 16;
const ENCODED_LENGTH = 2 * OCTETS;
const LETTER_A = 0x41;

/** `name` is the domain name as text; null where its first label is no NetBIOS name. */
export function netbiosText(name: string): string | null {
  const dot = name.indexOf('.');
  const label = dot < 0 ? name : name.slice(0, dot);
  if (label.length !== ENCODED_LENGTH) return null;
  let text = '';
  for (let at = 0; at < ENCODED_LENGTH; at += 2) {
    const high = label.charCodeAt(at) - LETTER_A;
    const low = label.charCodeAt(at + 1) - LETTER_A;
    if (high < 0 || high > 15 || low < 0 || low > 15) return null;
    const octet = (high << 4) | low;
    if (at === ENCODED_LENGTH - 2) text = text.trimEnd();
    const printable = octet >= 0x20 && octet < 0x7f && at < ENCODED_LENGTH - 2;
    text += printable ? String.fromCharCode(octet) : `<${octet.toString(16).padStart(2, '0')}>`;
  }
  return dot < 0 ? text : text + name.slice(dot);
}
