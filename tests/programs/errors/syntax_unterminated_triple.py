# error: SyntaxError: unterminated triple-quoted string literal (detected at line 4)
# at: 3:5
s = """abc
x = 1
