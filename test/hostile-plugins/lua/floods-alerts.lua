function receiver(log)
  for i = 1, 1000 do
    netloupe.emit_alert({ title = "alert " .. i, session_id = log.session_id })
  end
end
