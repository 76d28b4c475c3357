function receiver() end
function cleanup()
  while true do coroutine.yield() end
end
