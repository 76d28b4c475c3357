import { describe, expect, it } from 'vitest';
import { redactedInterface } from './interface-stream.ts';
import { Redactor } from './store/redact.ts';

describe('an interface, redacted', () => {
  const redactor = new Redactor(Uint8Array.from({ length: 16 }, (_, i) => i));

  it('keeps what it is and loses who it is', () => {
    const info = {
      name: 'eth0',
      index: 2,
      description: 'Intel I219-V',
      mac: '3c:22:fb:12:34:56',
      mtu: 1500,
      state: 'up',
      loopback: false,
      addresses: [
        { family: 4, address: '192.168.178.20', prefixLength: 24 },
        { family: 6, address: '::1', prefixLength: 128 },
      ],
    } as const;
    expect(redactedInterface(info, redactor)).toEqual({
      ...info,
      mac: redactor.mac(info.mac),
      addresses: [{ ...info.addresses[0], address: redactor.address('192.168.178.20') }, info.addresses[1]],
    });
    expect(redactor.mac(info.mac)).not.toBe(info.mac);
    expect(redactor.address('192.168.178.20')).toMatch(/^192\.168\./);
  });
});
