-- First contacts. A destination is told of when its name is known, or when it is clear that none will come: the session ended,
-- or five seconds of packet time went by. What is known lives in the store, in 64 parts so that a change writes little.

local PARTS = 64
local PART_BYTES = 14000 -- 64 of them stay below the store's 1 MiB
local WAIT_S = 5
local MOST_WAITING = 4096
local SAVE_MS = 5000
local ENDED = { CLOSE = true, ABORT = true, EXPIRED = true }
local NAME_FILTERS = { "tls", "quic", "http" }

local config
local parts -- [part] = { [destination] = day of packet time on which it was contacted last }
local sizes -- [part] = bytes of its keys and what JSON puts around them
local unsaved -- [part] = true
local saving -- promises of the store
local first -- packet time of the first packet ever, seconds; nil before it
local waiting -- [session] = { log, begun }: those whose name is not known yet
local queue -- sessions in the order in which they began to wait; some wait no longer
local queue_from, queue_to
local clock -- { text, now }: the latest second of packet time
local minute -- { start, timestamp, alerts, more }: the minute that alerts are counted in

local function seconds_of(timestamp)
  local year, month, day, hour, min, sec = timestamp:match("^(%d+)-(%d+)-(%d+)T(%d+):(%d+):(%d+)")
  -- Days since 1970 in the proleptic Gregorian calendar, years beginning in March.
  local y = tonumber(year) - (tonumber(month) <= 2 and 1 or 0)
  local m = (tonumber(month) + 9) % 12
  local days = 365 * y + y // 4 - y // 100 + y // 400 + (153 * m + 2) // 5 + tonumber(day) - 719469
  return days * 86400 + tonumber(hour) * 3600 + tonumber(min) * 60 + tonumber(sec)
end

-- Addresses

local function is_private(address)
  local a, b = address:match("^(%d+)%.(%d+)%.")
  if a then
    a, b = tonumber(a), tonumber(b)
    return a == 0 or a == 10 or a == 127 or a >= 224 or (a == 100 and b >= 64 and b < 128)
      or (a == 169 and b == 254) or (a == 172 and b >= 16 and b < 32) or (a == 192 and b == 168)
  end
  return address == "::" or address == "::1" or address:find("^f[cdf]%x%x:") ~= nil or address:find("^fe[89ab]%x:") ~= nil
end

