-- Everything that would lead out of the virtual machine, each tried by itself.
local attempts = {
  { "os.execute", function() return os.execute("touch /tmp/netloupe-hostile-was-here") end },
  { "os.exit", function() return os.exit(0) end },
  { "io.open", function() return io.open("/etc/passwd") end },
  { "io.popen", function() return io.popen("id") end },
  { "package.loadlib", function() return package.loadlib("libc.so.6", "system") end },
  { "debug", function() return debug.sethook() end },
  { "bytecode", function() return assert(load(string.dump(function() return 1 end)))() end },
  { "loadfile", function() return assert(loadfile("/etc/passwd")) end },
  { "dofile", function() return dofile("/etc/passwd") end },
  { "javascript", function() return js.global end },
}

function receiver()
  for _, attempt in ipairs(attempts) do
    local name, try = attempt[1], attempt[2]
    print(name .. ": " .. (pcall(try) and "done" or "refused"))
  end
end
