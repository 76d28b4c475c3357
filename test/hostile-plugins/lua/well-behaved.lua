local logs = 0
function receiver_bulk(packet_logs)
  logs = logs + #packet_logs
end
function request()
  return { 200, { logs = logs } }
end
