/** Names and record data of tshark and ours in one form: presentation format (RFC 1035 §5.1, RFC 4343 §2.1). */
import type { DnsAnswer } from '#contract/records.ts';
import type { ExpectedRecord } from './captures.ts';

/** tshark's text does not escape; where that is ambiguous the expectation has the labels in hex. */
export function expectedName(record: { readonly name: string; readonly labels_hex?: readonly string[] }): string {
  const labels =
    record.labels_hex?.map((hex) => Buffer.from(hex, 'hex')) ??
    (record.name === '.' ? [] : record.name.split('.').map((label) => Buffer.from(label, 'utf8')));
  return labels.length === 0 ? '.' : labels.map(escapeLabel).join('.');
}

function escapeLabel(label: Uint8Array): string {
  let text = '';
  for (const octet of label) {
    const character = String.fromCharCode(octet);
    if (octet <= 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, '0')}`;
    else text += character === '.' || character === '\\' ? `\\${character}` : character;
  }
  return text;
}

/** What one of us shows as malformed data: tshark with a remark (`<Name too long>`), we as RFC 3597 hex. */
const UNREADABLE = '(malformed)';

export function expectedAnswer(record: ExpectedRecord): string {
  return `${expectedName(record)} ${record.ttl} ${record.type}${expectedData(record.data)}`;
}

function expectedData(data: string | readonly string[] | undefined): string {
  if (data === undefined) return '';
  if (typeof data !== 'string') return ` ${data.join(' ')}`;
  return data.startsWith('<') ? ` ${UNREADABLE}` : ` ${data}`;
}

/** Without the data where the expectation has none for the type. */
export function ourAnswer(answer: DnsAnswer, withData: boolean): string {
  return `${answer.name} ${answer.ttl} ${answer.type}${withData ? ` ${dataAsTshark(answer)}` : ''}`;
}

function dataAsTshark(answer: DnsAnswer): string {
  if (answer.data.startsWith('\\# ')) return UNREADABLE;
  switch (answer.type) {
    case 'TXT': // a list of texts without quotes
    case 'SPF':
      return [...answer.data.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, text]) => unescape(text ?? '')).join(' ');
    case 'SOA': // names and serial only
      return unescape(answer.data.split(' ').slice(0, 3).join(' '));
    default:
      return unescape(answer.data);
  }
}

function unescape(text: string): string {
  return text.replace(/\\(\d{3}|.)/g, (_, escaped: string) =>
    /^\d{3}$/.test(escaped) ? String.fromCharCode(Number(escaped)) : escaped,
  );
}
