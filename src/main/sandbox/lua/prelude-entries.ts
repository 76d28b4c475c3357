/**
 * What the host calls: the entries of the Lua side. Each answers `true` and values, or `false`, a message and a trace. Packet
 * logs are decoded from one run of bytes with one `string.unpack` a log (see lua-batch.ts).
 */
export const ENTRIES: string = String.raw`
local given_names = {}
for name in next, G do given_names[name] = true end

local function words(problem)
  if type(problem) == 'string' then return problem end
  if problem == nil then return 'threw nil' end
  local ok, text = pcall(tostring, problem)
  return ok and type(text) == 'string' and text or 'threw a ' .. type(problem)
end

-- Message handler. Errors of the machine itself (no memory) do not pass through here.
local function on_error(problem)
  return { words(problem), traceback('', 2) }
end

local function answer(ok, problem, ...)
  if ok then return true, problem, ... end
  if type(problem) == 'table' then return false, problem[1], problem[2] end
  return false, words(problem), ''
end

local function fault(name, problem)
  local _, message, trace = answer(false, problem)
  host(FAULT, name, message, trace)
end

local module = {}
local function export(name)
  local value = rawget(module, name)
  if value == nil then value = rawget(G, name) end
  return value
end

local entries = { array = Array }

-- Exports that hold parts of pipelines by name.
local TABLES <const> = { source = 'sources', sink = 'sinks', ['function'] = 'functions' }

-- Kinds of what a table holds, by its path.
local function add_members(kinds, path, members, depth)
  if type(members) ~= 'table' or depth == 0 then return end
  for name, value in next, members do
    if type(name) == 'string' then
      kinds[path .. '.' .. name] = type(value)
      add_members(kinds, path .. '.' .. name, value, depth - 1)
    end
  end
end

-- Answers the kind of everything that the program exports, by name.
function entries.load(main)
  local ok, text, chunk_name = host(SOURCE, nil)
  if not ok then return false, text, '' end
  local chunk, problem = load(text, chunk_name, 't')
  if chunk == nil then return false, problem, '' end
  local result = pack(answer(xpcall(chunk, on_error)))
  if not result[1] then return false, result[2], result[3] end
  if type(result[2]) == 'table' then module = result[2] end
  local kinds = {}
  for name, value in next, G do
    if type(name) == 'string' and not given_names[name] then kinds[name] = type(value) end
  end
  for name, value in next, module do
    if type(name) == 'string' then kinds[name] = type(value) end
  end
  for _, name in next, TABLES do add_members(kinds, name, export(name), 2) end
  add_members(kinds, 'observers', export('observers'), 1)
  return true, kinds
end

function entries.init() return answer(xpcall(export('init'), on_error, netloupe)) end
function entries.test() return answer(xpcall(export('test'), on_error)) end
function entries.cleanup() return answer(xpcall(export('cleanup'), on_error)) end
function entries.request() return answer(xpcall(export('request'), on_error, (host(INPUT)))) end

function entries.timer(number, repeats)
  local callback = callbacks[number]
  if callback == nil then return true end
  if not repeats then callbacks[number] = nil end
  return answer(xpcall(callback, on_error))
end

-- Contexts of the symbols that are open, by number: each the same for all calls.
local contexts = {}

-- Hands what it is given to the function of ours with this number.
local function emitter(number, comes_later)
  if comes_later then return function(records) local promise = promised('emit', number, records) return promise end end
  return function(records) local none = call('emit', number, records) return none end
end

local function context_of(ask)
  local context = contexts[ask.id]
  if context ~= nil then return context end
  context = ask.context
  if ask.hooks ~= nil then
    context.emit = emitter(ask.hooks, true)
    context.emit_packets = function(bytes) local promise = promised('emit_packets', ask.hooks, bytes) return promise end
    context.finished = function() local none = call('finished', ask.hooks) return none end
  end
  contexts[ask.id] = context
  return context
end

function entries.symbol()
  local ask = host(INPUT)
  local method, values, count = ask.method, ask.values, ask.count
  local target
  if ask.kind == 'stage' then target = export(method)
  else
    target = export(TABLES[ask.kind])[ask.name]
    if type(target) == 'table' then target = target[method] end
  end
  if ask.emit ~= nil then
    count = count + 1
    values[count] = emitter(ask.emit, ask.kind == 'source')
  end
  if method ~= 'validate' then
    count = count + 1
    values[count] = context_of(ask)
  end
  return answer(xpcall(target, on_error, spread(values, 1, count)))
end

function entries.release(id)
  contexts[id] = nil
  return true
end

function entries.memory() return true, collectgarbage('count') * 1024 end

-- Texts that are told once and then meant by number.
local addresses, sessions, interfaces = {}, {}, {}
local protocols, states, filters = {}, call('states'), call('filters')
for at, name in next, call('protocols') do protocols[at - 1] = name end
local DIRECTIONS <const> = { [0] = 'out', [2] = 'in' }
-- This machine is little-endian, and nothing is aligned.
local ROW <const> = 'IIIIHHHHIc27x'
local HEAD <const> = 'HHHHHH'

-- What few values of many rows have in common, by the number that they are packed into.
local kinds = setmetatable({}, { __index = function(kinds, packed)
  local flags = packed >> 16
  local protocol = packed & 255
  local kind = {
    protocol, protocols[protocol], states[packed >> 8 & 255], DIRECTIONS[flags & 2], flags & 4 ~= 0, filters[packed >> 24],
  }
  kinds[packed] = kind
  return kind
end })

-- Logs that wait for their receiver.
local logs, count = {}, 0

function entries.decode(rows)
  local text = host(BATCH)
  local fresh_addresses, fresh_sessions, new_addresses, new_sessions, interface_count, name_count, at =
    unpack(HEAD, text)
  if fresh_addresses == 1 then addresses = {} end
  if fresh_sessions == 1 then sessions = {} end
  for number = #addresses + 1, #addresses + new_addresses do addresses[number], at = unpack('s1', text, at) end
  for number = #sessions + 1, #sessions + new_sessions do sessions[number], at = unpack('c36', text, at) end
  if interface_count > 0 then interfaces = {} end
  for number = 0, interface_count - 1 do interfaces[number], at = unpack('s2', text, at) end
  local names = {}
  for number = 1, name_count do names[number], at = unpack('s2', text, at) end
  local addresses, sessions, interfaces, kinds = addresses, sessions, interfaces, kinds
  for row = count + 1, count + rows do
    local source, target, session, length, source_port, target_port, interface, name, packed, time
    source, target, session, length, source_port, target_port, interface, name, packed, time, at = unpack(ROW, text, at)
    local kind = kinds[packed]
    if not kind[5] then source_port, target_port = nil, nil end
    logs[row] = {
      src_ip = addresses[source],
      dst_ip = addresses[target],
      src_port = source_port,
      dst_port = target_port,
      protocol_num = kind[1],
      protocol_name = kind[2],
      state = kind[3],
      timestamp = time,
      session_id = sessions[session],
      payload = name > 0 and { [kind[6]] = names[name] } or nil,
      interface = interfaces[interface],
      length = length,
      direction = kind[4],
    }
  end
  count = count + rows
  return true
end

-- Nothing more is needed of what waited.
function entries.forget()
  logs, count = {}, 0
  return true
end

-- Where receiver is: [1] is the number of the log that it is called with. The host looks at it when a limit is near.
local progress = { 0 }
entries.progress = progress

function entries.each(from, pass_config)
  local receiver, logs, count = export('receiver'), logs, count
  for at = from, count do
    progress[1] = at
    local timed = at & 15 == 1
    if timed then host(SAMPLE) end
    local ok, problem
    if pass_config then ok, problem = xpcall(receiver, on_error, logs[at], config)
    else ok, problem = xpcall(receiver, on_error, logs[at]) end
    if not ok then fault('receiver', problem) end
    if timed then host(SAMPLE) end
  end
  return true
end

function entries.bulk(pass_config)
  local ok, problem
  local given = logs
  logs, count = {}, 0
  if pass_config then ok, problem = xpcall(export('receiver_bulk'), on_error, given, config)
  else ok, problem = xpcall(export('receiver_bulk'), on_error, given) end
  if not ok then fault('receiver_bulk', problem) end
  return true
end

function entries.dns(pass_config)
  local records = host(INPUT)
  if pass_config then return answer(xpcall(export('receiver_dns'), on_error, records, config)) end
  return answer(xpcall(export('receiver_dns'), on_error, records))
end
`;
