# For tables of what was measured in rounds.

function digits(x) { # three that count
    return x >= 100 ? sprintf("%.0f", x) : x >= 1 ? sprintf("%.3g", x) : sprintf("%.2g", x)
}

# The median of values[1..n] and its spread as a cell; sorts the values.
function cell(values, n,    i, j, x, middle, spread) {
    for (i = 2; i <= n; i++) {
        x = values[i]
        for (j = i - 1; j && values[j] > x; j--) values[j + 1] = values[j]
        values[j + 1] = x
    }
    middle = (values[int((n + 1) / 2)] + values[int((n + 2) / 2)]) / 2
    spread = values[n] - middle > middle - values[1] ? values[n] - middle : middle - values[1]
    return sprintf("%10s ±%3.0f %%", digits(middle), middle ? 100 * spread / middle : 0)
}
