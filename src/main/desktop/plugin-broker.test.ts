import { describe, expect, it } from 'vitest';
import { engineProcessMessageSchema, engineProcessRequestSchema } from './engine-messages.ts';
import { PluginBroker, type PluginChildEvents } from './plugin-broker.ts';

/** A broker over processes that the test moves by hand; ports are plain names. */
function brokered() {
  const events: string[] = [];
  const children: PluginChildEvents[] = [];
  let channels = 0;
  const broker = new PluginBroker<string>({
    fork: (id, _language, childEvents) => {
      const number = children.push(childEvents);
      events.push(`fork ${id}`);
      return {
        connect: (control, data) => events.push(`connect ${number} ${control} ${data}`),
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
    broker.handle({ kind: 'spawn-plugin', spawnId, id: 'demo', language: 'lua' });
  return { broker, events, children, spawn };
}

describe("main's broker of plugin processes", () => {
  it('forks, hands the ends of two channels to both sides, and tells the end', () => {
    const { events, children, spawn } = brokered();
    spawn(7);
    children[0]?.spawned(4711);
    children[0]?.exited(1, 'no luck');
    expect(events).toEqual([
      'fork demo',
      'connect 1 there1 there2',
      'plugin-spawned 7 4711 here1 here2',
      'plugin-exited 7 1 no luck',
    ]);
  });

  it('kills what it is asked to, and nothing else', () => {
    const { broker, events, children, spawn } = brokered();
    spawn(1);
    spawn(2);
    broker.handle({ kind: 'kill-plugin', spawnId: 2 });
    broker.handle({ kind: 'kill-plugin', spawnId: 3 });
    children[1]?.exited(null, '');
    broker.handle({ kind: 'kill-plugin', spawnId: 2 });
    expect(events).toEqual(['fork demo', 'fork demo', 'kill 2', 'plugin-exited 2 null ']);
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
    expect(events.at(-1)).toMatch(/^plugin-exited 200 null Its process was not started: 128 processes/);
  });
});

describe('what the engine may ask main', () => {
  it.each([
    { kind: 'spawn-plugin', spawnId: 1, id: 'demo', language: 'lua', file: '/bin/sh' },
    { kind: 'spawn-plugin', spawnId: 1, id: '../demo', language: 'lua' },
    { kind: 'spawn-plugin', spawnId: 0, id: 'demo', language: 'lua' },
    { kind: 'kill-plugin', spawnId: '1' },
    { kind: 'kill', pid: 1 },
    null,
  ])('is not %j', (request) => {
    expect(engineProcessRequestSchema.safeParse(request).success).toBe(false);
  });
});
