import { expect, it } from 'vitest';
import { bytesOfBase64, hexDump, hexOf, plainOf } from './byte-text.ts';

const bytes = Uint8Array.of(...new TextEncoder().encode('GET / HTTP/1.1\r\n'), 0xff, 0x00);

it('reads base64, padding and all', () => {
  expect(hexOf(bytesOfBase64('R0VUIP8A'))).toBe('47455420ff00');
  expect(hexOf(bytesOfBase64('/w=='))).toBe('ff');
  expect(bytesOfBase64('')).toHaveLength(0);
});

it('writes what others read back', () => {
  expect(hexDump(bytes)).toBe(
    [
      '000000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a  GET / HTTP/1.1..',
      '000010  ff 00                                            ..',
    ].join('\n'),
  );
  expect(plainOf(bytes)).toBe('GET / HTTP/1.1\r\n..');
});
