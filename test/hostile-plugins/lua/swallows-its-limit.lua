-- Catches whatever stops it and goes on.
function receiver()
  while true do
    pcall(function()
      while true do end
    end)
  end
end
