-- Defines something, but nothing that is called.
function on_packet() end
version = 3
