import { expect, it } from 'vitest';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { SessionComments, type ToldSession } from './session-comments.ts';

const web: ToldSession = {
  session_id: 'a',
  hostname: 'www.example.com:8443',
  hostname_source: 'http',
  service: 'http',
  process: 'curl',
  pid: 42,
  dst_ip: '192.0.2.7',
};
const plain: ToldSession = { ...web, session_id: 'b', hostname: null, hostname_source: null, process: null, pid: null };
const alert = { severity: 'high', source: 'pipeline', name: 'rules', title: 'Odd', message: 'port 8443' } as AlertRow;

it('says everything at the first packet of a session, and whose they are at the others', () => {
  const comments = new SessionComments((id) => (id === 'a' ? [alert, { ...alert, message: '' }] : []));
  const first = comments.next(1, () => web);
  expect(first.comments).toEqual([
    'session a, www.example.com:8443 (http), service http, process curl (pid 42)',
    'high alert of pipeline rules: Odd (port 8443)',
    'high alert of pipeline rules: Odd',
  ]);
  expect(first.names).toEqual([{ address: Uint8Array.of(192, 0, 2, 7), name: 'www.example.com' }]);
  expect(comments.next(2, () => plain)).toEqual({ comments: ['session b, service http'], names: [] });
  expect(comments.next(1, () => web)).toEqual({ comments: ['session a, www.example.com:8443 (http)'], names: [] });
  expect(comments.next(2, () => plain)).toEqual({ comments: ['session b'], names: [] });
  expect(comments.next(0, () => web)).toEqual({ comments: [], names: [] });
});

it('tells a name once for each address, and the same address by its other names', () => {
  const comments = new SessionComments(() => []);
  const names = [web, web, { ...web, dst_ip: '2001:db8::1' }, { ...web, hostname: 'cdn.example.net' }].map(
    (session, at) => comments.next(at + 1, () => session).names,
  );
  expect(names.map((told) => told.map(({ name, address }) => `${name} ${address.length}`))).toEqual([
    ['www.example.com 4'],
    [],
    ['www.example.com 16'],
    ['cdn.example.net 4'],
  ]);
});
