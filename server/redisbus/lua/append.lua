-- Publishes a message on a channel with history: deduplicate, append, publish, as one atomic step.
-- KEYS: stream, meta, deduplication key
-- ARGV: channel, data, maxLength (0: none), window in ms, token and random number of a new epoch, trace (may be empty)
-- Returns {id, 1 if this key was used before}.
local first = redis.call('GET', KEYS[3])
if first then
  return {first, 1}
end

local prev = redis.call('HGET', KEYS[2], 'last')
if not prev or redis.call('EXISTS', KEYS[1]) == 0 then
  prev = begin(KEYS[1], KEYS[2], ARGV[5], ARGV[6])
end

local id
if ARGV[3] == '0' then
  id = redis.call('XADD', KEYS[1], '*', 'data', ARGV[2], 'prev', prev)
else
  id = redis.call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[3], '*', 'data', ARGV[2], 'prev', prev)
end
redis.call('HSET', KEYS[2], 'last', id)
redis.call('SET', KEYS[3], id, 'PX', ARGV[4])
local trace = ''
if ARGV[7] ~= '' then
  trace = '"trace":"' .. ARGV[7] .. '",'
end
redis.call('PUBLISH', ARGV[1], '{"id":"' .. id .. '","prev":"' .. prev .. '",' .. trace .. '"data":' .. ARGV[2] .. '}')
return {id, 0}
