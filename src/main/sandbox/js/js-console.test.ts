import { expect, it } from 'vitest';
import { pluginConsole } from './js-console.ts';

it('everything that a console writes becomes lines of the log', () => {
  const lines: [string, string][] = [];
  const made = pluginConsole((level, text) => lines.push([level, text]));
  made.log('a', 1, { b: [2] });
  made.log('%s is %d', 'x', 7);
  made.debug('d');
  made.info('i');
  made.warn('w');
  made.error(new Error('e').message);
  made.table([{ a: 1 }]);
  made.dir({ a: 1 });
  made.count();
  made.assert(false, 'not so');
  made.group('group');
  made.trace('here');
  expect(lines.slice(0, 6)).toEqual([
    ['print', 'a 1 { b: [ 2 ] }'],
    ['print', 'x is 7'],
    ['debug', 'd'],
    ['info', 'i'],
    ['warn', 'w'],
    ['error', 'e'],
  ]);
  const rest = lines.slice(6);
  expect(rest.map(([level]) => level)).toEqual(['print', 'print', 'print', 'warn', 'print', 'error']);
  expect(rest.map(([, text]) => text.split('\n')[0])).toEqual([
    expect.stringMatching(/^┌/),
    '{ a: 1 }',
    'default: 1',
    'Assertion failed: not so',
    'group',
    'Trace: here',
  ]);
});
