-- Begins an epoch and returns the position before its first message: the id of an entry that is removed at once. The
-- number in it is random, so that an epoch that begins in the millisecond in which another one ended has other ids.
local function begin(stream, meta, token, number)
  local id = '*'
  if redis.call('EXISTS', stream) == 0 then
    local time = redis.call('TIME')
    id = string.format('%s%03d-%s', time[1], math.floor(tonumber(time[2]) / 1000), number)
  end
  id = redis.call('XADD', stream, id, 'epoch', token)
  redis.call('XDEL', stream, id)
  redis.call('HSET', meta, 'epoch', token, 'last', id)
  return id
end

