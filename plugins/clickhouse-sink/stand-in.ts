/**
 * As much of ClickHouse's HTTP interface as the sink uses, for tests: CREATE TABLE, SELECT … LIMIT 0, and INSERT … FORMAT JSONEachRow
 * with insert_deduplication_token. An exception is a status with the header X-ClickHouse-Exception-Code and a text.
 */
import { WebServer, type WebAnswer, type WebRequest } from '../sink-kit/testing/web-server.ts';

export type Row = Readonly<Record<string, unknown>>;

export class ClickHouseStandIn {
  readonly rows: Row[] = [];
  readonly created: string[] = [];
  readonly settings: URLSearchParams[] = [];
  hasTable = true;
  /** Insertions after which the connection breaks before there is an answer; they are stored all the same. */
  breaking = 0;
  /** Insertions that are refused because the server has too much to do. */
  busy = 0;
  isRefused: (row: Row) => boolean = () => false;
  readonly #tokens = new Set<string>();
  #web: WebServer | null = null;

  static async start(): Promise<ClickHouseStandIn> {
    const standIn = new ClickHouseStandIn();
    standIn.#web = await WebServer.start((request) => standIn.#answer(request));
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#web?.port}`;
  }

  async stop(): Promise<void> {
    await this.#web?.stop();
  }

  #answer({ url, headers, body }: WebRequest): WebAnswer | null {
    const { searchParams } = url;
    this.settings.push(searchParams);
    const credentials = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    if (credentials !== 'netloupe:secret') return exception(401, 516, 'Authentication failed');
    const query = searchParams.get('query') ?? body.toString();
    if (query.startsWith('CREATE TABLE')) {
      this.created.push(query);
      this.hasTable = true;
      return { status: 200 };
    }
    if (!this.hasTable) return exception(404, 60, 'Table default.records does not exist. (UNKNOWN_TABLE)');
    if (query.startsWith('SELECT')) return { status: 200, body: '' };
    return this.#insert(query, searchParams, body.toString());
  }

  #insert(query: string, settings: URLSearchParams, body: string): WebAnswer | null {
    if (!/^INSERT INTO records \([\w, ]+\) FORMAT JSONEachRow$/.test(query.trim())) {
      return exception(400, 62, `Syntax error: ${query}`);
    }
    if (this.busy-- > 0) return exception(500, 252, 'Too many parts (TOO_MANY_PARTS)');
    const rows = body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    if (rows.some((row) => this.isRefused(row))) return exception(400, 675, 'Cannot parse IPv4 (CANNOT_PARSE_IPV4)');
    const token = settings.get('insert_deduplication_token') ?? '';
    if (!this.#tokens.has(token)) this.rows.push(...rows);
    this.#tokens.add(token);
    return this.breaking-- > 0 ? null : { status: 200 };
  }
}

function exception(status: number, code: number, text: string): WebAnswer {
  return {
    status,
    headers: { 'x-clickhouse-exception-code': String(code) },
    body: `Code: ${code}. DB::Exception: ${text} (version 25.8.1.1)`,
  };
}
