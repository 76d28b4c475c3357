/** The Lua side of the host API (plugins/api/netloupe.lua). */
export const API: string = String.raw`
local function call(name, ...)
  local ok, answer = host(CALL, name, ...)
  if ok then return answer end
  error(answer, 3)
end

-- What comes later. [1] is its number with the host.
local Promise = { __name = 'promise', __metatable = 'promise' }
function Promise.__gc(promise) host(RELEASE, promise[1]) end
local function promised(name, ...)
  local ok, answer = host(CALL, name, ...)
  if ok then return setmetatable({ answer }, Promise) end
  error(answer, 3)
end

local function await(promise)
  if getmetatable(promise) ~= 'promise' then error('await takes a promise', 2) end
  if not isyieldable() then error('cannot await across a call that cannot yield', 2) end
  local number = rawget(promise, 1)
  host(WAIT, number)
  suspend()
  local ok, value = host(TAKE, number)
  if ok then return value end
  error(value, 2)
end
Promise.__index = { await = await }

-- Marks a table as an array, so that it is one as JSON though it is empty.
local Array = { __name = 'array' }

local callbacks = {}
local last_callback = 0
local function timer(name, milliseconds, callback)
  if type(callback) ~= 'function' then error(name .. ' takes a function to call back', 3) end
  last_callback = last_callback + 1
  local mine = last_callback
  local ok, number = host(CALL, name, milliseconds, mine)
  if not ok then error(number, 3) end
  callbacks[mine] = callback
  return function()
    callbacks[mine] = nil
    host(CALL, 'timers.cancel', number)
  end
end

local netloupe = {
  plugin = call('plugin'),
  config = call('config'),
  data_folder = call('data_folder'),
  log = {
    debug = function(...) host(LOG, 'debug', line(...)) end,
    info = function(...) host(LOG, 'info', line(...)) end,
    warn = function(...) host(LOG, 'warn', line(...)) end,
    error = function(...) host(LOG, 'error', line(...)) end,
  },
  store = {
    get = function(key) local value = call('store.get', key) return value end,
    set = function(key, value) local promise = promised('store.set', key, value) return promise end,
    delete = function(key) local promise = promised('store.delete', key) return promise end,
    keys = function() local keys = call('store.keys') return keys end,
  },
  http = { request = function(request) local promise = promised('http.request', request) return promise end },
  emit_alert = function(alert) local none = call('emit_alert', alert) return none end,
  sessions = { get = function(id) local promise = promised('sessions.get', id) return promise end },
  interfaces = { list = function() local promise = promised('interfaces.list') return promise end },
  timers = {
    after = function(milliseconds, callback) local cancel = timer('timers.after', milliseconds, callback) return cancel end,
    every = function(milliseconds, callback) local cancel = timer('timers.every', milliseconds, callback) return cancel end,
  },
  json = {
    encode = function(value) local text = call('json.encode', value) return text end,
    decode = function(text) local value = call('json.decode', text) return value end,
  },
  await = await,
  array = function(values)
    values = values or {}
    if type(values) ~= 'table' or getmetatable(values) ~= nil then error('array takes a table without a metatable', 2) end
    return setmetatable(values, Array)
  end,
}
G.netloupe = netloupe
local config = netloupe.config

-- Modules in the plugin's own folder; those that exist already are found by name, too.
local loaded = { _G = G, table = table, string = string, math = math, utf8 = utf8, coroutine = coroutine,
  os = G.os, netloupe = netloupe }
G.package = { loaded = loaded }
function G.require(name)
  if type(name) ~= 'string' then error('require takes the name of a module', 2) end
  local known = loaded[name]
  if known ~= nil then return known end
  local ok, text, chunk_name = host(SOURCE, name)
  if not ok then error(text, 2) end
  local chunk, problem = load(text, chunk_name, 't')
  if chunk == nil then error(problem, 0) end
  local value = chunk(name, chunk_name)
  if value ~= nil then loaded[name] = value
  elseif loaded[name] == nil then loaded[name] = true end
  return loaded[name]
end
`;
