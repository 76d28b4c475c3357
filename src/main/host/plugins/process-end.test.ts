import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProcessExit } from '#main/engine/pipeline/plugins/ports.ts';
import { ProcessEnd } from './process-end.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the end of a process', () => {
  it('is told once, after its channels have closed', () => {
    const order: string[] = [];
    const end = new ProcessEnd(2, () => order.push('over'));
    end.onExit(({ code }) => order.push(`exit ${code}`));
    end.channelClosed();
    end.gone(1, null);
    end.gone(2, null);
    expect(order).toEqual([]);
    end.channelClosed();
    end.channelClosed();
    vi.runAllTimers();
    expect(order).toEqual(['over', 'exit 1']);
    end.onExit(({ code }) => order.push(`again ${code}`));
    expect(order.at(-1)).toBe('again 1');
  });

  it('does not wait for ever for a channel that something else holds open', () => {
    const exits: ProcessExit[] = [];
    const end = new ProcessEnd(1);
    end.onExit((exit) => exits.push(exit));
    end.gone(null, 'SIGKILL');
    expect(end.isOver).toBe(false);
    vi.runAllTimers();
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL', stderr: '' }]);
    end.channelClosed();
    expect(exits).toHaveLength(1);
  });
});
