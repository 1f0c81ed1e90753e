-- Returns {state, instances, {member, record, member, record, ...}}, or {state} where nothing has changed since another state.
-- KEYS: instances, members, epoch, changes
-- ARGV: the other state, which may be empty
local epoch = redis.call('GET', KEYS[3])
local state = ''
if epoch then
  state = epoch .. ' ' .. (redis.call('GET', KEYS[4]) or '0')
  if state == ARGV[1] then
    return {state}
  end
end
return {state, redis.call('ZRANGE', KEYS[1], 0, -1), redis.call('HGETALL', KEYS[2])}
