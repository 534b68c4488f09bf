-- Writes or removes entries, each unless a later write has been there before.
-- KEYS: of each row its entry, and its fence, which holds the position of the last write and outlives it.
-- ARGV: how long entries stay; the longest that a fence may have to stay; JSON or HASH; then of each row its position, how long its
--       fence stays at least, the number of its values, and these: the new value, or fields and values in turn, or nothing for a
--       removal. Times are in ms, 0 for ever.
-- Returns for each row a digit, 1 when it wrote, 0 when what is held is later.

local call, keys, argv = redis.call, KEYS, ARGV
local expiry, longest, hash = argv[1], argv[2], argv[3] == 'HASH'
local made, at = {}, 4

for row = 1, #keys / 2 do
  local entry, fence = keys[2 * row - 1], keys[2 * row]
  local position, retention, count = argv[at], argv[at + 1], tonumber(argv[at + 2])
  local first = at + 3
  at = first + count

  -- Positions have up to 19 digits and Lua's numbers only 15, so they are compared as text.
  local held = call('GET', fence)
  if held and (#held > #position or (#held == #position and held > position)) then
    made[row] = '0'
  else
    made[row] = '1'
    if count == 0 then
      call('DEL', entry)
    elseif hash then
      -- What is there goes: it may be a string, or have fields of columns that are null by now.
      call('DEL', entry)
      call('HSET', entry, unpack(argv, first, at - 1))
      if expiry ~= '0' then
        call('PEXPIRE', entry, expiry)
      end
    elseif expiry ~= '0' then
      call('SET', entry, argv[first], 'PX', expiry)
    else
      call('SET', entry, argv[first])
    end

    if retention == '0' then
      call('SET', fence, position)
    else
      -- A fence that was to stay longer does so: the delete before this write may still have stragglers behind it.
      if held and retention ~= longest then
        local left = call('PTTL', fence)
        if left > tonumber(retention) then
          retention = string.format('%d', left)
        end
      end
      call('SET', fence, position, 'PX', retention)
    end
  end
end

return table.concat(made)
