/** One connection to a server, for one table. An INSERT is one transaction: all of a batch is kept or nothing. */
import pg from 'pg';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { storableJson } from '../sink-kit/records.ts';
import { RefusedRecords } from '../sink-kit/refused.ts';
import { tlsOptions } from '../sink-kit/settings.ts';
import type { SinkClient } from '../sink-kit/sink-symbol.ts';
import type { TableConfig } from './config.ts';
import { statementsFor, type Statements } from './statements.ts';

/** SQLSTATE classes: data exceptions, integrity violations. */
const REFUSALS = /^2[23]/;
const UNDEFINED_TABLE = '42P01';

export class PostgresqlTable implements SinkClient {
  readonly #client: pg.Client;
  readonly #config: TableConfig;
  readonly #statements: Statements;
  readonly #say: (text: string) => void;
  readonly #refused: RefusedRecords = new RefusedRecords();

  private constructor(client: pg.Client, config: TableConfig, say: (text: string) => void) {
    this.#client = client;
    this.#config = config;
    this.#statements = statementsFor(config);
    this.#say = say;
  }

  static async connect(config: TableConfig, say: (text: string) => void): Promise<PostgresqlTable> {
    const { host, port, database, user, password, tls, timeout } = config;
    const client = new pg.Client({
      host,
      port,
      database,
      user,
      // A function, so that the client looks for none elsewhere.
      password: () => password ?? '',
      ssl: tls === null ? false : tlsOptions(tls),
      connectionTimeoutMillis: timeout,
      query_timeout: timeout,
      statement_timeout: timeout,
      keepAlive: true,
      application_name: 'netloupe',
    });
    // A connection that breaks while nothing is asked; the next question fails.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      throw new Error(`Cannot reach PostgreSQL at ${host}:${port}: ${messageOf(error)}`, { cause: error });
    }
    const table = new PostgresqlTable(client, config, say);
    if (config.create) await client.query(table.#statements.create);
    return table;
  }

  async test(): Promise<void> {
    try {
      await this.#client.query(this.#statements.look);
    } catch (error) {
      if (stateOf(error) !== UNDEFINED_TABLE) throw error;
      const { schema, table } = this.#config;
      throw new Error(`There is no table ${schema}.${table}: make it (docs/sinks.md), or set "create" to true`, {
        cause: error,
      });
    }
  }

  collect(records: readonly PipelineRecord[]): Promise<void> {
    return this.#refused.send(records, {
      send: async (some) => {
        await this.#client.query(this.#statements.insert, [storableJson(some)]);
      },
      isRefusal: (error) => REFUSALS.test(stateOf(error)),
      say: this.#say,
    });
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}

function stateOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : '';
}

/** Node tells of several addresses in one error without a text of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
