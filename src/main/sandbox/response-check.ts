/** What `request` answered, as a response that can be sent, or what is wrong with it. */
import { MAX_RESPONSE_BYTES } from '#contract/plugins/process-limits.ts';
import type { PluginResponse } from '#contract/plugins/process.ts';
import { asJson } from './api/json-value.ts';
import { faulty, type Outcome } from './outcome.ts';

/** `answered`: what the plugin returned, `[status, body]` where it is right. May throw what its getters throw. */
export function checkResponse(answered: unknown): Outcome<PluginResponse> {
  if (!Array.isArray(answered))
    return faulty(`request answered ${describe(answered)} where [status, body] is expected`);
  const [status, given] = answered as readonly unknown[];
  if (answered.length > 2) return faulty(`request answered ${answered.length} values where [status, body] is expected`);
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    return faulty(`request answered the status ${describe(status)}, which is no whole number from 200 to 599`);
  }
  const json = asJson(given ?? null);
  if (!json.ok) return faulty(`request answered ${json.problem}`);
  const type = typeof json.value === 'string' ? 'text' : 'json';
  const bytes = Buffer.byteLength(typeof json.value === 'string' ? json.value : JSON.stringify(json.value));
  if (bytes > MAX_RESPONSE_BYTES) {
    return faulty(`request answered ${bytes} bytes, of which at most ${MAX_RESPONSE_BYTES} are sent`);
  }
  return { ok: true, value: { status, type, body: json.value } };
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `"${value.slice(0, 40)}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
