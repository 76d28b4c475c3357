import { describe, expect, test } from 'vitest';
import { completeSql } from './sql-completion.ts';

/** At the mark `|`. */
function at(marked: string, asked: boolean = false): string[] | null {
  const offset = marked.indexOf('|');
  return completeSql(marked.replace('|', ''), offset, asked)?.options.map(({ text }) => text) ?? null;
}

describe('what can stand here', () => {
  test('tables after FROM', () => {
    expect(at('SELECT * FROM se|')).toStrictEqual(['sessions']);
    expect(at('SELECT * FROM |', true)).toContain('traffic_minutes');
    expect(at('SELECT * FROM |')).toBeNull();
  });

  test('columns of the tables that are named, wherever they are named', () => {
    expect(at('SELECT bytes_| FROM sessions')).toStrictEqual(['bytes_out', 'bytes_in']);
    expect(at('SELECT rcode| FROM dns')).toStrictEqual(['rcode', 'rcode_name']);
    expect(at('SELECT rcode| FROM runs')).toBeNull();
  });

  test('columns of a table by its name and by its alias', () => {
    expect(at('SELECT d.| FROM sessions s JOIN dns AS d ON true')).toContain('rcode_name');
    expect(at('SELECT s.host| FROM sessions s')).toStrictEqual(['hostname', 'hostname_source']);
    expect(at('SELECT dns.q| FROM dns WHERE true')).toStrictEqual(['query', 'qtype', 'qclass']);
    expect(at('SELECT x.| FROM dns')).toBeNull();
  });

  test('functions and keywords, whatever their case', () => {
    expect(at('SELECT TIME_b| FROM sessions')).toStrictEqual(['time_bucket']);
    expect(at('sel|')).toStrictEqual(['SELECT']);
  });

  test('nothing in texts, names and comments, and nothing more to what is there', () => {
    expect(at("SELECT * FROM sessions WHERE hostname = 'se|")).toBeNull();
    expect(at("SELECT * FROM sessions WHERE hostname = 'it''s' AND serv|")).toStrictEqual(['service']);
    expect(at('SELECT 1 -- se|')).toBeNull();
    expect(at('SELECT 1 /* se|')).toBeNull();
    expect(at('SELECT 1 /* */ FROM sessions|')).toBeNull();
  });
});
