print("ab" + "cd", "ab" * 3, 2 * "x", "a" < "b", "Z" < "a", "abc" == "abc", "b" in "abc")
# expect: abcd ababab xx True True True True
s = "x"
s += "y"
print(s)  # expect: xy
