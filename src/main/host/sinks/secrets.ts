/**
 * Values in the configuration of a sink that are kept elsewhere: `${env:NAME}` is the variable of the environment, `${file:PATH}`
 * what the file holds, without white space at its ends (a secret of systemd, Docker or Kubernetes). They are looked up when the sink is opened,
 * in this process: a plugin's process has neither the environment nor the files. What was looked up never appears in
 * what the sink says.
 */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { Sink, SinkContext, SinkKind } from '#main/engine/pipeline/stages/sink.ts';
import { openFailure } from '../capture/open-failures.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{(env|file):([^{}]*)\}/g;
const MOST_BYTES = 64 * 1024;
/** Shorter ones are found in ordinary words. */
const SHORTEST_HIDDEN = 4;

export interface Resolved<T> {
  readonly config: T;
  readonly secrets: readonly string[];
}

/** `folder`: where relative paths start from. Every text in `config` is looked through, keys are not. */
export async function resolveSecrets<T>(
  config: T,
  folder: string,
  environment: Environment,
): Promise<Result<Resolved<T>>> {
  const secrets: string[] = [];
  try {
    return success({ config: (await resolved(config, folder, environment, secrets)) as T, secrets });
  } catch (error) {
    if (error instanceof Missing) return { ok: false, failure: error.failure };
    throw error;
  }
}

/** A sink, ours or a plugin's, whose configuration may hold such values. */
export function withSecrets<Config>(kind: SinkKind<Config>, environment: Environment): SinkKind<Config> {
  return {
    ...kind,
    async open(config, context): Promise<Result<Sink>> {
      const found = await resolveSecrets(config, context.folder, environment);
      if (!found.ok) return found;
      const { secrets } = found.value;
      const careful: SinkContext = { ...context, warn: (why) => context.warn(hidden(why, secrets)) };
      return hiding(await kind.open(found.value.config, careful), secrets);
    },
  };
}

function hiding(opened: Result<Sink>, secrets: readonly string[]): Result<Sink> {
  if (!opened.ok) return { ok: false, failure: hidden(opened.failure, secrets) };
  const sink = opened.value;
  const careful = async (answer: Promise<Result<null>>): Promise<Result<null>> => {
    const result = await answer;
    return result.ok ? result : { ok: false, failure: hidden(result.failure, secrets) };
  };
  return success({
    test: () => careful(sink.test()),
    collect: (records) => careful(sink.collect(records)),
    close: () => careful(sink.close()),
  });
}

function hidden(why: Failure, secrets: readonly string[]): Failure {
  const hide = (text: string): string => secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text);
  const { remedy } = why;
  return { ...why, message: hide(why.message), ...(remedy === undefined ? {} : { remedy: hide(remedy) }) };
}

class Missing extends Error {
  readonly failure: Failure;

  constructor(why: Failure) {
    super(why.message);
    this.failure = why;
  }
}

async function resolved(value: unknown, folder: string, environment: Environment, secrets: string[]): Promise<unknown> {
  if (typeof value === 'string') return resolvedText(value, folder, environment, secrets);
  if (Array.isArray(value)) return Promise.all(value.map((one) => resolved(one, folder, environment, secrets)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([key, one]) => [
    key,
    await resolved(one, folder, environment, secrets),
  ]);
  return Object.fromEntries((await Promise.all(entries)) as [string, unknown][]);
}

async function resolvedText(
  text: string,
  folder: string,
  environment: Environment,
  secrets: string[],
): Promise<string> {
  let whole = '';
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [reference, kind, name = ''] = match;
    const secret = kind === 'env' ? fromEnvironment(name, environment) : await fromFile(path.resolve(folder, name));
    if (secret.length >= SHORTEST_HIDDEN) secrets.push(secret);
    whole += text.slice(end, match.index) + secret;
    end = match.index + reference.length;
  }
  return whole + text.slice(end);
}

function fromEnvironment(name: string, environment: Environment): string {
  const value = environment[name];
  if (value !== undefined) return value;
  const why = failure('not-found', `The environment has no variable ${name}, which the configuration names`, {
    remedy: `Set ${name} where Netloupe is started`,
  });
  throw new Missing(why.failure);
}

async function fromFile(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MOST_BYTES) {
      const why = failure('invalid', `${file} is too large for a secret`, {
        remedy: 'Name the file that holds it alone',
      });
      throw new Missing(why.failure);
    }
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Missing) throw error;
    const why = openFailure(error, file);
    if (why.ok) throw error;
    throw new Missing(why.failure);
  }
}
