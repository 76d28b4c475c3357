import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '#base/addresses.ts';
import {
  dnsFlags,
  dnsId,
  forEachAddressAnswer,
  isDnsResponse,
  looksLikeDns,
  parseDnsMessage,
  questionNameEnd,
  readQuestion,
  type DnsMessage,
} from './dns-message.ts';
import { bytesOf } from './test-frames.ts';

const QUESTION = '076578616d706c6503636f6d00 0001 0001';
const QUERY = `1234 0100 0001 0000 0000 0000 ${QUESTION}`;
/** www.example.com CNAME example.com, example.com A and AAAA, an NS and an OPT with DO and extended code 1. */
const RESPONSE = `abcd 8180 0001 0003 0001 0001 03777777 076578616d706c6503636f6d00 001c 0001
  c00c 0005 0001 0000003c 0002 c010
  c010 0001 0001 0000012c 0004 c0000201
  c010 001c 0001 ffffffff 0010 20010db8000000000000000000000001
  c010 0002 0001 00000e10 0005 026e73 c010
  00 0029 04d0 01 00 8000 0000`;

function parse(message: string): DnsMessage {
  const bytes = bytesOf(message);
  return parseDnsMessage(bytes, 0, bytes.length);
}

function addresses(message: string): string[] {
  const bytes = bytesOf(message);
  const found: string[] = [];
  forEachAddressAnswer(bytes, 0, bytes.length, (word0, word1, word2, word3, ttl) => {
    const ipv6 = word2 !== 0xffff || word0 !== 0;
    found.push(`${formatAddress(Uint32Array.of(word0, word1, word2, word3), 0, ipv6)} ${ttl}`);
  });
  return found;
}

describe('a DNS message', () => {
  it('is parsed with all its sections', () => {
    expect(parse(RESPONSE)).toEqual({
      id: 0xabcd,
      flags: 0x8180,
      opcode: 0,
      responseCode: 16,
      questions: [{ name: 'www.example.com', type: 28, class: 1 }],
      answers: [
        { name: 'www.example.com', type: 5, class: 1, ttl: 60, data: 'example.com' },
        { name: 'example.com', type: 1, class: 1, ttl: 300, data: '192.0.2.1' },
        { name: 'example.com', type: 28, class: 1, ttl: 4_294_967_295, data: '2001:db8::1' },
      ],
      authorities: [{ name: 'example.com', type: 2, class: 1, ttl: 3600, data: 'ns.example.com' }],
      additionals: [],
      edns: { udpSize: 1232, version: 0, dnssecOk: true, flags: 0x8000 },
      defect: null,
    });
  });

  it('is the same where the name of its first question is known', () => {
    const bytes = bytesOf(RESPONSE);
    const nameEnd = questionNameEnd(bytes, 0, bytes.length);
    expect(nameEnd).toBe(12 + 17);
    expect(parseDnsMessage(bytes, 0, bytes.length, 'www.example.com')).toEqual(parse(RESPONSE));
  });

  it('may begin anywhere in the buffer', () => {
    const bytes = bytesOf('ffffffffff', RESPONSE, 'ffff');
    expect(parseDnsMessage(bytes, 5, bytes.length - 2)).toEqual(parse(RESPONSE));
  });

  it('may have records without data (RFC 2136 §2.4.4)', () => {
    const update = parse(`0001 2800 0001 0001 0000 0000 ${QUESTION} c00c 0001 00fe 00000000 0000`);
    expect([update.opcode, update.defect, update.answers[0]?.data]).toEqual([5, null, '']);
  });

  it.each([
    ['', 'header_truncated', 0, 0],
    ['abcd 8180 0001', 'header_truncated', 0, 0],
    ['0001 0100 0001 0000 0000 0000', 'question_truncated', 0, 0],
    ['0001 0100 0001 0000 0000 0000 00 0001 00', 'question_truncated', 0, 0],
    ['0001 0100 0002 0000 0000 0000 00 0001 0001 c011 0001 0001', 'bad_name', 1, 0],
    ['0001 8180 0001 0002 0000 0000 00 0001 0001 00 0001 0001 00000000 0004 c0000201', 'record_truncated', 1, 1],
    ['0001 8180 0001 0001 0000 0000 00 0001 0001 00 0001 0001 00000000 0005 c0000201', 'record_truncated', 1, 0],
    ['0001 8180 0001 0001 0000 0000 00 0001 0001 00 0001 0001 00000000', 'record_truncated', 1, 0],
  ])('"%s" keeps what was before the defect', (message, defect, questions, answers) => {
    const parsed = parse(message);
    expect(parsed.defect).toBe(defect);
    expect([parsed.questions.length, parsed.answers.length]).toEqual([questions, answers]);
  });

  it('leaves out an entry whose name points nowhere, and goes on behind it', () => {
    const second = parse(
      `0001 8180 0002 0001 0000 0000 00 0001 0001 c0ff 0001 0001 00 0001 0001 00000000 0004 c0000201`,
    );
    expect(second.questions).toHaveLength(1);
    expect(second.answers.map((record) => record.data)).toEqual(['192.0.2.1']);
    expect(second.defect).toBe('bad_name');
    const owner = parse(
      `0001 8180 0000 0002 0000 0000 c0ff 0001 0001 00000000 0004 c0000202 00 0001 0001 00000000 0004 c0000201`,
    );
    expect([owner.answers.map((record) => record.data), owner.defect]).toEqual([['192.0.2.1'], 'bad_name']);
  });

  it('has nothing in it where the first question cannot be read', () => {
    const parsed = parse(
      `0001 8180 0002 0001 0000 0000 c0ff 0001 0001 00 0001 0001 00 0001 0001 00000000 0004 c0000201`,
    );
    expect([parsed.questions, parsed.answers, parsed.defect]).toEqual([[], [], 'bad_name']);
  });

  it('shows malformed data as hex and goes on', () => {
    const parsed = parse(
      `0001 8180 0000 0002 0000 0000 00 0001 0001 00000000 0003 c00002 00 0001 0001 00000000 0004 c0000201`,
    );
    expect(parsed.answers.map((record) => record.data)).toEqual(['\\# 3 c00002', '192.0.2.1']);
    expect(parsed.defect).toBe('bad_record_data');
  });

  it('is the same for the cheap readers', () => {
    const bytes = bytesOf(RESPONSE);
    expect([dnsId(bytes, 0), dnsFlags(bytes, 0), isDnsResponse(dnsFlags(bytes, 0))]).toEqual([0xabcd, 0x8180, true]);
    expect(readQuestion(bytes, 0, bytes.length)).toEqual(parse(RESPONSE).questions[0]);
    expect(addresses(RESPONSE.replace('01 00 8000', '00 00 8000'))).toEqual([
      '192.0.2.1 300',
      '2001:db8::1 4294967295',
    ]);
  });

  it('gives no addresses where it is a query, an error, or has no question', () => {
    expect(addresses(RESPONSE.replace('8180', '0180'))).toEqual([]);
    expect(addresses(RESPONSE.replace('8180', '8183'))).toEqual([]);
    expect(addresses(`0001 8180 0000 0001 0000 0000 00 0001 0001 00000000 0004 c0000201`)).toEqual([]);
  });

  it('reads the first question only', () => {
    const bytes = bytesOf(QUERY, 'ff');
    expect(readQuestion(bytes, 0, bytes.length)).toEqual({ name: 'example.com', type: 1, class: 1 });
    expect(readQuestion(bytes, 0, 12 + 14)).toBeNull();
    expect(readQuestion(bytesOf(QUERY.replace('0001 0000', '0000 0000')), 0, 29)).toBeNull();
  });
});

