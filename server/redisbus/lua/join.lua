-- Makes a member present, or changes it.
-- KEYS: instances, members, claims, members of this instance, changes
-- ARGV: instance, member, claim, record, record without claim, '1' to announce again, prefix of "members of"
-- Returns 'ok', 'claimed', 'unclaimed' (announced again without its claim), 'elsewhere', or 'fenced'.
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 'fenced'
end

local instance, claim
local record = redis.call('HGET', KEYS[2], ARGV[2])
if record then
  instance, claim = parse(record)
  if ARGV[6] == '1' and instance ~= ARGV[1] and redis.call('ZSCORE', KEYS[1], instance) then
    return 'elsewhere'
  end
end

local result, wanted = 'ok', ARGV[3]
record = ARGV[4]
if wanted ~= '' then
  local holder = redis.call('HGET', KEYS[3], wanted)
  if holder and holder ~= ARGV[2] then
    local other = redis.call('HGET', KEYS[2], holder)
    if other then
      local at, held = parse(other)
      if held == wanted and redis.call('ZSCORE', KEYS[1], at) then
        if ARGV[6] ~= '1' then
          return 'claimed'
        end
        result, wanted, record = 'unclaimed', '', ARGV[5]
      end
    end
  end
end

if claim and claim ~= '' and claim ~= wanted and redis.call('HGET', KEYS[3], claim) == ARGV[2] then
  redis.call('HDEL', KEYS[3], claim)
end
if wanted ~= '' then
  redis.call('HSET', KEYS[3], wanted, ARGV[2])
end
if instance and instance ~= ARGV[1] then
  redis.call('SREM', ARGV[7] .. instance, ARGV[2])
end
redis.call('HSET', KEYS[2], ARGV[2], record)
redis.call('SADD', KEYS[4], ARGV[2])
redis.call('INCR', KEYS[5])
return result
