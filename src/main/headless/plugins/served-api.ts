/** The local API where the program is an HTTP server anyway: always there, at the address of the view, behind its token. */
import { failure, success } from '#base/result.ts';
import type { CliPlugins } from '../cli-engine.ts';

export interface ServedApi extends Required<Pick<CliPlugins['api'], 'status' | 'configure'>> {
  /** Called once the server listens. */
  servedAt(url: string): void;
}

export function createServedApi(): ServedApi {
  let at: string | null = null;
  const status: CliPlugins['api']['status'] = () => ({
    enabled: at !== null,
    switchable: false,
    url: at,
    // It is what opened the page that asks.
    key: null,
    problem: null,
  });
  return {
    status,
    configure: (enabled) =>
      Promise.resolve(
        enabled
          ? success(status())
          : failure('unavailable', 'The local API is part of the server that shows this view', {
              remedy: 'It ends with netloupe serve',
            }),
      ),
    servedAt(url: string): void {
      at = url;
    },
  };
}
