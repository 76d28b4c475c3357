/** A link for tests that notes what is asked; the test answers when and what it likes. */
import type { Result } from '#base/result.ts';
import type { StreamFrames, StreamName } from '#contract/protocol.ts';
import type { EngineLink } from './engine-link.ts';

interface AskedCall {
  readonly command: string;
  readonly params: unknown;
  readonly signal: AbortSignal | undefined;
  readonly answer: (result: Result<unknown>) => void;
}

interface AskedStream {
  readonly stream: StreamName;
  readonly params: unknown;
  readonly give: (frame: never) => void;
  readonly updates: unknown[];
  closed: boolean;
}

export class NotedLink {
  readonly calls: AskedCall[] = [];
  readonly streams: AskedStream[] = [];
  /** The same object as the stores take it. */
  readonly link: EngineLink = this as unknown as EngineLink;

  call(command: string, params: unknown, signal?: AbortSignal): Promise<Result<unknown>> {
    return new Promise((resolve) => {
      this.calls.push({ command, params, signal, answer: resolve });
    });
  }

  subscribe(
    stream: StreamName,
    params: unknown,
    onFrame: (frame: never) => void,
  ): { update(params: unknown): void; close(): void } {
    const asked: AskedStream = { stream, params, give: onFrame, updates: [], closed: false };
    this.streams.push(asked);
    return {
      update: (next) => {
        asked.updates.push(next);
      },
      close: () => {
        asked.closed = true;
      },
    };
  }

  /** Answers the latest call and lets whoever waits for it go on. */
  async answer(result: Result<unknown>): Promise<void> {
    this.calls.at(-1)?.answer(result);
    await Promise.resolve();
    await Promise.resolve();
  }

  /** Gives a frame to whoever has the stream open. */
  give<K extends StreamName>(stream: K, frame: StreamFrames[K]): void {
    for (const asked of this.streams) if (asked.stream === stream && !asked.closed) asked.give(frame as never);
  }

  /** What was asked for later on the streams that are open. */
  updates(stream: StreamName): unknown[] {
    return this.streams.flatMap((asked) => (asked.stream === stream && !asked.closed ? asked.updates : []));
  }

  open(stream: StreamName): unknown[] {
    return this.streams.filter((asked) => asked.stream === stream && !asked.closed).map(({ params }) => params);
  }
}
