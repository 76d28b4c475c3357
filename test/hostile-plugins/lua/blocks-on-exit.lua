function receiver() end
function cleanup()
  coroutine.yield()
end
