# Pairs of figures, gradd's and another's, as medians with their spread, and as ratios of gradd to the
# other, taken round by round. In: a line for each case and round, separated by tabs: name, gradd's
# figure, the other's, which is empty without a peer. Needs spread.awk, and `title`, `ours` and
# `theirs` for the head.
BEGIN { FS = "\t" }

{
    if (!rounds[$1]++) names[++n_names] = $1
    a[$1, rounds[$1]] = $2
    b[$1, rounds[$1]] = $3
}

END {
    printf "%-34s%17s%17s%17s\n", title ", " rounds[names[1]] " rounds", ours, theirs, "ratio"
    for (n = 1; n <= n_names; n++) {
        name = names[n]
        for (i = 1; i <= rounds[name]; i++) {
            x[i] = a[name, i]
            y[i] = b[name, i]
            ratio[i] = y[i] ? x[i] / y[i] : 0
        }
        printf "%-34s%s", name, cell(x, rounds[name])
        if (b[name, 1]) printf "%s%s", cell(y, rounds[name]), cell(ratio, rounds[name])
        print ""
    }
}
