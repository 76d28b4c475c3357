function receiver()
  return #string.rep("x", 3000000000)
end
