def kind(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    else:
        return "positive"
print(kind(-1), kind(0), kind(2))  # expect: negative zero positive
