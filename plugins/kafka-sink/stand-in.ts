/**
 * As much of a Kafka broker as the sink uses, for tests: ApiVersions 3, Metadata 12, InitProducerId 4 and Produce 9, one topic with
 * two partitions. It checks record batches as a broker does: magic 2, CRC, and sequence numbers of idempotent producers, so
 * that what it has already is answered with success and not stored again.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { crc32c, WireReader, WireWriter } from './stand-in-wire.ts';

const PRODUCE = 0;
const METADATA = 3;
const API_VERSIONS = 18;
const INIT_PRODUCER_ID = 22;
const VERSIONS = [
  [PRODUCE, 9],
  [METADATA, 12],
  [API_VERSIONS, 3],
  [INIT_PRODUCER_ID, 4],
] as const;

const UNKNOWN_TOPIC = 3;
const MESSAGE_TOO_LARGE = 10;
const NOT_ENOUGH_REPLICAS = 19;
const PARTITIONS = [0, 1];

export interface StoredMessage {
  readonly topic: string;
  readonly partition: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string | null>>;
}

export class KafkaStandIn {
  readonly messages: StoredMessage[] = [];
  readonly acks: number[] = [];
  topics = new Set(['netloupe']);
  /** Productions that are stored, and whose connection then breaks before there is an answer. */
  breaking = 0;
  /** Productions that fail for lack of replicas. */
  lacking = 0;
  /** Longest record batch, bytes. */
  most = 1_000_000;
  port = 0;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  readonly #sequences = new Map<string, number>();
  #producers = 0n;

  static async start(): Promise<KafkaStandIn> {
    const broker = new KafkaStandIn();
    await broker.listen(0);
    return broker;
  }

  async listen(port: number): Promise<void> {
    const server = createServer((socket) => this.#serve(socket));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Ends all connections at once; what is stored stays. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, 'close');
  }

  #serve(socket: Socket): void {
    let received = Buffer.alloc(0);
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE()) {
        const end = 4 + received.readInt32BE();
        const answer = this.#answer(new WireReader(received.subarray(4, end)));
        received = received.subarray(end);
        if (answer === null) return socket.destroy();
        socket.write(new WireWriter().int32(answer.length).raw(answer).bytes());
      }
      return undefined;
    });
  }

  #answer(request: WireReader): Buffer | null {
    const [api, version, correlation] = [request.int16(), request.int16(), request.int32()];
    request.string(); // client id
    request.tags();
    if (!VERSIONS.some(([known, only]) => known === api && only === version)) {
      throw new Error(`unknown request: ${api} version ${version}`);
    }
    const answer = new WireWriter().int32(correlation);
    // The header of this one answer has no tags, whatever its version.
    if (api !== API_VERSIONS) answer.tags();
    switch (api) {
      case API_VERSIONS:
        return answer
          .int16(0)
          .array(VERSIONS, ([key, only]) => answer.int16(key).int16(only).int16(only).tags())
          .int32(0)
          .tags()
          .bytes();
      case METADATA:
        return this.#metadata(request, answer);
      case INIT_PRODUCER_ID:
        return answer
          .int32(0)
          .int16(0)
          .int64(++this.#producers)
          .int16(0)
          .tags()
          .bytes();
      default:
        return this.#produce(request, answer);
    }
  }

  #metadata(request: WireReader, answer: WireWriter): Buffer {
    const wanted = request.array(() => {
      request.bytes(16);
      const name = request.compactString() ?? '';
      request.tags();
      return name;
    });
    const makes = request.int8() === 1;
    if (makes) for (const name of wanted) this.topics.add(name);
    answer
      .int32(0)
      .array([1], (node) => answer.int32(node).compactString('127.0.0.1').int32(this.port).compactString(null).tags());
    answer.compactString('stand-in').int32(1);
    answer.array(wanted, (name) => {
      const isKnown = this.topics.has(name);
      answer
        .int16(isKnown ? 0 : UNKNOWN_TOPIC)
        .compactString(name)
        .raw(Buffer.alloc(16))
        .int8(0);
      answer.array(isKnown ? PARTITIONS : [], (partition) => {
        answer.int16(0).int32(partition).int32(1).int32(0);
        for (const nodes of [[1], [1], []]) answer.array(nodes, (node) => void answer.int32(node));
        answer.tags();
      });
      answer.int32(0).tags();
    });
    return answer.tags().bytes();
  }

  #produce(request: WireReader, answer: WireWriter): Buffer | null {
    request.compactString(); // transactional id
    this.acks.push(request.int16());
    request.int32(); // timeout
    let error = this.lacking-- > 0 ? NOT_ENOUGH_REPLICAS : 0;
    const topics = request.array(() => {
      const topic = request.compactString() ?? '';
      const partitions = request.array(() => {
        const partition = request.int32();
        const batch = request.bytes(request.unsignedVarint() - 1);
        request.tags();
        if (batch.length > this.most) error = MESSAGE_TOO_LARGE;
        if (error === 0) this.#store(topic, partition, batch);
        return partition;
      });
      request.tags();
      return { topic, partitions };
    });
    if (error === 0 && this.breaking-- > 0) return null;
    answer.array(topics, ({ topic, partitions }) => {
      answer.compactString(topic).array(partitions, (partition) => {
        answer.int32(partition).int16(error).int64(0n).int64(-1n).int64(0n);
        answer
          .array([], () => undefined)
          .compactString(null)
          .tags();
      });
      answer.tags();
    });
    return answer.int32(0).tags().bytes();
  }

  /** RecordBatch, version 2. */
  #store(topic: string, partition: number, bytes: Buffer): void {
    const batch = new WireReader(bytes);
    batch.int64(); // base offset
    batch.int32(); // length
    batch.int32(); // leader epoch
    if (batch.int8() !== 2) throw new Error('magic is not 2');
    if (batch.uint32() !== crc32c(batch.rest())) throw new Error('CRC is wrong');
    const attributes = batch.int16();
    batch.int32(); // last offset delta
    batch.int64();
    batch.int64();
    const [producer, , first, count] = [batch.int64(), batch.int16(), batch.int32(), batch.int32()];
    const key = `${producer}/${topic}/${partition}`;
    const expected = this.#sequences.get(key) ?? 0;
    if (first > expected) throw new Error(`sequence ${first} where ${expected} was expected`);
    if (first < expected) return; // it is here already
    this.#sequences.set(key, expected + count);
    const records = new WireReader((attributes & 7) === 1 ? gunzipSync(batch.rest()) : batch.rest());
    for (let i = 0; i < count; i++) {
      records.varint(); // length
      records.int8();
      records.varlong();
      records.varint();
      const [own, value] = [records.varintBytes(), records.varintBytes()];
      const headers: Record<string, string | null> = {};
      for (let left = records.varint(); left > 0; left--) headers[records.varintBytes() ?? ''] = records.varintBytes();
      this.messages.push({ topic, partition, key: own, value, headers });
    }
  }
}
