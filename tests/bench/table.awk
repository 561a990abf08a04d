# What run.sh measured, as medians with their spread (the farthest round from the median) and as
# ratios of gradd to each other server, taken round by round. In: a line for each server and round,
# separated by tabs: name, five figures in the order of the table's head, and the part of the
# processors that went to other programs, in percent. Needs spread.awk.
BEGIN { FS = "\t"; COLUMNS = 5 }

{
    if (!rounds[$1]++) names[++n_names] = $1
    for (c = 1; c <= COLUMNS; c++) figure[$1, c, rounds[$1]] = $(c + 1)
    if ($NF > others) others = $NF
}

# A line of the table: the figures of `name`, or gradd's in proportion to them.
function row(name, is_ratio,    c, i, values) {
    printf "%-34s", name
    for (c = 1; c <= COLUMNS; c++) {
        for (i = 1; i <= rounds[name]; i++)
            values[i] = is_ratio ? figure["gradd", c, i] / figure[name, c, i] : figure[name, c, i]
        printf "%s", cell(values, rounds[name])
    }
    print ""
}

END {
    printf "%-34s%17s%17s%17s%17s%17s\n", "median and spread of " rounds["gradd"] " rounds",
           "requests/s", "p99, ms", "CPU, us/request", "idle memory, MiB", "first answer, ms"
    for (n = 1; n <= n_names; n++) row(names[n], 0)
    print "\ngradd in proportion to (quote only this: the above is of this machine and hour)"
    for (n = 2; n <= n_names; n++) row(names[n], 1)
    printf "\nother programs took at most %.0f %% of the processors during a measurement%s\n",
           others, (others > 10 ? ": TOO MUCH, measure again on a quiet machine" : "")
}
