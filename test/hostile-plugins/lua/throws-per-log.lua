function receiver(log)
  local unknown = nil
  return unknown.field .. log.protocol_name
end
