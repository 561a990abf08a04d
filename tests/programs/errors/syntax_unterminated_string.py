# error: SyntaxError: unterminated string literal (detected at line 3)
# at: 3:5
s = "abc
