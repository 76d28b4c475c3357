import { describe, expect, it } from 'vitest';
import { engineProcessMessageSchema, engineProcessRequestSchema } from './engine-messages.ts';
import { ProcessBroker, type ChildEvents } from './process-broker.ts';

/** A broker over processes that the test moves by hand; ports are plain names. */
function brokered() {
  const events: string[] = [];
  const children: ChildEvents[] = [];
  let channels = 0;
  const broker = new ProcessBroker<string>({
    fork: (program, childEvents) => {
      const number = children.push(childEvents);
      events.push(`fork ${program.name === 'plugin' ? program.id : program.name}`);
      return {
        connect: (ports) => events.push(`connect ${number} ${ports.join(' ')}`),
        kill: () => events.push(`kill ${number}`),
      };
    },
    channel: () => [`here${++channels}`, `there${channels}`],
    tellEngine: (message, ports) => {
      expect(engineProcessMessageSchema.parse(message)).toEqual(message);
      events.push([...Object.values(message), ...ports].map(String).join(' '));
    },
  });
  const spawn = (spawnId: number): void =>
    broker.handle({ kind: 'spawn', spawnId, program: { name: 'plugin', id: 'demo', language: 'lua' } });
  return { broker, events, children, spawn };
}

describe("main's broker of processes", () => {
  it('forks, hands the ends of two channels to both sides, and tells the end', () => {
    const { events, children, spawn } = brokered();
    spawn(7);
    children[0]?.spawned(4711);
    children[0]?.exited(1, 'no luck');
    expect(events).toEqual([
      'fork demo',
      'connect 1 there1 there2',
      'spawned 7 4711 here1 here2',
      'exited 7 1 no luck',
    ]);
  });

  it('hands one channel to the history', () => {
    const { broker, events, children } = brokered();
    broker.handle({ kind: 'spawn', spawnId: 1, program: { name: 'history' } });
    children[0]?.spawned(5);
    expect(events).toEqual(['fork history', 'connect 1 there1', 'spawned 1 5 here1']);
  });

  it('kills what it is asked to, and nothing else', () => {
    const { broker, events, children, spawn } = brokered();
    spawn(1);
    spawn(2);
    broker.handle({ kind: 'kill', spawnId: 2 });
    broker.handle({ kind: 'kill', spawnId: 3 });
    children[1]?.exited(null, '');
    broker.handle({ kind: 'kill', spawnId: 2 });
    expect(events).toEqual(['fork demo', 'fork demo', 'kill 2', 'exited 2 null ']);
  });

  it('takes all along when the engine is gone, and tells a dead one nothing', () => {
    const { broker, events, children, spawn } = brokered();
    spawn(1);
    spawn(2);
    broker.close();
    children[0]?.spawned(1);
    children[1]?.exited(null, '');
    spawn(3);
    expect(events).toEqual(['fork demo', 'fork demo', 'kill 1', 'kill 2']);
  });

  it('stops an engine that forks without end', () => {
    const { events, spawn } = brokered();
    for (let i = 1; i <= 200; i++) spawn(i);
    expect(events.filter((event) => event === 'fork demo')).toHaveLength(128);
    expect(events.at(-1)).toMatch(/^exited 200 null Its process was not started: 128 processes/);
  });
});

describe('what the engine may ask main', () => {
  it.each([
    { kind: 'spawn', spawnId: 1, program: { name: 'plugin', id: 'demo', language: 'lua', file: '/bin/sh' } },
    { kind: 'spawn', spawnId: 1, program: { name: 'plugin', id: '../demo', language: 'lua' } },
    { kind: 'spawn', spawnId: 0, program: { name: 'history' } },
    { kind: 'spawn', spawnId: 1, program: { name: 'history', folder: '/tmp' } },
    { kind: 'spawn', spawnId: 1, program: { name: 'engine' } },
    { kind: 'kill', spawnId: '1' },
    { kind: 'kill', pid: 1 },
    null,
  ])('is not %j', (request) => {
    expect(engineProcessRequestSchema.safeParse(request).success).toBe(false);
  });
});
