/** The verbs of the settings pane over HTTP. Whoever gets here has shown the key of the API. */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Failure, Result } from '#base/result.ts';
import { describeIssues } from '#contract/schema-words.ts';
import type { PluginInspection, PluginStatus } from '#contract/plugins/status.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';
import type { PrivateFolder } from '../files/private-folder.ts';
import { emptyAnswer, errorAnswer, failureAnswer, jsonAnswer, type ApiAnswer } from './answers.ts';
import { isPackage, receivePackage } from './package-upload.ts';
import { parseBody, readBytes, type Read } from './request-body.ts';
import { API_PATH, type ManagementRoute } from './routes.ts';

export interface Management {
  readonly platform: PluginPlatform;
  /** Where packages that are sent lie meanwhile. */
  readonly uploads: PrivateFolder;
}

type Commands = PluginPlatform['commands'];

const OUTPUT_LINES = 200;
const MOST_OUTPUT_LINES = 2000;

export async function manage(
  { platform, uploads }: Management,
  request: IncomingMessage,
  url: URL,
  route: ManagementRoute,
): Promise<ApiAnswer> {
  if (route.verb === 'list') return jsonAnswer(200, platform.status().map(briefly));
  if (route.verb === 'install') return install(platform, request, url, null, uploads);
  const { id, verb } = route;
  const found = platform.status().find((status) => status.id === id);
  if (found === undefined) return unknown(id);
  const { commands } = platform;
  const { signal } = new AbortController();
  switch (verb) {
    case 'status':
      return jsonAnswer(200, { ...found, endpoint: platform.endpointOf(id) });
    case 'output':
      return output(platform, id, url);
    case 'update':
      return install(platform, request, url, found, uploads);
    case 'remove': {
      const removed = await commands['plugins.remove']({ id, force: isForced(url) }, signal);
      return removed.ok ? emptyAnswer(204) : failed(removed.failure);
    }
    case 'enable':
      return changed(await commands['plugins.set_enabled']({ id, enabled: true }, signal));
    case 'disable':
      return changed(await commands['plugins.set_enabled']({ id, enabled: false, force: isForced(url) }, signal));
    // A new process reads the code anew.
    case 'restart':
    case 'reload':
      return changed(await commands['plugins.restart']({ id }, signal));
    case 'config': {
      const config = await jsonBody(request, z.record(z.string().max(200), z.unknown()));
      if (!config.ok) return config.answer;
      return changed(await commands['plugins.configure']({ id, config: config.value }, signal));
    }
  }
}

/** `?force=1`: also while pipelines use it. */
function isForced(url: URL): boolean {
  return isFlag(url.searchParams.get('force'));
}

function isFlag(value: string | null): boolean {
  return value !== null && value !== 'false' && value !== '0';
}

export function unknown(id: string): ApiAnswer {
  return errorAnswer(404, 'not-found', `There is no plugin "${id}"`, { remedy: `GET ${API_PATH} lists them` });
}

/** What a list needs; the rest is in …/status. */
function briefly(status: PluginStatus): unknown {
  const { id, manifest, origin, enabled, state, cause, since_ms, restart_at_ms, updating_to, counters } = status;
  const { version, language, description } = manifest;
  return {
    id,
    version,
    language,
    description,
    origin,
    enabled,
    state,
    cause,
    since_ms,
    restart_at_ms,
    updating_to,
    counters,
  };
}

const installSchema = z.strictObject({
  source: z.string().min(1).max(4096),
  accepted: z.array(z.string().max(500)).max(64).default([]),
  accept_all: z.boolean().default(false),
  enable: z.boolean().optional(),
});
type InstallRequest = z.infer<typeof installSchema>;

/** `present`: what is to be updated; null: something new. */
async function install(
  platform: PluginPlatform,
  request: IncomingMessage,
  url: URL,
  present: PluginStatus | null,
  uploads: PrivateFolder,
): Promise<ApiAnswer> {
  if (!isPackage(request)) {
    const body = await jsonBody(request, installSchema);
    return body.ok ? installFrom(platform.commands, body.value, present) : body.answer;
  }
  const asked = queryOf(url);
  if (!asked.ok) return asked.answer;
  const received = await receivePackage(request, uploads);
  if (!received.ok) return received.answer;
  try {
    return await installFrom(platform.commands, { ...asked.value, source: received.value.path }, present);
  } finally {
    await received.value.dispose();
  }
}

