-- Writes or removes one entry, unless a later write has been here before.
-- KEYS: the entry; its fence, which holds the position of the last write and outlives it.
-- ARGV: the position; how long the entry stays, how long the fence stays at least (both in ms, 0 for ever);
--       JSON or HASH; then the new value, or fields and values in turn; nothing for a removal.
-- Returns 1 when it wrote, 0 when what is held is later.

local entry, fence = KEYS[1], KEYS[2]
local position, expiry, retention = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

-- Positions have up to 19 digits and Lua's numbers only 15, so they are compared as text.
local held = redis.call('GET', fence)
if held and (#held > #position or (#held == #position and held > position)) then
  return 0
end

if #ARGV == 4 then
  redis.call('DEL', entry)
elseif ARGV[4] == 'HASH' then
  -- What is there goes: it may be a string, or have fields of columns that are null by now.
  redis.call('DEL', entry)
  redis.call('HSET', entry, unpack(ARGV, 5))
  if expiry > 0 then
    redis.call('PEXPIRE', entry, ARGV[2])
  end
elseif expiry > 0 then
  redis.call('SET', entry, ARGV[5], 'PX', ARGV[2])
else
  redis.call('SET', entry, ARGV[5])
end

-- A fence that was to stay longer does so: the delete before this write may still have stragglers behind it.
if retention == 0 then
  redis.call('SET', fence, position)
else
  redis.call('SET', fence, position, 'PX', string.format('%d', math.max(retention, redis.call('PTTL', fence))))
end
return 1
