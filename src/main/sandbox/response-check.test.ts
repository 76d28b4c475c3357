import { describe, expect, it } from 'vitest';
import { checkResponse } from './response-check.ts';

function messageOf(answered: unknown): string {
  const checked = checkResponse(answered);
  return checked.ok ? 'accepted' : checked.fault.message;
}

describe('answers of endpoints', () => {
  it('are text, or JSON', () => {
    expect(checkResponse([200, 'hello'])).toEqual({ ok: true, value: { status: 200, type: 'text', body: 'hello' } });
    for (const body of [{ a: 1 }, [1, 2], 7, true, null]) {
      expect(checkResponse([418, body])).toEqual({ ok: true, value: { status: 418, type: 'json', body } });
    }
    expect(checkResponse([204])).toEqual({ ok: true, value: { status: 204, type: 'json', body: null } });
  });

  it('that are something else are described', () => {
    expect(messageOf([200, () => 1])).toBe('request answered a function, which is not JSON');
    expect(messageOf(undefined)).toBe('request answered nothing where [status, body] is expected');
    expect(messageOf({ status: 200 })).toBe('request answered an object where [status, body] is expected');
    expect(messageOf('ok')).toBe('request answered "ok" where [status, body] is expected');
    expect(messageOf([200, 'a', 'b'])).toBe('request answered 3 values where [status, body] is expected');
  });

  it.each([199, 600, 200.5, '200', Number.NaN, undefined])('have no status %s', (status) => {
    expect(messageOf([status, 'x'])).toMatch(/no whole number from 200 to 599/);
  });

  it('that contain themselves are refused', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    expect(messageOf([200, cyclic])).toBe('request answered something that contains itself at self, which is not JSON');
  });

  it('are bounded', () => {
    expect(messageOf([200, 'x'.repeat(4 * 1024 * 1024)])).toBe('accepted');
    expect(messageOf([200, 'ü'.repeat(2 * 1024 * 1024 + 1)])).toMatch(
      /4194306 bytes, of which at most 4194304 are sent/,
    );
  });
});
