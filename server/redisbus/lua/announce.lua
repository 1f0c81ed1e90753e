-- Publishes a message on a channel without history, once per deduplication key.
-- KEYS: deduplication key
-- ARGV: channel, id, envelope, window in ms
-- Returns {id, 1 if this key was used before}.
local first = redis.call('GET', KEYS[1])
if first then
  return {first, 1}
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[4])
redis.call('PUBLISH', ARGV[1], ARGV[3])
return {ARGV[2], 0}
