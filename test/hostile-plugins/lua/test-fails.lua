function test()
  return false
end
function receiver() end
