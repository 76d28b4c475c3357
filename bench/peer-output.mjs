/**
 * How many packets and conversations a peer says it saw: text to numbers, null where it does not say. Packets that a peer
 * leaves out (it knows no QinQ, no ARP, no cut packets) are not in its number, so a cheap run that did nothing shows.
 */

const numberAfter = (text, pattern) => {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
};

/** `tcpdump --count`: "2000000 packets". */
export function tcpdumpCount(text) {
  return { packets: numberAfter(text, /^(\d+) packets?$/m), sessions: null };
}

/**
 * tshark's `-z conv` tables: a line a conversation with "←frames bytes  →frames bytes  frames bytes" after the names,
 * where bytes have a unit behind them ("11 kB", "523 bytes"). Only the protocols of the tables asked for are in.
 */
export function tsharkConversations(text) {
  let packets = 0;
  let sessions = 0;
  for (const line of text.split('\n')) {
    const total = / <-> .*?\s+(\d+) \d+ ?\w+\s+(\d+) \d+ ?\w+\s+(\d+) \d+ ?\w+/.exec(line);
    if (total === null) continue;
    packets += Number(total[3]);
    sessions += 1;
  }
  return sessions === 0 ? { packets: null, sessions: null } : { packets, sessions };
}

export function ndpiReaderTotals(text) {
  return { packets: numberAfter(text, /IP packets:\s+(\d+)/), sessions: numberAfter(text, /Unique flows:\s+(\d+)/) };
}

export function softflowdStatistics(text) {
  return {
    packets: numberAfter(text, /Packets processed: (\d+)/),
    sessions: numberAfter(text, /Flows expired: (\d+)/),
  };
}

/** `racount -r FILE`: a header, then "sum records total_pkts …"; records are reports, of which a flow has several. */
export function racountTotals(text) {
  return { packets: numberAfter(text, /^\s*sum\s+\d+\s+(\d+)/m), sessions: null };
}

/** `nfdump -R FOLDER -I`: its flows go one way. */
export function nfdumpTotals(text) {
  return { packets: numberAfter(text, /^Packets: (\d+)/m), sessions: null };
}

/** Zeek's conn.log: packets of both sides by the names in its `#fields` line. */
export function zeekConnections(text) {
  const lines = text.split('\n');
  const fields = lines
    .find((line) => line.startsWith('#fields'))
    ?.split('\t')
    .slice(1);
  if (fields === undefined) return { packets: null, sessions: null };
  const columns = [fields.indexOf('orig_pkts'), fields.indexOf('resp_pkts')];
  const rows = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
  const packets = rows.reduce((sum, row) => sum + columns.reduce((both, i) => both + (Number(row[i]) || 0), 0), 0);
  return { packets, sessions: rows.length };
}

/** Suricata's stats.log: the last value of each counter stands. */
export function suricataStatistics(text) {
  const last = (name) => {
    const all = [...text.matchAll(new RegExp(`^${name.replaceAll('.', '\\.')}\\s+\\|[^|]*\\|\\s*(\\d+)`, 'gm'))];
    return all.length === 0 ? null : Number(all.at(-1)[1]);
  };
  return { packets: last('decoder.pkts'), sessions: null };
}
