-- Reads one entry, whatever it is, and its fence.
-- KEYS: the entry; its fence.
-- Returns what kind of value it is (string, hash, ... or none), the value (a string, or fields and values in turn), the fence.

local kind = redis.call('TYPE', KEYS[1]).ok
local value = false
if kind == 'string' then
  value = redis.call('GET', KEYS[1])
elseif kind == 'hash' then
  value = redis.call('HGETALL', KEYS[1])
end
return { kind, value, redis.call('GET', KEYS[2]) }
