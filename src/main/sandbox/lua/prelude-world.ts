/**
 * The first Lua code that runs: makes the world that plugins see out of Lua's own libraries. What is not put into it cannot be
 * reached, because nothing else refers to it: no io, no debug, no bytecode, no way to load a file.
 *
 * Everything of ours that runs later uses the locals of this chunk, never globals or methods of strings: those are the plugin's
 * to change.
 */
export const WORLD: string = String.raw`
local host, G, table, string, math, utf8, coroutine, os, debug = ...
local error, getmetatable, load, next, pairs, pcall, rawget, rawset, select, tostring, type, xpcall =
  G.error, G.getmetatable, G.load, G.next, G.pairs, G.pcall, G.rawget, G.rawset, G.select, G.tostring, G.type, G.xpcall
local setmetatable, collectgarbage = G.setmetatable, G.collectgarbage
local concat, pack, spread = table.concat, table.pack, table.unpack
local byte, find, gsub, sub, unpack = string.byte, string.find, string.gsub, string.sub, string.unpack
local create, resume, running, yield = coroutine.create, coroutine.resume, coroutine.running, coroutine.yield
local isyieldable, traceback = coroutine.isyieldable, debug.traceback

G.table, G.string, G.math, G.utf8, G.coroutine = table, string, math, utf8, coroutine
G.os = { time = os.time, date = os.date, clock = os.clock, difftime = os.difftime }
G.debug = { traceback = traceback }
G.dofile, G.loadfile, string.dump = nil, nil, nil

-- Bytecode can be made to break the machine; only text is loaded.
function G.load(chunk, name, mode, ...)
  if mode ~= nil and type(mode) == 'string' and not find(mode, 't', 1, true) then
    return nil, 'attempt to load a binary chunk: only text is loaded'
  end
  if select('#', ...) > 0 then return load(chunk, name, 't', (...)) end
  return load(chunk, name, 't')
end

-- Finalizers run where no limit holds.
function G.setmetatable(value, meta)
  if type(meta) == 'table' and rawget(meta, '__gc') ~= nil then error('__gc is not available to plugins', 2) end
  return setmetatable(value, meta)
end

function G.collectgarbage(what, ...)
  if what == nil or what == 'collect' then return collectgarbage('collect') end
  if what == 'count' or what == 'step' or what == 'isrunning' then return collectgarbage(what) end
  return 0
end

-- Text of several values, as print writes it.
local function line(...)
  local values = pack(...)
  for at = 1, values.n do
    local value = values[at]
    if type(value) ~= 'string' then values[at] = tostring(value) end
  end
  return concat(values, '\t', 1, values.n)
end

function G.print(...) host(LOG, 'print', line(...)) end
function G.warn(...) host(LOG, 'warn', concat({ ... })) end

-- A coroutine that waits for the host yields to whoever resumed it, and so on up to the host. Plugins' own coroutines in
-- between must not take that for a yield of their plugin: whoever waits is marked here.
local waits = setmetatable({}, { __mode = 'k' })
local function suspend()
  local me = running()
  waits[me] = true
  yield()
  waits[me] = nil
end

local function settled(co, ...)
  if not waits[co] then return ... end
  if not isyieldable() then error('cannot await across a call that cannot yield', 2) end
  suspend()
  return settled(co, resume(co))
end

function coroutine.resume(co, ...) return settled(co, resume(co, ...)) end

local function unwrapped(ok, ...)
  if ok then return ... end
  error((...), 0)
end
function coroutine.wrap(body)
  local co = create(body)
  return function(...) return unwrapped(settled(co, resume(co, ...))) end
end
`;
