import { describe, expect, it } from 'vitest';
import { askedStatus, withoutStatus } from './status-filter.ts';

describe('the condition that chips set', () => {
  it.each<[string, ReturnType<typeof askedStatus>, string]>([
    ['', null, ''],
    ['status = nxdomain', 'nxdomain', ''],
    ['host example and status = unanswered', 'unanswered', 'host example'],
    ['status = unanswered and port 53', 'unanswered', 'port 53'],
    ['(port 53 or port 5353) and status = refused', 'refused', '(port 53 or port 5353)'],
    ['port 53 or port 5353', null, '(port 53 or port 5353)'],
    ['not status = nxdomain', null, 'not status = nxdomain'],
    ['query = "a and status = nxdomain"', null, 'query = "a and status = nxdomain"'],
    ['status = something', null, 'status = something'],
  ])('%s', (filter, asked, rest) => {
    expect(askedStatus(filter)).toBe(asked);
    expect(withoutStatus(filter)).toBe(rest);
  });
});
