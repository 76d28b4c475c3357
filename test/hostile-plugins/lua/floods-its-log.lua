function receiver()
  for i = 1, 10000 do
    print("line " .. i, ("x"):rep(10000))
  end
end
