local kept = {}
function receiver(log)
  for i = 1, 20000 do
    kept[#kept + 1] = log.src_ip .. i .. #kept
  end
end
