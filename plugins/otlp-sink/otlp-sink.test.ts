import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Delivery, numbered } from '../sink-kit/testing/deliver.ts';
import { freePort } from '../sink-kit/testing/server-process.ts';
import { WebServer, type Answering } from '../sink-kit/testing/web-server.ts';
import { sinks } from './main.ts';
import { readProtobuf, type ReadLog } from './stand-in.ts';

let web: WebServer;
let answering: Answering;
let delivery: Delivery;

beforeEach(async () => {
  answering = () => ({ status: 200 });
  web = await WebServer.start((request) => answering(request));
});
afterEach(async () => {
  await delivery.close();
  await web.stop();
});

function open(config: Record<string, unknown> = {}): Delivery {
  delivery = new Delivery(sinks.logs, { url: `http://127.0.0.1:${web.port}/v1/logs?key=secret`, ...config });
  return delivery;
}

const logs = (): ReadLog[] => web.requests.flatMap(({ body }) => readProtobuf(body));

it('sends records as log records, with their time, urgency and id', async () => {
  open({ headers: { 'X-Scope-OrgID': 'net' }, resource: { 'host.name': 'sensor-1' } });
  await delivery.test();
  const record = {
    record_id: 'run:p1',
    record_type: 'flat',
    time: '2026-11-21T05:33:38.221150Z',
    priority: 'high',
    bytes: 12_345_678_901,
    ratio: 0.5,
    names: ['a', 'b'],
    nothing: null,
    midstream: false,
  };
  await delivery.collect([record, { record_type: 'x' }]);
  const [first, second] = logs();
  expect(first).toEqual({
    timeNs: BigInt(Date.parse('2026-11-21T05:33:38Z')) * 1_000_000n + 221_150_000n,
    severity: 17,
    severityText: 'ERROR',
    eventName: 'netloupe.flat',
    body: record,
    attributes: { 'log.record.uid': 'run:p1', 'netloupe.record_type': 'flat' },
    resource: { 'service.name': 'netloupe', 'host.name': 'sensor-1' },
  });
  expect(second).toMatchObject({
    severity: 9,
    attributes: { 'log.record.uid': expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  expect(web.requests.at(-1)?.headers).toMatchObject({
    'content-type': 'application/x-protobuf',
    'x-scope-orgid': 'net',
  });
});

it('speaks JSON where that is set', async () => {
  open({ protocol: 'http/json' });
  await delivery.collect(numbered(1, 2));
  const request = JSON.parse(web.requests[0]!.body.toString()) as {
    resourceLogs: { scopeLogs: { logRecords: { attributes: unknown[]; timeUnixNano: string }[] }[] }[];
  };
  const records = request.resourceLogs[0]!.scopeLogs[0]!.logRecords;
  expect(records).toHaveLength(2);
  expect(records[1]!.attributes).toContainEqual({ key: 'log.record.uid', value: { stringValue: 'run:p2' } });
});

it('brings a batch again until it is taken, under the same ids', async () => {
  open();
  const answers = [503, 429, null, 401, 200];
  answering = () => {
    const status = answers.shift()!;
    return status === null ? null : { status };
  };
  await delivery.deliver(numbered(1, 3));
  expect(delivery.errors).toHaveLength(4);
  const ids = logs().map(({ attributes }) => attributes['log.record.uid']);
  expect(ids).toHaveLength(15);
  expect(new Set(ids)).toEqual(new Set(['run:p1', 'run:p2', 'run:p3']));
  expect(delivery.errors.join()).not.toContain('secret');
});

it('leaves out what is refused, and tells what a collector takes and does not keep', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  open();
  answering = ({ body }) => {
    if (readProtobuf(body).some(({ attributes }) => attributes['log.record.uid'] === 'run:p2')) return { status: 400 };
    // ExportLogsServiceResponse { partial_success (1): { rejected_log_records (1): 1, error_message (2): "old" } }
    return { status: 200, body: Uint8Array.of(0x0a, 7, 0x08, 1, 0x12, 3, 0x6f, 0x6c, 0x64) };
  };
  await delivery.collect(numbered(1, 4));
  const lines = said.mock.calls.flat();
  expect(lines).toContainEqual(expect.stringMatching(/^Record run:p2 is refused .*answers 400$/));
  expect(lines).toContainEqual(expect.stringMatching(/rejects 1 records \(1 so far\): old$/));
  said.mockRestore();
});

it('says where it found nobody, and what is wrong with the configuration', async () => {
  const port = await freePort();
  open({ url: `http://127.0.0.1:${port}/v1/logs?key=secret` });
  const error = await delivery.collect(numbered(1, 1)).then(String, String);
  expect(error).toContain(`Cannot reach http://127.0.0.1:${port}/v1/logs: `);
  expect(error).not.toContain('secret');
  expect(sinks.logs.validate({ protocol: 'grpc' })).toContain('"protocol"');
});
