function init()
  error("cannot reach the database")
end
function receiver() end
