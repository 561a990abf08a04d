# build/bench/floor and build/bench/programs, compiled and linked with the flags of gradd's release.
include Makefile

build/bench/floor: build/tests/bench/floor.o
	echo "ld  $@" && mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lmicrohttpd -ljansson

build/bench/programs: build/tests/bench/programs.o build/libgradd.a
	echo "ld  $@" && mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lm

-include build/tests/bench/floor.d build/tests/bench/programs.d
