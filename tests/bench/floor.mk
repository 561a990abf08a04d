# build/bench/floor, build/bench/programs and build/bench/tensors, compiled and linked with the flags of gradd's release.
include Makefile

build/bench/floor: build/tests/bench/floor.o
	echo "ld  $@" && mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lmicrohttpd -ljansson

build/bench/programs: build/tests/bench/programs.o build/libgradd.a
	echo "ld  $@" && mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lm

build/bench/tensors: build/tests/bench/tensors.o build/libserver.a build/libgradd.a
	echo "ld  $@" && mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(libraries)

-include $(wildcard build/tests/bench/*.d)
