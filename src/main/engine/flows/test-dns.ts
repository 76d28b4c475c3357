/** For tests: DNS messages from a few words, without compression. */

const types = new Map([
  ['A', 1],
  ['NS', 2],
  ['CNAME', 5],
  ['SOA', 6],
  ['AAAA', 28],
]);

export interface DnsShape {
  readonly id: number;
  /** The 16 bits of the header: 0x0100 a query, 0x8180 a response. */
  readonly flags: number;
  readonly name: string | null;
  readonly type?: string;
  /** `name type data`, data an IPv4 address in dotted form or a name. */
  readonly answers?: readonly string[];
  readonly authorities?: readonly string[];
}

export function dnsMessage(shape: DnsShape): Uint8Array {
  const answers = shape.answers ?? [];
  const authorities = shape.authorities ?? [];
  const counts = [shape.name === null ? 0 : 1, answers.length, authorities.length, 0];
  const bytes = [...word(shape.id), ...word(shape.flags), ...counts.flatMap(word)];
  if (shape.name !== null) bytes.push(...dnsName(shape.name), ...word(types.get(shape.type ?? 'A')!), ...word(1));
  for (const record of [...answers, ...authorities]) {
    const [name, type, data] = record.split(' ') as [string, string, string];
    const content = recordData(type, data);
    bytes.push(
      ...dnsName(name),
      ...word(types.get(type)!),
      ...word(1),
      0,
      0,
      0,
      60,
      ...word(content.length),
      ...content,
    );
  }
  return Uint8Array.from(bytes);
}

function recordData(type: string, data: string): number[] {
  if (type === 'A') return data.split('.').map(Number);
  if (type === 'SOA') return [...dnsName(data), ...dnsName(data), ...Array<number>(20).fill(0)];
  return dnsName(data);
}

function dnsName(name: string): number[] {
  const labels = name.split('.').filter((label) => label !== '');
  return [...labels.flatMap((label) => [label.length, ...new TextEncoder().encode(label)]), 0];
}

function word(value: number): number[] {
  return [value >> 8, value & 0xff];
}
