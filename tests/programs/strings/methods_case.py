print("Hello World".lower(), "hello".upper(), "hello world".title(), "hELLO".capitalize(), "aB".swapcase())
# expect: hello world HELLO Hello World Hello Ab
print("abc".isalpha(), "12".isdigit(), "a1".isalnum(), " ".isspace(), "AB".isupper(), "ab".islower())
# expect: True True True True True True
