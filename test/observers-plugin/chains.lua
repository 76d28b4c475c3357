-- Built-in chains as observers of a plugin, by name. What is not set in a record is not there, where the built-in ones have null.
local FIN <const>, SYN <const>, RST <const>, ACK <const> = 1, 2, 4, 16

local function way(rev) return rev and 'rev' or 'fwd' end

local function both(record, keys, value)
  for _, key in ipairs(keys) do
    record[key .. '_fwd'], record[key .. '_rev'] = value, value
  end
  return true
end

local function is_syn(header) return header.tcp_flags ~= nil and header.tcp_flags & SYN ~= 0 end
local function has_data(header) return header.tcp_flags == nil or header.payload_length > 0 end

local chains = {}

local function count(record, header, rev)
  record['pkt_' .. way(rev)] = record['pkt_' .. way(rev)] + 1
  record['oct_' .. way(rev)] = record['oct_' .. way(rev)] + header.octets
end
chains.basic = {
  new_flow = function(record, header, quoted)
    record.sip, record.dip, record.proto = header.src_ip, header.dst_ip, header.protocol_num
    record.sp, record.dp = header.src_port, header.dst_port
    if quoted then
      record.sip, record.dip, record.proto = quoted.dst_ip, quoted.src_ip, quoted.protocol_num
      record.sp, record.dp = quoted.dst_port, quoted.src_port
    end
    if record.proto ~= 6 and record.proto ~= 17 then record.sp, record.dp = nil, nil end
    return both(record, { 'pkt', 'oct' }, 0)
  end,
  ip4 = count,
  ip6 = count,
}

chains.tcp = {
  new_flow = function(record)
    record.tcp_connected = false
    return both(record, { 'tcp_fin', 'tcp_rst' }, false)
  end,
  tcp = function(record, header, rev)
    local flags = header.tcp_flags
    if flags & SYN ~= 0 then record['tcp_synflags_' .. way(rev)] = flags
    elseif flags & ACK ~= 0 and not rev and record.tcp_synflags_fwd and (record.tcp_synflags_rev or 0) & ACK ~= 0 then
      record.tcp_connected = true
    end
    if flags & FIN ~= 0 then record['tcp_fin_' .. way(rev)] = true end
    if flags & RST ~= 0 then record['tcp_rst_' .. way(rev)] = true end
    return not (record.tcp_fin_fwd and record.tcp_fin_rev or flags & RST ~= 0)
  end,
}

chains.udp = {
  udp = function(record, header, rev) record['udp_zero_checksum_' .. way(rev)] = header.checksum == 0 end,
}

local function unreachable(type)
  return function(record, header, _, rev)
    if not rev or header.icmp_type ~= type then return true end
    record.icmp_unreachable = true
    return false
  end
end
chains.icmp = {
  new_flow = function(record)
    record.icmp_unreachable = false
    return true
  end,
  icmp4 = unreachable(3),
  icmp6 = unreachable(1),
}

local MARKS <const> = { 'ect1', 'ect0', 'ce' }
local function mark(record, header, rev)
  local seen = MARKS[header.ecn]
  if seen then record['ecn_' .. seen .. (is_syn(header) and '_syn_' or '_data_') .. way(rev)] = true end
end
chains.ecn = {
  new_flow = function(record)
    for _, name in ipairs(MARKS) do both(record, { 'ecn_' .. name .. '_syn', 'ecn_' .. name .. '_data' }, false) end
    return true
  end,
  ip4 = mark,
  ip6 = mark,
}

local function class(record, header, rev)
  local key = 'dscp_mark_data_' .. way(rev)
  if is_syn(header) then record['dscp_mark_syn_' .. way(rev)] = header.dscp
  elseif has_data(header) and (record[key] or 0) == 0 then record[key] = header.dscp end
end
chains.dscp = { ip4 = class, ip6 = class }

chains.evil = {
  ip4 = function(record, header, rev)
    local key, bit = 'evilbit_data_' .. way(rev), header.ip_flags & 4 ~= 0
    if is_syn(header) then record['evilbit_syn_' .. way(rev)] = bit
    elseif has_data(header) and record[key] == nil then record[key] = bit end
  end,
}

local function last(options, wanted)
  for at = #options, 1, -1 do
    if wanted(options[at]) then return options[at] end
  end
end

chains.mss = {
  tcp = function(record, header, rev)
    local option = is_syn(header) and last(header.tcp_options, function(one) return one.kind == 2 end)
    if not option then return end
    record['mss_len_' .. way(rev)] = option.length
    if #option.data > 0 and #option.data <= 6 then
      record['mss_value_' .. way(rev)] = string.unpack('>I' .. #option.data, option.data)
    end
  end,
}

local AGREED <const> = { [8] = 'tcpopt_ts', [3] = 'tcpopt_ws', [4] = 'tcpopt_sack' }
chains.tcpopt = {
  tcp = function(record, header, rev)
    if not rev or not is_syn(header) then return end
    for _, option in ipairs(header.tcp_options) do
      if AGREED[option.kind] then record[AGREED[option.kind]] = true end
    end
  end,
}

local function is_fast_open(option)
  return option.kind == 34 or (option.kind == 254 or option.kind == 255) and option.data:sub(1, 2) == '\xf9\x89'
end
chains.tfo = {
  new_flow = function(record)
    for _, key in ipairs({ 'synkind', 'ackkind', 'synclen', 'ackclen', 'seq', 'dlen', 'ack' }) do record['tfo_' .. key] = 0 end
    return true
  end,
  tcp = function(record, header, rev)
    if not is_syn(header) then return end
    local option = last(header.tcp_options, is_fast_open)
    if option then
      local place = rev and 'ack' or 'syn'
      record['tfo_' .. place .. 'kind'] = option.kind
      record['tfo_' .. place .. 'clen'] = option.length - (option.kind == 34 and 2 or 4)
      if not rev then record.tfo_seq, record.tfo_dlen = header.tcp_seq, header.payload_length end
    end
    if rev and header.tcp_flags & ACK ~= 0 and record.tfo_synkind ~= 0 then record.tfo_ack = header.tcp_ack end
  end,
}

return chains
