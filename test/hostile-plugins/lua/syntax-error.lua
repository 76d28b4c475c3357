function receiver(log)
  if log.state == "NEW"
    print(log.src_ip)
  end
end
