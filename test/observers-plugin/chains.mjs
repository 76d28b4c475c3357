/** Built-in chains as observers of a plugin, by name, and the fields that each is given (`observers.fields`). */

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

const way = (rev) => (rev ? 'rev' : 'fwd');
/** The same function for both versions of IP. */
const ip = (look) => ({ ip4: look, ip6: look });
const isSyn = ({ tcp_flags: flags }) => flags !== null && (flags & SYN) !== 0;
/** TCP with payload, or anything but TCP. */
const hasData = ({ tcp_flags: flags, payload_length: length }) => flags === null || length > 0;

function both(record, keys, value) {
  for (const key of keys) record[`${key}_fwd`] = record[`${key}_rev`] = value;
  return true;
}

export const basic = {
  new_flow(record, header, quoted) {
    // A flow that begins with an ICMP error is the other way round of what that quotes.
    const {
      src_ip: sip,
      dst_ip: dip,
      src_port: sp,
      dst_port: dp,
      protocol_num: proto,
    } = quoted ? turned(quoted) : header;
    const hasPorts = proto === 6 || proto === 17;
    Object.assign(record, { sip, dip, proto, sp: hasPorts ? sp : null, dp: hasPorts ? dp : null });
    return both(record, ['pkt', 'oct'], 0);
  },
  ...ip((record, { octets }, rev) => {
    record[`pkt_${way(rev)}`]++;
    record[`oct_${way(rev)}`] += octets;
  }),
};

function turned({ src_ip: dst_ip, dst_ip: src_ip, src_port: dst_port, dst_port: src_port, protocol_num }) {
  return { src_ip, dst_ip, src_port, dst_port, protocol_num };
}

export const tcp = {
  new_flow(record) {
    record.tcp_connected = false;
    both(record, ['tcp_synflags'], null);
    return both(record, ['tcp_fin', 'tcp_rst'], false);
  },
  tcp(record, { tcp_flags: flags }, rev) {
    if ((flags & SYN) !== 0) record[`tcp_synflags_${way(rev)}`] = flags;
    else if ((flags & ACK) !== 0 && !rev && record.tcp_synflags_fwd !== null && (record.tcp_synflags_rev & ACK) !== 0) {
      record.tcp_connected = true;
    }
    if ((flags & FIN) !== 0) record[`tcp_fin_${way(rev)}`] = true;
    if ((flags & RST) !== 0) record[`tcp_rst_${way(rev)}`] = true;
    return !((record.tcp_fin_fwd && record.tcp_fin_rev) || (flags & RST) !== 0);
  },
};

export const udp = {
  new_flow: (record) => both(record, ['udp_zero_checksum'], null),
  udp(record, { checksum }, rev) {
    record[`udp_zero_checksum_${way(rev)}`] = checksum === 0;
  },
};

const unreachable = (type) => (record, header, _quoted, rev) => {
  if (!rev || header.icmp_type !== type) return true;
  record.icmp_unreachable = true;
  return false;
};
export const icmp = {
  new_flow(record) {
    record.icmp_unreachable = false;
    return true;
  },
  icmp4: unreachable(3),
  icmp6: unreachable(1),
};

export const dns = {
  new_flow(record) {
    record.dns_response_valid = false;
    return true;
  },
  udp: (record, { payload }, rev) => answered(record, rev, payload),
  tcp: (record, { payload }, rev) => answered(record, rev, payload.subarray(2, 2 + ((payload[0] << 8) | payload[1]))),
};

function answered(record, rev, message) {
  if (!rev || record.dns_response_valid || !isResponse(message)) return true;
  record.dns_response_valid = true;
  return false;
}

/** RFC 1035 §4.1: QR is set, and the message ends where its last record does. */
function isResponse(message) {
  if (message.length < 12 || (message[2] & 0x80) === 0) return false;
  const short = (at) => (message[at] << 8) | message[at + 1];
  let at = 12;
  const skipName = () => {
    while (at < message.length && message[at] !== 0) {
      if (message[at] >= 0xc0) {
        at++;
        break;
      }
      at += 1 + message[at];
    }
    at++;
  };
  for (let questions = short(4); questions > 0; questions--) {
    skipName();
    at += 4;
  }
  for (let records = short(6) + short(8) + short(10); records > 0 && at < message.length; records--) {
    skipName();
    at += 10 + short(at + 8);
  }
  return at === message.length;
}

