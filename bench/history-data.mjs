/**
 * A week of history of a busy desktop, made up with SQL in the database itself: sessions that come by day more than by night, few hosts with much and many with little, ids and
 * addresses that compress as real ones do. The same numbers give the same rows.
 */
import { DuckDBInstance } from '@duckdb/node-api';

/** Monday, 00:00 UTC. */
export const START_US = Date.UTC(2026, 10, 23) * 1000;
export const DAYS = 7;
export const END_US = START_US + DAYS * 86_400e6;

/** From 0 to 1, by chance, of a row and a purpose. */
const chance = (salt) => `((hash(i * 31 + ${salt}) >> 11)::DOUBLE / 9007199254740992.0)`;
/** Of so many, the first ones most often. */
const few = (salt, count) => `(floor(pow(${chance(salt)}, 3) * ${count})::BIGINT)`;
/** Rows `i` in the order of their time; three quarters of them in the half of a day around 16:00. */
const timed = (rows) => `(
  SELECT i, day, make_timestamp((${START_US} + 86400e6 * (day + CASE WHEN part < 0.15 THEN part / 0.15 * 0.4 WHEN part < 0.9 THEN 0.4 + (part - 0.15) / 0.75 * 0.5 ELSE part END))::BIGINT) AS time
  FROM (SELECT range AS i, floor(range * ${DAYS} / ${rows}.0)::INT AS day, range * ${DAYS} / ${rows}.0 - day AS part FROM range(${rows})))`;
const uuid = (salt) => `(hex(hash(i, ${salt})) || '-' || hex(hash(i, ${salt + 1})))[:36]`;
const host = few(1, 20_000);
const SERVICES = "['https','https','https','quic','dns','http','ssh','imaps','ntp',NULL]";

const SESSIONS = (rows) => `
INSERT INTO sessions BY NAME
SELECT 1 + day AS run_id, i + 1 AS session_no, false AS open, ${uuid(2)} AS session_id, time AS start_time,
  time + to_microseconds(s.us) AS end_time, s.us / 1e6 AS duration_s, 'CLOSE' AS state, 'fin' AS end_reason, ['eth0','eth0','wlan0'][1 + ${few(4, 3)}] AS interface,
  CASE WHEN ${chance(5)} < 0.6 THEN 6 ELSE 17 END AS protocol_num, CASE WHEN ${chance(5)} < 0.6 THEN 'TCP' ELSE 'UDP' END AS protocol_name,
  '192.168.1.' || (10 + ${few(6, 24)}) AS src_ip, 32768 + (hash(i, 7) % 28000)::INT AS src_port,
  (20 + h.host % 180) || '.' || (h.host * 7 % 250) || '.' || (h.host * 13 % 250) || '.' || (h.host * 29 % 250) AS dst_ip, [443,443,443,80,53,22,993,123][1 + ${few(8, 8)}] AS dst_port,
  ${SERVICES}[1 + ${few(9, 10)}] AS service, CASE WHEN ${chance(10)} < 0.85 THEN 'host-' || h.host || '.site-' || (h.host % 3000) || '.example' END AS hostname,
  CASE WHEN ${chance(10)} < 0.85 THEN 'dns' END AS hostname_source, 3 + ${few(11, 900)} AS packets_out, 3 + ${few(12, 1200)} AS packets_in,
  200 + ${few(13, 200_000)} AS bytes_out, 400 + ${few(14, 2_000_000)} AS bytes_in, 100 + ${few(13, 190_000)} AS payload_bytes_out, 300 + ${few(14, 1_900_000)} AS payload_bytes_in,
  'FSPA' AS tcp_flags_out, 'FSPA' AS tcp_flags_in, 'SF' AS conn_state, 'ShADadFf' AS history, ${few(15, 200)} + ${chance(16)} AS rtt_ms, ${few(17, 5)} AS retransmissions_out,
  ${few(18, 5)} AS retransmissions_in, 0 AS out_of_order_out, 0 AS out_of_order_in, false AS midstream, 'program-' || ${few(19, 60)} AS process, (1000 + ${few(19, 60)} * 17) AS pid,
  ['DE','US','FR','NL','IE','GB','SE','JP'][1 + ${few(20, 8)}] AS country, (1000 + h.host % 400) AS asn, 'Holder ' || (h.host % 400) AS as_org,
  281470681743360 + 3232235776 + 10 + ${few(6, 24)} AS src_number, 281470681743360 + (hash(h.host) % 4000000000)::BIGINT AS dst_number
FROM ${timed(rows)} r,
  LATERAL (SELECT ${host} AS host) h, LATERAL (SELECT (pow(${chance(3)}, 30) * 3600e6)::BIGINT + 20000 AS us) s
ORDER BY session_no`;

