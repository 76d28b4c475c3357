function receiver()
  for i = 1, 2000 do
    print("line " .. i)
  end
  print(("x"):rep(100000))
end
