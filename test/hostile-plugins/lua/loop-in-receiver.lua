function receiver()
  while true do end
end
