/** A client for tests of the API: every header as it is given, nothing kept alive. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Ask = (
  method: string,
  target: string,
  headers?: Readonly<Record<string, string>>,
  body?: Buffer | string,
) => Promise<TestAnswer>;

export function askAt(port: () => number): Ask {
  return (method, target, headers = {}, body = '') =>
    new Promise((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: port(), path: target, method, agent: false, headers },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(body);
    });
}

export interface TestError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  readonly permissions?: readonly string[];
}

export function errorOf(answer: TestAnswer): TestError {
  return (JSON.parse(answer.body) as { readonly error: TestError }).error;
}
