print("only this")  # expect: only this
