/**
 * One client of ClickHouse, for one table. A batch carries a token made of its ids: where the server looks at it, the same batch
 * is stored once. Batches that were cut differently (after a restart of ours) are told apart by `record_id` alone, which is
 * the sorting key of the table that is made here (ReplacingMergeTree).
 */
import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { RECORD_ID_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import { batchId, idOf, typeOf } from '../sink-kit/records.ts';
import { RefusedRecords } from '../sink-kit/refused.ts';
import type { SinkClient } from '../sink-kit/sink-symbol.ts';
import type { TableConfig } from './config.ts';

/**
 * Errors about what a record holds: CANNOT_PARSE_TEXT, _QUOTED_STRING, _INPUT_ASSERTION_FAILED, _DATE, _DATETIME, TYPE_MISMATCH,
 * ARGUMENT_OUT_OF_BOUND, CANNOT_PARSE_NUMBER, INCORRECT_DATA, CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN, CANNOT_PARSE_UUID, _BOOL, _IPV4, _IPV6.
 */
const REFUSALS = new Set(['6', '26', '27', '38', '41', '53', '69', '72', '117', '349', '376', '467', '675', '676']);
const UNKNOWN_TABLE = '60';

/** Batches whose tokens a table that is made here remembers. */
const REMEMBERED_BATCHES = 1000;

export class ClickHouseTable implements SinkClient {
  readonly #client: ClickHouseClient;
  readonly #config: TableConfig;
  readonly #say: (text: string) => void;
  readonly #refused: RefusedRecords = new RefusedRecords();
  #isMade = false;

  constructor(config: TableConfig, say: (text: string) => void) {
    const { url, database, user, password, ca, timeout } = config;
    this.#config = config;
    this.#say = say;
    this.#client = createClient({
      url,
      database,
      username: user,
      password: password ?? '',
      request_timeout: timeout,
      application: 'netloupe',
      max_open_connections: 1,
      // What goes wrong is thrown, and told once.
      log: { level: ClickHouseLogLevel.OFF },
      ...(ca === null ? {} : { tls: { ca_cert: Buffer.from(ca) } }),
    });
  }

  async test(): Promise<void> {
    await this.#make();
    const { table, database } = this.#config;
    try {
      const rows = await this.#ask(() =>
        this.#client.query({
          query: `SELECT ${this.#names().join(', ')} FROM ${table} LIMIT 0`,
          format: 'JSONEachRow',
        }),
      );
      await rows.text();
    } catch (error) {
      if (codeOf(error) !== UNKNOWN_TABLE) throw error;
      throw new Error(`There is no table ${database}.${table}: make it (docs/sinks.md), or set "create" to true`, {
        cause: error,
      });
    }
  }

  async collect(records: readonly PipelineRecord[]): Promise<void> {
    await this.#make();
    await this.#refused.send(records, {
      send: async (some) => {
        await this.#ask(() =>
          this.#client.insert({
            table: this.#config.table,
            columns: this.#names() as [string, ...string[]],
            values: some.map((record) => this.#row(record)),
            format: 'JSONEachRow',
            clickhouse_settings: {
              insert_deduplication_token: batchId(some),
              // Answered only when it is stored.
              async_insert: 0,
              date_time_input_format: 'best_effort',
              input_format_null_as_default: 1,
            },
          }),
        );
      },
      isRefusal: (error) => REFUSALS.has(codeOf(error)),
      say: this.#say,
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #names(): readonly string[] {
    const { columns } = this.#config;
    if (columns === null) return [RECORD_ID_KEY, RECORD_TYPE_KEY, 'record'];
    return [RECORD_ID_KEY, ...Object.keys(columns).filter((key) => key !== RECORD_ID_KEY)];
  }

  #row(record: PipelineRecord): Record<string, unknown> {
    const id = { [RECORD_ID_KEY]: idOf(record) };
    const { columns } = this.#config;
    if (columns === null) return { ...id, [RECORD_TYPE_KEY]: typeOf(record), record: JSON.stringify(record) };
    const row: Record<string, unknown> = { ...id };
    for (const name of this.#names()) if (name !== RECORD_ID_KEY) row[name] = record[name] ?? null;
    return row;
  }

  async #make(): Promise<void> {
    const { create, table, columns } = this.#config;
    if (!create || this.#isMade) return;
    const others =
      columns === null
        ? [`${RECORD_TYPE_KEY} LowCardinality(String)`, 'received_at DateTime64(3) DEFAULT now64(3)', 'record String']
        : Object.entries(columns).flatMap(([key, type]) => (key === RECORD_ID_KEY ? [] : [`${key} ${type}`]));
    const all = [`${RECORD_ID_KEY} String`, ...others].join(', ');
    const query =
      `CREATE TABLE IF NOT EXISTS ${table} (${all}) ENGINE = ReplacingMergeTree ORDER BY ${RECORD_ID_KEY} ` +
      `SETTINGS non_replicated_deduplication_window = ${REMEMBERED_BATCHES}`;
    await this.#ask(() => this.#client.command({ query }));
    this.#isMade = true;
  }

  /** Errors of the connection say where it should have led. */
  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      if (error instanceof ClickHouseError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`Cannot reach ClickHouse at ${this.#config.url}: ${why}`, { cause: error });
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof ClickHouseError ? error.code : '';
}
