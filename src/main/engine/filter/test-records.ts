/** For tests of filters and rules: records as sources make them. */
import { formatTime } from '#base/time-text.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';

/** 2026-05-01T12:00:00Z */
const START_US = 1_777_636_800_000_000;
let records = 0;

/** Seconds after the first as our times are written. */
export function at(seconds: number): string {
  return formatTime(START_US + seconds * 1_000_000);
}

export function session(more: Partial<Record<string, unknown>> = {}, seconds = 0): PipelineRecord {
  records++;
  return {
    record_type: 'session',
    record_id: `s${records}:end`,
    record_time: at(seconds),
    event: 'end',
    session_id: `s${records}`,
    start_time: at(seconds),
    end_time: at(seconds),
    duration_s: 0,
    state: 'CLOSE',
    end_reason: 'fin',
    interface: 'eth0',
    protocol_num: 6,
    protocol_name: 'TCP',
    src_ip: '192.0.2.1',
    src_port: 50_000,
    dst_ip: '198.51.100.2',
    dst_port: 443,
    service: 'https',
    hostname: 'www.example.com',
    hostname_source: 'tls',
    packets_out: 10,
    packets_in: 12,
    bytes_out: 1000,
    bytes_in: 20_000,
    payload_bytes_out: 500,
    payload_bytes_in: 19_000,
    tcp_flags_out: 'FSPA',
    tcp_flags_in: 'FSPA',
    conn_state: 'SF',
    history: 'ShADadFf',
    rtt_ms: 12.5,
    midstream: false,
    vlan: null,
    process: null,
    pid: null,
    ...more,
  } as PipelineRecord;
}

export function dns(more: Partial<Record<string, unknown>> = {}, seconds = 0): PipelineRecord {
  records++;
  return {
    record_type: 'dns',
    record_id: `run:d${records}`,
    record_time: at(seconds),
    time: at(seconds),
    session_id: `s${records}`,
    interface: 'eth0',
    client_ip: '192.0.2.1',
    client_port: 40_000,
    server_ip: '192.0.2.53',
    server_port: 53,
    transport: 'udp',
    trans_id: 7,
    query: 'www.example.com',
    qtype: 'A',
    qclass: 'IN',
    rcode: 0,
    rcode_name: 'NOERROR',
    status: 'answered',
    latency_ms: 8,
    answers: [
      { name: 'www.example.com', type: 'A', ttl: 60, data: '203.0.113.7' },
      { name: 'www.example.com', type: 'A', ttl: 60, data: '203.0.113.8' },
    ],
    ttls: [60, 60],
    flags: 'RD RA',
    ...more,
  } as PipelineRecord;
}

export function packet(more: Partial<Record<string, unknown>> = {}, seconds = 0): PipelineRecord {
  records++;
  return {
    record_type: 'packet',
    record_id: `run:p${records}`,
    record_time: at(seconds),
    src_ip: '192.0.2.1',
    dst_ip: '198.51.100.2',
    src_port: 50_000,
    dst_port: 443,
    protocol_num: 6,
    protocol_name: 'TCP',
    state: 'NEW',
    timestamp: at(seconds),
    session_id: 's1',
    payload: { tls: 'www.example.com' },
    interface: 'eth0',
    length: 600,
    direction: 'out',
    ...more,
  } as PipelineRecord;
}
