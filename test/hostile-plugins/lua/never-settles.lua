-- Gives way for ever.
function receiver()
  while true do coroutine.yield() end
end
