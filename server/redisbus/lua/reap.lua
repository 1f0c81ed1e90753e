-- Removes one instance with its members: the one named, or one whose time is over.
-- KEYS: instances, members, claims, changes
-- ARGV: instance ('' for one whose time is over), prefix of "members of"
-- Returns {instance, member, record, member, record, ...}, or {} where there is none.
local dead = ARGV[1]
if dead == '' then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  dead = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'LIMIT', 0, 1)[1]
  if not dead then
    return {}
  end
end
if redis.call('ZREM', KEYS[1], dead) == 0 then
  return {}
end
redis.call('INCR', KEYS[4])

local removed = {dead}
for _, member in ipairs(redis.call('SMEMBERS', ARGV[2] .. dead)) do
  local record = redis.call('HGET', KEYS[2], member)
  if record then
    local instance, claim = parse(record)
    if instance == dead then
      redis.call('HDEL', KEYS[2], member)
      if claim ~= '' and redis.call('HGET', KEYS[3], claim) == member then
        redis.call('HDEL', KEYS[3], claim)
      end
      removed[#removed + 1] = member
      removed[#removed + 1] = record
    end
  end
end
redis.call('DEL', ARGV[2] .. dead)
return removed
