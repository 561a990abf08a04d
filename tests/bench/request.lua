-- For wrk: the request, and the figures of a run as one line that starts with "run": requests,
-- requests that failed, seconds, 99th percentile of the latency in ms, wrk's own CPU seconds.
-- The body is GRADD_BENCH_BODY, or the content of a file if that is @ and its name. Each connection
-- waits for GRADD_BENCH_PAUSE ms before a request, if that is given.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = os.getenv("GRADD_BENCH_BODY")
if wrk.body:sub(1, 1) == "@" then wrk.body = io.open(wrk.body:sub(2)):read("*a") end
local pause = tonumber(os.getenv("GRADD_BENCH_PAUSE"))
if pause then function delay() return pause end end

function done(summary, latency)
    local failed = 0
    for _, count in pairs(summary.errors) do failed = failed + count end
    print("run", summary.requests, failed, summary.duration / 1e6, latency:percentile(99) / 1e3,
          os.clock())
end
