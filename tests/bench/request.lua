-- For wrk: the request, and the figures of a run as one line that starts with "run": requests,
-- requests that failed, seconds, 99th percentile of the latency in ms, wrk's own CPU seconds.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = os.getenv("GRADD_BENCH_BODY")

function done(summary, latency)
    local failed = 0
    for _, count in pairs(summary.errors) do failed = failed + count end
    print("run", summary.requests, failed, summary.duration / 1e6, latency:percentile(99) / 1e3,
          os.clock())
end