const DNS = (rows) => `
INSERT INTO dns BY NAME
SELECT 1 + day AS run_id, i + 1 AS dns_no, time, ${uuid(30)} AS session_id, 'eth0' AS interface, '192.168.1.' || (10 + ${few(31, 24)}) AS client_ip,
  32768 + (hash(i, 32) % 28000)::INT AS client_port, ['192.168.1.1','9.9.9.9','1.1.1.1'][1 + ${few(33, 3)}] AS server_ip, 53 AS server_port, 'udp' AS transport, (hash(i, 34) % 65536)::INT AS trans_id,
  'host-' || h.host || '.site-' || (h.host % 3000) || '.example' AS query, ['A','AAAA','HTTPS','PTR'][1 + ${few(35, 4)}] AS qtype, 'IN' AS qclass,
  CASE s.status WHEN 'nxdomain' THEN 3 WHEN 'servfail' THEN 2 WHEN 'unanswered' THEN NULL ELSE 0 END AS rcode,
  CASE s.status WHEN 'nxdomain' THEN 'NXDOMAIN' WHEN 'servfail' THEN 'SERVFAIL' WHEN 'unanswered' THEN NULL ELSE 'NOERROR' END AS rcode_name, s.status AS status,
  CASE WHEN s.status <> 'unanswered' THEN 0.2 + pow(${chance(36)}, 4) * 300 END AS latency_ms,
  CASE WHEN s.status = 'answered' THEN '[{"name":"host-' || h.host || '.site-' || (h.host % 3000) || '.example","type":"A","ttl":' || (60 + hash(i, 37) % 3000) || ',"data":"' ||
    (20 + h.host % 180) || '.' || (h.host * 7 % 250) || '.' || (h.host * 13 % 250) || '.' || (h.host * 29 % 250) || '"}]' ELSE '[]' END AS answers,
  CASE WHEN s.status = 'answered' THEN [60 + (hash(i, 37) % 3000)::INT] ELSE [] END AS ttls, 'QR RD RA' AS flags
FROM ${timed(rows)} r,
  LATERAL (SELECT ${few(38, 20_000)} AS host) h, LATERAL (SELECT ['answered','answered','answered','answered','answered','nodata','nxdomain','unanswered','servfail'][1 + ${few(39, 9)}] AS status) s
ORDER BY dns_no`;

/** A stretch at the start of each session, and one at most each ten seconds of it, up to twelve: what lasts long is silent most of the time. */
const TRAFFIC = `
INSERT INTO traffic
SELECT time_bucket(INTERVAL 10 SECONDS, s.start_time) + to_seconds(10 * n), 10, s.session_no, s.bytes_in // parts, s.bytes_out // parts, greatest(1, (s.packets_in + s.packets_out) // parts)
FROM (SELECT *, least(12, 1 + floor(duration_s / 10)::INT) AS parts FROM sessions) s, LATERAL (SELECT unnest(range(parts)) AS n)
ORDER BY 1`;

/** As the history process makes them, all at once. */
const MINUTES = `
INSERT INTO traffic_minutes
SELECT t.minute, 60, s.protocol_name, s.service, coalesce(s.hostname, s.dst_ip), s.src_ip, s.interface, s.process, s.country,
  sum(t.bytes_in), sum(t.bytes_out), sum(t.packets), count(DISTINCT t.session_no) FILTER (time_bucket(INTERVAL 1 MINUTE, s.start_time) = t.minute)
FROM (SELECT time_bucket(INTERVAL 1 MINUTE, time) AS minute, * FROM traffic) t JOIN sessions s USING (session_no)
GROUP BY t.minute, s.protocol_name, s.service, coalesce(s.hostname, s.dst_ip), s.src_ip, s.interface, s.process, s.country ORDER BY 1`;

const INTERFACES = `
INSERT INTO interfaces SELECT make_timestamp((${START_US} + range * 10e6)::BIGINT), 10, name, hash(range, 1) % 10000000, hash(range, 2) % 1000000, hash(range, 3) % 10000, hash(range, 4) % 1000, 0, 0, 0, 0
FROM range(${DAYS * 8640}), (VALUES ('eth0'), ('wlan0')) AS i(name) ORDER BY 1`;

const RUNS = `
INSERT INTO runs BY NAME SELECT range + 1 AS run_id, make_timestamp((${START_US} + range * 86400e6)::BIGINT) AS start_time, make_timestamp((${START_US} + range * 86400e6 + 86399e6)::BIGINT) AS end_time,
  'ended' AS state, ['eth0', 'wlan0'] AS interfaces FROM range(${DAYS})`;

/** Fills a database that the history process began. Returns what each table takes, and the names of its columns. */
export async function fillHistory(file, { sessions, dns }, onTable) {
  const instance = await DuckDBInstance.create(file, { temp_directory: '', memory_limit: '4GB' });
  const connection = await instance.connect();
  const sizes = {};
  let before = 0;
  for (const [table, sql] of Object.entries({
    runs: RUNS,
    sessions: SESSIONS(sessions),
    dns: DNS(dns),
    traffic: TRAFFIC,
    traffic_minutes: MINUTES,
    interfaces: INTERFACES,
  })) {
    await connection.run(sql);
    await connection.run('CHECKPOINT');
    const size = (
      await connection.runAndReadAll('SELECT block_size * used_blocks FROM pragma_database_size()')
    ).getRowsJS()[0][0];
    const rows = (await connection.runAndReadAll(`SELECT count(*) FROM ${table}`)).getRowsJS()[0][0];
    sizes[table] = { rows: Number(rows), bytes: Number(size) - before };
    before = Number(size);
    onTable(table, sizes[table]);
  }
  const names = await connection.runAndReadAll(
    'SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index',
  );
  const columns = {};
  for (const [table, column] of names.getRowsJS()) (columns[table] ??= []).push(column);
  connection.closeSync();
  instance.closeSync();
  return { tables: sizes, columns };
}
