import { describe, expect, it } from 'vitest';
import { openSession } from '../testing/session-harness.ts';

/** The example of the documentation that plugins of this kind were first written against. */
const CLASSIC = `
function receiver(packet_log)
    local parts = {}
    if packet_log.timestamp then
        table.insert(parts, "["..packet_log.timestamp.."]")
    end
    print(table.concat(parts, " "))
end
`;

describe('a Lua plugin', () => {
  it('may be the classic example as it is', async () => {
    const plugin = openSession('lua', CLASSIC);
    expect(await plugin.load()).toBe('ready');
    await plugin.deliver(2);
    expect(await plugin.lines()).toEqual(['[2024-05-01T12:34:56.123456Z]', '[2024-05-01T12:34:56.123457Z]']);
    expect(plugin.acks).toEqual([{ seq: 1, handled: 2, errors: 0 }]);
    expect(plugin.exitCode).toBe(0);
  });
});
