/** Asks a Netloupe that runs, over its local API. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { RunningInstance } from '#main/host/api/running-files.ts';

/** A server on this machine that takes longer hangs. */
const PATIENCE_MS = 20_000;

/** `target` begins with a slash. The answer's JSON, or what its error says. */
export async function askInstance(
  { url, key }: RunningInstance,
  method: 'GET' | 'POST',
  target: string,
): Promise<Result<unknown>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}${target}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    text = await response.text();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return failure('disconnected', `Netloupe does not answer at ${url}: ${cause}`, { remedy: 'Try again' });
  }
  const value = parsed(text);
  if (response.ok && value !== undefined) return success(value);
  const said = (value as { readonly error?: Partial<Failure> } | undefined)?.error;
  const message = said?.message ?? `Netloupe answered with status ${response.status} at ${url}`;
  return failure(response.status === 404 ? 'not-found' : 'unavailable', message, {
    ...(typeof said?.remedy === 'string' && { remedy: said.remedy }),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // no answer of ours
  }
}
