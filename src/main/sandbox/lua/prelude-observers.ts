/**
 * The Lua side of observers: takes what is to be done from the host, step by step (`../observers/flow-steps.ts`), and calls
 * the plugin's functions. It owns the records of flows.
 */

/** Stages of a step, so that one that came to no end is gone on with behind the call that was at fault. */
export const STAGES = ['', 'new_flow', 'ip', 'icmp', 'transport', 'flow_end'] as const;
/** Numbers of calls are multiples of this, plus the stage. */
export const STAGE_BITS = 3;
/** Nothing more is called in this step. */
export const STAGE_OVER = 7;

export const OBSERVERS: string = String.raw`
do
  -- By key of the flow.
  local records = {}
  local chains, decode, header_text, header_addresses = {}, nil, '', {}
  local calls = 0
  local ENDED <const>, NEW <const>, REVERSE <const> = 1, 2, 4
  local TRANSPORTS <const> = { [8] = 'tcp', [16] = 'udp' }

  -- Options in order, without those that fill up; the first that is none ends them.
  local function options_of(text)
    local options, at, last = {}, 1, #text
    while at <= last do
      local kind = byte(text, at)
      if kind == 0 then break end
      if kind == 1 then at = at + 1
      else
        local length = byte(text, at + 1) or 0
        if length < 2 or at + length - 1 > last then break end
        options[#options + 1] = { kind = kind, length = length, data = sub(text, at + 2, at + length - 1) }
        at = at + length
      end
    end
    return options
  end

  local function port(number) return number < 65536 and number or nil end

  local function quoted_of(text, at, addresses)
    local version, protocol, source_port, destination_port, source, destination = unpack('<BBI4I4I2I2', text, at)
    return {
      version = version,
      protocol_num = protocol,
      src_ip = addresses[source],
      dst_ip = addresses[destination],
      src_port = port(source_port),
      dst_port = port(destination_port),
    }
  end

  function entries.observers_open()
    local setup = host(INPUT)
    local chunk, problem = load(setup.decoder, '=netloupe', 't')
    if chunk == nil then return false, problem, '' end
    decode = chunk(unpack, options_of, quoted_of)
    local observers = export('observers')
    for at = 1, #setup.chains do chains[setup.chains[at]] = observers[setup.chains[at]] end
    return true
  end

  -- Rows that the next steps are about.
  function entries.observers_batch()
    local text = host(BATCH)
    local fresh, count, at = unpack('<I2I2', text)
    if fresh == 1 then header_addresses = {} end
    for number = #header_addresses + 1, #header_addresses + count do header_addresses[number], at = unpack('s1', text, at) end
    header_text = text
    return true
  end

  -- Answers what the function does, and whether it came to an answer at all.
  local function observed(stage, name, ...)
    calls = calls + 8
    progress[1] = calls + stage
    local ok, value = xpcall(chains[name], on_error, ...)
    if ok then return value, true end
    fault('observers.' .. name, value)
    return nil, false
  end

  -- Without what stage 'done' and those before it are for, which were called.
  local function look(record, header, quoted, flags, protocol, reverse, done)
    local name = header.version == 4 and 'ip4' or 'ip6'
    if done < 2 and chains[name] and observed(2, name, record, header, reverse) == false then return host(FLOW, 3) end
    if done < 3 and flags & 32 ~= 0 then
      name = header.version == 4 and 'icmp4' or 'icmp6'
      if chains[name] and observed(3, name, record, header, quoted, reverse) == false then return host(FLOW, 3) end
    end
    if done < 4 then
      name = TRANSPORTS[flags & 24]
      -- Of TCP and UDP only packets of which the header was captured.
      if name == nil and protocol ~= 6 and protocol ~= 17 then name = 'l4' end
      if name and chains[name] and observed(4, name, record, header, reverse) == false then return host(FLOW, 3) end
    end
  end

  -- 'done': the stage that the step before came to without an end; 0: it came to its end.
  function entries.observe(done)
    while true do
      local step, key, at, time = host(STEP, done > 0)
      if step == 0 then return true end
      progress[1] = calls
      if step == ENDED then
        if done < 5 and chains.flow_end then observed(5, 'flow_end', records[key]) end
        host(RECORD, records[key])
        records[key] = nil
      elseif done < 7 then
        local header, quoted, flags = decode(header_text, at, header_addresses)
        local protocol = header.protocol_num
        local record = records[key]
        if step == NEW and done < 2 then
          local keeps = true
          if done == 0 then
            record = { pkt_first = time, pkt_last = time }
            records[key] = record
            if chains.new_flow then
              local answer, ok = observed(1, 'new_flow', record, header, quoted)
              keeps = answer or not ok
            end
          end
          if keeps then
            host(FLOW, 1)
            look(record, header, quoted, flags, protocol, false, 1)
          else
            records[key] = nil
            host(FLOW, 2)
          end
        else
          if done == 0 then record.pkt_last = time end
          look(record, header, quoted, flags, protocol, step == REVERSE, done)
        end
      elseif step == NEW and not host(FLOW, 0) then
        -- There was no memory even for its record.
        records[key] = nil
        host(FLOW, 2)
      end
      done = 0
    end
  end
end
`;
