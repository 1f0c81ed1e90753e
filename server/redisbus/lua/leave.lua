-- Removes a member that this instance holds.
-- KEYS: members, claims, members of this instance, changes
-- ARGV: instance, member
-- Returns 'ok', 'gone', or 'elsewhere'.
local record = redis.call('HGET', KEYS[1], ARGV[2])
redis.call('SREM', KEYS[3], ARGV[2])
if not record then
  return 'gone'
end
local instance, claim = parse(record)
if instance ~= ARGV[1] then
  return 'elsewhere'
end
redis.call('HDEL', KEYS[1], ARGV[2])
redis.call('INCR', KEYS[4])
if claim ~= '' and redis.call('HGET', KEYS[2], claim) == ARGV[2] then
  redis.call('HDEL', KEYS[2], claim)
end
return 'ok'
