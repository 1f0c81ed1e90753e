-- Keeps an instance alive until now + expiry, by the clock of Redis.
-- KEYS: instances, epoch
-- ARGV: instance, expiry in ms, '1' to register, token of a new epoch
-- Returns {1 if alive, 0 if it was reaped or forgotten, epoch}.
local epoch = redis.call('GET', KEYS[2])
if not epoch then
  epoch = ARGV[4]
  redis.call('SET', KEYS[2], epoch)
end
if ARGV[3] ~= '1' and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return {0, epoch}
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[2])), ARGV[1])
return {1, epoch}
