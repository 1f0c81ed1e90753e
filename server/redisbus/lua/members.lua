-- Returns {instances, {member, record, member, record, ...}}.
-- KEYS: instances, members
return {redis.call('ZRANGE', KEYS[1], 0, -1), redis.call('HGETALL', KEYS[2])}
