local attempts = {
  { "store", function() return netloupe.store.set("a", 1):await() end },
  { "http", function() return netloupe.http.request({ url = "http://127.0.0.1:1/" }):await() end },
  { "sessions", function() return netloupe.sessions.get("x"):await() end },
  { "interfaces", function() return netloupe.interfaces.list():await() end },
}

function receiver()
  for _, attempt in ipairs(attempts) do
    local name, try = attempt[1], attempt[2]
    local ok, message = pcall(try)
    print(name .. ": " .. (ok and "done" or tostring(message)))
  end
end