const MARKS = [null, 'ect1', 'ect0', 'ce'];
export const ecn = {
  new_flow(record) {
    return both(
      record,
      MARKS.slice(1).flatMap((mark) => [`ecn_${mark}_syn`, `ecn_${mark}_data`]),
      false,
    );
  },
  ...ip((record, header, rev) => {
    const mark = MARKS[header.ecn];
    if (mark !== null) record[`ecn_${mark}_${isSyn(header) ? 'syn' : 'data'}_${way(rev)}`] = true;
  }),
};

export const dscp = {
  new_flow: (record) => both(record, ['dscp_mark_syn', 'dscp_mark_data'], null),
  ...ip((record, header, rev) => {
    if (isSyn(header)) record[`dscp_mark_syn_${way(rev)}`] = header.dscp;
    else if (hasData(header) && !record[`dscp_mark_data_${way(rev)}`]) {
      record[`dscp_mark_data_${way(rev)}`] = header.dscp;
    }
  }),
};

export const evil = {
  new_flow: (record) => both(record, ['evilbit_syn', 'evilbit_data'], null),
  ip4(record, header, rev) {
    const bit = (header.ip_flags & 4) !== 0;
    if (isSyn(header)) record[`evilbit_syn_${way(rev)}`] = bit;
    else if (hasData(header)) record[`evilbit_data_${way(rev)}`] ??= bit;
  },
};

const number = (data) => data.reduce((value, byte) => value * 256 + byte, 0);
export const mss = {
  new_flow: (record) => both(record, ['mss_len', 'mss_value'], null),
  tcp(record, header, rev) {
    const option = isSyn(header) ? header.tcp_options.findLast(({ kind }) => kind === 2) : undefined;
    if (option === undefined) return;
    record[`mss_len_${way(rev)}`] = option.length;
    record[`mss_value_${way(rev)}`] = option.data.length === 0 || option.data.length > 6 ? null : number(option.data);
  },
};

const AGREED = { 8: 'tcpopt_ts', 3: 'tcpopt_ws', 4: 'tcpopt_sack' };
export const tcpopt = {
  new_flow(record) {
    for (const key of Object.values(AGREED)) record[key] = null;
    return true;
  },
  tcp(record, header, rev) {
    if (!rev || !isSyn(header)) return;
    for (const { kind } of header.tcp_options) if (kind in AGREED) record[AGREED[kind]] = true;
  },
};

export const tfo = {
  new_flow(record) {
    for (const key of ['synkind', 'ackkind', 'synclen', 'ackclen', 'seq', 'dlen', 'ack']) record[`tfo_${key}`] = 0;
    return true;
  },
  tcp(record, header, rev) {
    if (!isSyn(header)) return;
    const option = header.tcp_options.findLast(isFastOpen);
    if (option !== undefined) {
      const end = rev ? 'ack' : 'syn';
      record[`tfo_${end}kind`] = option.kind;
      record[`tfo_${end}clen`] = option.length - (option.kind === 34 ? 2 : 4);
      if (!rev) Object.assign(record, { tfo_seq: header.tcp_seq, tfo_dlen: header.payload_length });
    }
    if (rev && (header.tcp_flags & ACK) !== 0 && record.tfo_synkind !== 0) record.tfo_ack = header.tcp_ack;
  },
};

function isFastOpen({ kind, data }) {
  return kind === 34 || ((kind === 254 || kind === 255) && data[0] === 0xf9 && data[1] === 0x89);
}

export const FIELDS = {
  basic: ['src_ip', 'dst_ip', 'src_port', 'dst_port', 'octets'],
  tcp: ['tcp_flags'],
  udp: ['checksum'],
  icmp: ['icmp_type'],
  dns: ['payload'],
  ecn: ['ecn', 'tcp_flags'],
  dscp: ['dscp', 'tcp_flags', 'payload_length'],
  evil: ['ip_flags', 'tcp_flags', 'payload_length'],
  mss: ['tcp_flags', 'tcp_options'],
  tcpopt: ['tcp_flags', 'tcp_options'],
  tfo: ['tcp_flags', 'tcp_options', 'tcp_seq', 'tcp_ack', 'payload_length'],
};
