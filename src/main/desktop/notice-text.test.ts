import { expect, it } from 'vitest';
import { noticeText } from './notice-text.ts';

it('has nothing that a notification service would take for markup, nor what cannot be seen', () => {
  const hostile = '<b>pay</b> & <a href="https://evil.test">\u202Egnp.exe</a>\n<img src=x>&#x41;';
  expect(noticeText(hostile)).not.toMatch(/[<>&\u202E\n]/);
  expect(noticeText('<b>pay</b>')).toBe('‹b›pay‹/b›');
});

it('leaves ordinary words alone', () => {
  expect(noticeText('Port scan: 10.0.0.1 → 10.0.0.2, 3 more · „Übersicht“')).toBe(
    'Port scan: 10.0.0.1 → 10.0.0.2, 3 more · „Übersicht“',
  );
});