async function installFrom(
  commands: Commands,
  asked: InstallRequest,
  present: PluginStatus | null,
): Promise<ApiAnswer> {
  const { signal } = new AbortController();
  const { source } = asked;
  const inspected = await commands['plugins.inspect']({ source }, signal);
  if (!inspected.ok) return failureAnswer(inspected.failure.code === 'no-space' ? 507 : 400, inspected.failure);
  const refusal = checkInspection(inspected.value, asked, present);
  if (refusal !== null) return refusal;
  // What was accepted is what was seen: a source that changes meanwhile is refused by the engine.
  const accepted = inspected.value.permissions;
  const enable = asked.enable ?? present?.enabled ?? true;
  const installed = await commands['plugins.install']({ source, accepted, enable }, signal);
  if (!installed.ok) return failed(installed.failure);
  return present === null
    ? jsonAnswer(201, installed.value, { location: `${API_PATH}/${installed.value.id}/status` })
    : jsonAnswer(200, installed.value);
}

function checkInspection(
  { manifest, permissions, installed_version }: PluginInspection,
  { accepted, accept_all }: InstallRequest,
  present: PluginStatus | null,
): ApiAnswer | null {
  const { name } = manifest;
  if (present === null && installed_version !== null) {
    return errorAnswer(409, 'in-use', `The plugin "${name}" is there already, in version ${installed_version}`, {
      remedy: `PUT ${API_PATH}/${name} updates it`,
    });
  }
  if (present !== null && name !== present.id) {
    return errorAnswer(409, 'invalid', `This is the plugin "${name}" and not "${present.id}"`, {
      remedy: `PUT ${API_PATH}/${name}, or POST ${API_PATH} for a new one`,
    });
  }
  if (accept_all || permissions.every((permission) => accepted.includes(permission))) return null;
  return errorAnswer(409, 'not-permitted', `"${name}" asks for permissions that were not accepted`, {
    remedy: 'Name them all in "accepted", word for word, or say "accept_all": true',
    more: { permissions },
  });
}

/** What JSON says otherwise, for a package that is sent itself. */
function queryOf(url: URL): Read<Omit<InstallRequest, 'source'>> {
  const flag = (name: string): boolean | undefined => {
    const value = url.searchParams.get(name);
    return value === null ? undefined : isFlag(value);
  };
  const parsed = installSchema.omit({ source: true }).safeParse({
    accepted: url.searchParams.getAll('accepted'),
    accept_all: flag('accept_all'),
    enable: flag('enable'),
  });
  return parsed.success ? { ok: true, value: parsed.data } : malformed(parsed.error);
}

function output({ streams }: PluginPlatform, id: string, url: URL): ApiAnswer {
  const limit = Number(url.searchParams.get('limit') ?? OUTPUT_LINES);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= MOST_OUTPUT_LINES)) {
    return errorAnswer(400, 'invalid', `"limit" is not a number from 1 to ${MOST_OUTPUT_LINES}`);
  }
  const stream = streams.plugin_output({ id, limit, redact: false }, () => undefined);
  const frame = stream.take();
  stream.close();
  return jsonAnswer(200, frame ?? { id, lines: [], alerts: [] });
}

async function jsonBody<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<Read<T>> {
  const bytes = await readBytes(request);
  if (!bytes.ok) return bytes;
  const type = request.headers['content-type'] ?? '';
  if (bytes.value.length > 0 && !/^application\/json\b/i.test(type)) {
    return { ok: false, answer: errorAnswer(415, 'unsupported', 'The body must be application/json') };
  }
  const body = parseBody(request, bytes.value);
  if (!body.ok) return body;
  const parsed = schema.safeParse(body.value);
  return parsed.success ? { ok: true, value: parsed.data } : malformed(parsed.error);
}

function malformed(error: z.ZodError): Read<never> {
  return { ok: false, answer: errorAnswer(400, 'invalid', `The request is wrong: ${describeIssues(error)}`) };
}

function changed(result: Result<PluginStatus>): ApiAnswer {
  return result.ok ? jsonAnswer(200, result.value) : failed(result.failure);
}

const STATUSES: Partial<Record<Failure['code'], number>> = {
  usage: 400,
  invalid: 400,
  unreadable: 400,
  unsupported: 400,
  damaged: 400,
  'not-found': 404,
  'not-permitted': 409,
  'in-use': 409,
  unavailable: 503,
  cancelled: 504,
  'no-space': 507,
};

function failed(failure: Failure): ApiAnswer {
  return failureAnswer(STATUSES[failure.code] ?? 500, failure);
}
