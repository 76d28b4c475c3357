import { afterEach, expect, it } from 'vitest';
import { Inbox } from '#channel/inbox.ts';
import { failure, success } from '#base/result.ts';
import type { FromHistory, ToHistory } from '#contract/history/process.ts';
import { createKeeper } from './database/create-keeper.ts';
import { Dispatch } from './dispatch.ts';
import { createHandlers } from './handlers.ts';
import type { HistoryLink } from './link.ts';
import type { QuestionHandlers } from './question.ts';

class Talk {
  readonly exits: number[] = [];
  readonly #heard: FromHistory[] = [];
  #listener: (() => void) | null = null;
  readonly #inbox: Inbox = new Inbox();

  /** With these handlers in the place of those that there are, over a history in memory. */
  constructor(handlers: Partial<QuestionHandlers>) {
    const link: HistoryLink = {
      send: (message) => {
        this.#heard.push(message as FromHistory);
        this.#listener?.();
      },
      onMessage: (listener) => this.#inbox.onMessage(listener),
      onClose: (listener) => this.#inbox.onClose(listener),
      close: () => undefined,
      flushed: async () => undefined,
    };
    new Dispatch(link, {
      createKeeper: (open, tell) => {
        const { keeper, handlers: own } = createKeeper(open, tell);
        return { keeper, handlers: { ...createHandlers(own), ...handlers } };
      },
      exit: (code) => {
        this.exits.push(code);
        this.#listener?.();
      },
    }).begin();
    this.say({
      kind: 'open',
      open: {
        folder: null,
        writes: true,
        retention: { days: 0, bytes: 0 },
        memoryBytes: 64e6,
        threads: 1,
        version: 'test',
      },
    });
  }

  say(message: ToHistory): void {
    this.#inbox.deliver(message);
  }

  ask(id: number, text: string): void {
    this.say({ kind: 'ask', id, question: 'sql.check', params: { dataset: 'history', text } });
  }

  async until<T>(look: (heard: readonly FromHistory[]) => T | undefined): Promise<T> {
    return await new Promise((resolve) => {
      this.#listener = () => {
        const found = look(this.#heard);
        if (found !== undefined) resolve(found);
      };
      this.#listener();
    });
  }

  async answer(id: number): Promise<FromHistory> {
    return await this.until((heard) => heard.find((message) => message.kind === 'answer' && message.id === id));
  }
}

let talk: Talk;
afterEach(async () => {
  talk.say({ kind: 'close' });
  await talk.until(() => talk.exits[0]);
});

it('questions run beside one another, and each is cancelled alone', async () => {
  talk = new Talk({
    'sql.check': async ({ text }, { signal }) => {
      if (text === 'now') return success(null);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return failure('cancelled', text);
    },
  });
  talk.ask(1, 'first');
  talk.ask(2, 'second');
  talk.ask(3, 'now');
  expect(await talk.answer(3)).toMatchObject({ result: { ok: true } });
  talk.say({ kind: 'cancel', id: 2 });
  expect(await talk.answer(2)).toMatchObject({ result: { ok: false, failure: { message: 'second' } } });
  // What is cancelled and over, or was never asked, is nothing to anybody.
  talk.say({ kind: 'cancel', id: 2 });
  talk.say({ kind: 'cancel', id: 77 });
  talk.say({ kind: 'close' });
  expect(await talk.answer(1)).toMatchObject({
    result: { ok: false, failure: { code: 'cancelled', message: 'first' } },
  });
});

it('a question that was ended by the database being opened anew is asked again', async () => {
  let asked = 0;
  talk = new Talk({
    'sql.check': async () => {
      asked++;
      if (asked === 1) throw new Error('INTERRUPT Error: Interrupted!');
      return success(null);
    },
  });
  talk.ask(1, 'x');
  expect(await talk.answer(1)).toMatchObject({ result: { ok: true } });
  expect(asked).toBe(2);
});

it('progress is told under the number of its question', async () => {
  talk = new Talk({
    'sql.check': async (_, { progress }) => {
      progress(5, 10);
      return success(null);
    },
  });
  talk.ask(9, 'x');
  await talk.answer(9);
  expect(await talk.until((heard) => heard.find((message) => message.kind === 'progress'))).toEqual({
    kind: 'progress',
    id: 9,
    done: 5,
    total: 10,
  });
});
