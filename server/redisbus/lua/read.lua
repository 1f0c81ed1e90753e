-- Reads a page of a history, and says which epoch it belongs to and where it ends.
-- KEYS: stream, meta
-- ARGV: 'forward' or 'backward', first bound, second bound, count, maxAge in ms (0: none), token and random number of a new epoch
-- Returns {epoch, last id, entries}.
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'last')
if not meta[1] or not meta[2] or redis.call('EXISTS', KEYS[1]) == 0 then
  meta = {ARGV[6], begin(KEYS[1], KEYS[2], ARGV[6], ARGV[7])}
end

if ARGV[5] ~= '0' then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  redis.call('XTRIM', KEYS[1], 'MINID', '=', string.format('%.0f-0', now - tonumber(ARGV[5])))
end

local command = 'XRANGE'
if ARGV[1] == 'backward' then
  command = 'XREVRANGE'
end
return {meta[1], meta[2], redis.call(command, KEYS[1], ARGV[2], ARGV[3], 'COUNT', ARGV[4])}
