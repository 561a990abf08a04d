# What programs.c and programs.py measured, as medians with their spread, and as ratios of gradd to
# PyTorch, taken round by round. In: a line for each program and round, separated by tabs: name,
# nanoseconds of gradd and of PyTorch, the latter empty without a peer. Needs spread.awk.
BEGIN { FS = "\t" }

{
    if (!rounds[$1]++) names[++n_names] = $1
    ours[$1, rounds[$1]] = $2 / 1e6
    theirs[$1, rounds[$1]] = $3 / 1e6
}

END {
    printf "%-34s%17s%17s%17s\n", "programs in process, " rounds[names[1]] " rounds", "gradd, ms",
           "PyTorch, ms", "ratio"
    for (n = 1; n <= n_names; n++) {
        for (i = 1; i <= rounds[names[n]]; i++) {
            a[i] = ours[names[n], i]
            b[i] = theirs[names[n], i]
            ratio[i] = b[i] ? a[i] / b[i] : 0
        }
        printf "%-34s%s", names[n], cell(a, rounds[names[n]])
        if (b[1]) printf "%s%s", cell(b, rounds[names[n]]), cell(ratio, rounds[names[n]])
        print ""
    }
}
