-- No instruction of the virtual machine is run while a pattern is matched.
function receiver()
  string.rep("a", 40):find((("a*"):rep(40)) .. "b")
end
