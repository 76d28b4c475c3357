local answers = {
  ["function"] = function() return { 200, { run = print } } end,
  cycle = function()
    local loop = {}
    loop.loop = loop
    return { 200, loop }
  end,
  text = function() return "hello" end,
  status = function() return { "fine", "hello" } end,
  nothing = function() end,
  error = function() error("out of paper") end,
  huge = function() return { 200, ("x"):rep(5 * 1024 * 1024) } end,
  never = function()
    while true do coroutine.yield() end
  end,
}
function request(req)
  return answers[req.subpath]()
end