describe('looking like DNS', () => {
  function looks(message: string): boolean {
    const bytes = bytesOf(message);
    return looksLikeDns(bytes, 0, bytes.length);
  }

  it.each([
    ['a query', QUERY],
    ['a response', RESPONSE],
    ['an error without a question', '0001 8181 0000 0000 0000 0000'],
    [
      'a multicast question for a unicast answer',
      QUERY.replace('0001 0001', '0001 8001').replace('00 0001 0001', '00 0001 8001'),
    ],
  ])('%s does', (_, message) => {
    expect(looks(message)).toBe(true);
  });

  it.each([
    ['too few bytes', QUERY.slice(0, 20)],
    ['a query with a response code', QUERY.replace('0100', '0103')],
    ['an unassigned opcode', QUERY.replace('0100', '7900')],
    ['a query without a question', '0001 0100 0000 0000 0000 0000'],
    ['more questions than fit', QUERY.replace('0001 0000', '00ff 0000')],
    ['an unknown class', `${QUERY.slice(0, -4)}1234`],
    ['text', Buffer.from('GET / HTTP/1.1\r\nHost: example.com\r\n').toString('hex')],
  ])('%s does not', (_, message) => {
    expect(looks(message)).toBe(false);
  });
});

it('never throws, whatever the bytes, and reads none outside of the message', () => {
  const message = bytesOf(RESPONSE);
  const damaged = fc
    .array(fc.tuple(fc.nat(message.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 5 })
    .map((changes) => {
      const copy = message.slice();
      for (const [at, value] of changes) copy[at] = value;
      return copy;
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), fc.nat(20), (bytes, cut) => {
      const end = Math.max(0, bytes.length - cut);
      const alone = parseDnsMessage(bytes.slice(0, end), 0, end);
      expect(parseDnsMessage(bytes, 0, end)).toEqual(alone);
      const question = readQuestion(bytes, 0, end);
      if (question !== null) expect(alone.questions[0]).toEqual(question);
      expect(typeof looksLikeDns(bytes, 0, end)).toBe('boolean');
      let found = 0;
      forEachAddressAnswer(bytes, 0, end, () => found++);
      expect(found).toBeLessThanOrEqual(end / 14);
    }),
    { numRuns: 3000 },
  );
});
