# error: SyntaxError: 'break' outside loop
# at: 3:1-3:6
break
