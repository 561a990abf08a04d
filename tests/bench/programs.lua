-- For wrk: one of many programs, each of which needs a plan of its own (of some 40 kB); figures as in
-- request.lua.
dofile("tests/bench/request.lua")
local programs = 300

function request()
    return wrk.format("POST", nil, nil, string.format(
        '{"program": "a = sin(x * %d) + y\\nb = exp(-a * a) * cos(y)\\nc = b / (1 + a**2)\\nout = (c * a + b).sum()", "inputs": {"x": [1, 2, 3], "y": [0.5, 0.25, 2]}}',
        math.random(programs)))
end
