-- A member's record is "<length of instance> <length of claim> <instance><claim><value>".
local function parse(record)
  local instance, claim, start = string.match(record, '^(%d+) (%d+) ()')
  instance, claim = tonumber(instance), tonumber(claim)
  return string.sub(record, start, start + instance - 1), string.sub(record, start + instance, start + instance + claim - 1)
end
