# build/bench/floor, compiled and linked with the flags of gradd's release.
include Makefile

build/bench/floor: build/tests/bench/floor.o
	echo "ld  $@" && mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lmicrohttpd -ljansson

-include build/tests/bench/floor.d
