-- One readable line for each packet log:
--
--   05:33:38.221150  NEW          UDP     192.0.2.10:41727 > 203.0.113.53:53  75 B  dns www.example.com

local COLOURS = {
  NEW = "\27[36m",
  ESTABLISHED = "\27[32m",
  CLOSE = "\27[90m",
  ABORT = "\27[31m",
  EXPIRED = "\27[33m",
}
local PLAIN = "\27[0m"

local function endpoint(address, port)
  if port == nil then return address end
  if address:find(":", 1, true) then return "[" .. address .. "]:" .. port end
  return address .. ":" .. port
end

local function name_of(payload)
  if payload == nil then return "" end
  local filter, name = next(payload)
  return "  " .. filter .. " " .. name
end

local function is_wanted(state, only)
  if #only == 0 then return true end
  for _, wanted in ipairs(only) do
    if wanted == state then return true end
  end
  return false
end

function receiver(log, config)
  if not is_wanted(log.state, config.only) then return end
  local state = string.format("%-11s", log.state or "-")
  if config.colour and log.state then state = COLOURS[log.state] .. state .. PLAIN end
  print(string.format("%s  %s  %-6s  %s > %s  %d B%s",
    log.timestamp:sub(12, 26),
    state,
    log.protocol_name,
    endpoint(log.src_ip, log.src_port),
    endpoint(log.dst_ip, log.dst_port),
    log.length,
    name_of(log.payload)))
end
