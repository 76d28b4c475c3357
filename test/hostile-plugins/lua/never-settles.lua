-- Waits for itself: a coroutine that yields and is never resumed.
function receiver()
  coroutine.yield()
end