local function network_of(address)
  local three = address:match("^(%d+%.%d+%.%d+)%.%d+$")
  if three then return three .. ".0/24" end
  local groups = {}
  local before, after = address:match("^(.-)::(.*)$")
  for group in (before or address):gmatch("%x+") do groups[#groups + 1] = group end
  if after then
    local tail = 0
    for _ in after:gmatch("%x+") do tail = tail + 1 end
    local ends = {}
    for group in after:gmatch("%x+") do ends[#ends + 1] = group end
    while #groups + tail < 8 do groups[#groups + 1] = "0" end
    for _, group in ipairs(ends) do groups[#groups + 1] = group end
  end
  local last = 4
  while last > 0 and groups[last] == "0" do last = last - 1 end
  return table.concat(groups, ":", 1, last) .. "::/64"
end

-- `www.example.com:8080` is www.example.com; an address is no name
local function name_of(payload)
  if payload == nil then return nil end
  for _, filter in ipairs(NAME_FILTERS) do
    local name = payload[filter]
    if name then
      name = name:lower():gsub(":%d+$", ""):gsub("%.$", "")
      if name:find("^[%d.]+$") or name:find(":", 1, true) or #name > 253 then return nil end
      return name
    end
  end
end

local function is_ignored(destination)
  for _, ignored in ipairs(config.ignore) do
    ignored = ignored:lower()
    if destination == ignored or destination:sub(-#ignored - 1) == "." .. ignored then return true end
  end
  return false
end

-- What is known

local function part_of(destination)
  local hash = 5381
  for i = 1, #destination do hash = (hash * 33 + destination:byte(i)) & 0xffffffff end
  return hash % PARTS
end

-- {"destination":12345}
local function bytes_of(destination)
  return #destination + 9
end

local function forget_oldest(part)
  local oldest, when
  for destination, day in pairs(parts[part]) do
    if when == nil or day < when or (day == when and destination < oldest) then oldest, when = destination, day end
  end
  parts[part][oldest] = nil
  sizes[part] = sizes[part] - bytes_of(oldest)
end

-- Whether it was known; it is from now on.
local function remember(destination, day)
  local part = part_of(destination)
  local known = parts[part][destination]
  if known ~= day then
    if known == nil then
      sizes[part] = sizes[part] + bytes_of(destination)
      while sizes[part] > PART_BYTES do forget_oldest(part) end
    end
    parts[part][destination] = day
    unsaved[part] = true
  end
  return known ~= nil
end

local function keep(key, value)
  saving[#saving + 1] = netloupe.store.set(key, value)
end

local function save()
  saving = {}
  for part in pairs(unsaved) do keep("part-" .. part, parts[part]) end
  unsaved = {}
end

-- Alerts

local function tell_more()
  if minute.more > 0 then
    netloupe.emit_alert({
      title = string.format("%d more destinations were contacted for the first time", minute.more),
      message = string.format("Within the minute from %s.", minute.timestamp),
      severity = "medium",
      timestamp = minute.timestamp,
    })
  end
end

local function tell(destination, log, now)
  if minute == nil or now < minute.start or now >= minute.start + 60 then
    if minute then tell_more() end
    minute = { start = now, timestamp = log.timestamp, alerts = 0, more = 0 }
  end
  if minute.alerts >= config.alerts_per_minute then
    minute.more = minute.more + 1
    return
  end
  minute.alerts = minute.alerts + 1
  local to = log.dst_port and string.format("%s port %d", log.dst_ip, log.dst_port) or log.dst_ip
  netloupe.emit_alert({
    title = "First contact with " .. destination,
    message = string.format("%s reached out to %s (%s).", log.src_ip, to, log.protocol_name),
    severity = "low",
    session_id = log.session_id,
    timestamp = log.timestamp,
  })
end

-- Sessions

local function is_learning(now)
  return now >= first and now < first + config.learn_minutes * 60
end

local function contacted(log, name, now)
  local destination = log.dst_ip
  if config.group_by == "network" then destination = network_of(log.dst_ip) end
  if config.group_by == "name" and name then destination = name end
  if is_ignored(destination) then return end
  local known = remember(destination, now // 86400)
  if not known and not is_learning(now) then tell(destination, log, now) end
end

local function settle(session, name, now)
  local log = waiting[session].log
  waiting[session] = nil
  contacted(log, name, now)
end

local function settle_oldest(now)
  local session = queue[queue_from]
  queue[queue_from] = nil
  queue_from = queue_from + 1
  if waiting[session] then settle(session, nil, now) end
end

local function settle_overdue(now)
  while queue_from <= queue_to do
    local entry = waiting[queue[queue_from]]
    if entry and now >= entry.begun and now < entry.begun + WAIT_S then return end
    settle_oldest(now)
  end
end

local function wait_for_name(log, now)
  waiting[log.session_id] = { log = log, begun = now }
  queue_to = queue_to + 1
  queue[queue_to] = log.session_id
  if queue_to - queue_from >= MOST_WAITING then settle_oldest(now) end
end

-- The second that this log is of.
local function follow_clock(timestamp)
  local text = timestamp:sub(1, 19)
  if text ~= clock.text then
    clock = { text = text, now = seconds_of(timestamp) }
    if first == nil then
      first = clock.now
      keep("first", first)
    end
    settle_overdue(clock.now)
  end
  return clock.now
end

function init()
  config = netloupe.config
  parts, sizes, unsaved, saving = {}, {}, {}, {}
  waiting, queue, queue_from, queue_to = {}, {}, 1, 0
  clock, minute = { text = "", now = 0 }, nil
  netloupe.timers.every(SAVE_MS, save)
end

-- The store is read when the first log is there: until then, the version before this one may go on writing it.
local function load()
  for part = 0, PARTS - 1 do
    parts[part] = netloupe.store.get("part-" .. part) or {}
    sizes[part] = 0
    for destination in pairs(parts[part]) do sizes[part] = sizes[part] + bytes_of(destination) end
  end
  first = netloupe.store.get("first")
end

function receiver(log)
  if #parts == 0 then load() end
  local now = follow_clock(log.timestamp)
  local session = log.session_id
  if session == nil or log.direction ~= "out" and not waiting[session] then return end
  if log.direction == "out" then
    if config.ignore_private and is_private(log.dst_ip) then return end
    local name = config.group_by == "name" and name_of(log.payload) or nil
    if name then
      if waiting[session] then settle(session, name, now) else contacted(log, name, now) end
    elseif log.state == "NEW" then
      local may_tell_name = config.group_by == "name" and log.dst_port ~= nil
      if may_tell_name then wait_for_name(log, now) else contacted(log, nil, now) end
    end
  end
  if waiting[session] and ENDED[log.state] then settle(session, nil, now) end
end

function cleanup()
  while queue_from <= queue_to do settle_oldest(clock.now) end
  if minute then tell_more() end
  save()
  for _, promise in ipairs(saving) do promise:await() end
end
