# gradd is built, tested and run from here; `make help` lists the verbs. A verb first installs the
# Debian packages that it misses and says which; when nothing is missing it touches no network.
#
#   build/        release: build/gradd, build/libgradd.a, build/web/ (the page, embedded in gradd)
#   build/asan/   the same with the address, leak and undefined-behaviour sanitizers
#   build/tsan/   the same with the thread sanitizer
#   build/fuzz/   the same as asan by clang, for libFuzzer; the heap collects often
#   build/strict/, build/clang/   objects only: every warning is an error, for gcc and for clang

# Debian packages, written once: the Dockerfile reads `runtime` here. A command of the package's
# name, or of the name before a colon, will do wherever it came from.
runtime = libmicrohttpd12 libjansson4 libgnutls30 zlib1g libseccomp2
build = gcc libc6-dev libmicrohttpd-dev libjansson-dev libgnutls28-dev zlib1g-dev libseccomp-dev \
        ca-certificates node:nodejs npm
test = libcmocka-dev libcurl4-openssl-dev curl chromium haproxy python3-venv
check = $(test) clang clang-format
fuzz = clang libclang-rt-14-dev
bench = wrk python3-venv

VARIANT =
B = build$(VARIANT:%=/%)

# Answers are IEEE 754 to the bit on every machine: no contraction, no -ffast-math, no -march=native.
CFLAGS = -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -ffp-contract=off -fno-math-errno \
         -pthread -fstack-protector-strong -fPIE -g $(flags_$(VARIANT))
CPPFLAGS = -D_GNU_SOURCE -I.
LDFLAGS = -pie -pthread -Wl,-z,relro,-z,now $(filter -fsanitize=%,$(CFLAGS))
flags_ = -O2 -D_FORTIFY_SOURCE=2
flags_strict = $(flags_) -Werror
flags_clang = $(flags_strict)
flags_asan = -O1 -Werror -fno-omit-frame-pointer -fno-sanitize-recover=all \
             -fsanitize=address,undefined -fsanitize=float-cast-overflow
flags_fuzz = $(flags_asan) -fsanitize=fuzzer-no-link -fno-sanitize=pointer-overflow -DHEAP_STRESS
flags_tsan = -O1 -Werror -fno-omit-frame-pointer -fsanitize=thread

libraries = -lmicrohttpd -lgnutls -ljansson -lz -lseccomp -lm

object = $(patsubst %,$(B)/%.o,$(basename $(1)))
engine := $(wildcard engine/*.c engine/*/*.c engine/*/*.S)
server := $(wildcard server/*.c)
tests := $(wildcard tests/engine/test_*.c tests/fuzz/test_*.c tests/server/test_*.c)
helpers = $(call object,$(filter-out %/example.c %/libfuzzer.c %/numbers.c $(tests),$(wildcard tests/$(1)/*.c)))
examples := $(patsubst tests/engine/%.c,build/%,$(wildcard tests/engine/example.c))
objects = $(call object,$(engine) $(server) $(tests) tests/fuzz/libfuzzer.c tests/fuzz/numbers.c) \
          $(foreach d,engine fuzz server,$(call helpers,$d))
sources = $(wildcard engine/*.[ch] engine/*/*.[ch] server/*.[ch] tests/*/*.[ch])
page := $(shell find web -name node_modules -prune -o -type f -print 2>/dev/null)

build/gradd: # the default: the server

help: ## this list
	sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

run: packages-build ## build and serve the notebook; elsewhere: make run GRADD_LISTEN=127.0.0.1:9000
	$(MAKE) build/gradd
	echo "gradd: notebook at http://$(GRADD_LISTEN)/"
	exec build/gradd
ifdef GRADD_LISTEN # beside another one: any free port will do for probes
run: export GRADD_ADMIN ?= 127.0.0.1:0
endif
run: export GRADD_LISTEN ?= 127.0.0.1:8080

test: packages-test ## build with sanitizers and run every test: engine, server, page, README
	$(MAKE) build/gradd $(examples) $(patsubst %.c,build/%,$(filter tests/server/%,$(tests)))
	$(MAKE) VARIANT=asan programs
	$(MAKE) VARIANT=tsan programs
	$(MAKE) tests/contract/node_modules/.package-lock.json build/contract/venv/installed
	tests/run.sh

FUZZ_SECONDS = 900
FUZZ_NUMBERS = 1e8
fuzz: packages-fuzz ## run the fuzzers, FUZZ_SECONDS=900 each; what they find is left in build/fuzz/
	$(MAKE) build/numbers
	build/numbers $(FUZZ_NUMBERS)
	$(MAKE) VARIANT=fuzz CC=clang build/fuzz/fuzzer
	tests/fuzz/run.sh build/fuzz/fuzzer $(FUZZ_SECONDS)

SOAK_SECONDS = 1800
soak: packages-build ## mixed load for SOAK_SECONDS=1800, then 10,000 clients: memory flat, counts right
	$(MAKE) build/gradd
	tests/soak/run.sh build/gradd $(SOAK_SECONDS)

bench: packages-bench ## measure speed against the floor and the peers
	$(MAKE) build/gradd
	tests/bench/run.sh

check: packages-check ## static checks: layers, formatting, warnings of gcc and clang, types of the page
	tests/layers.sh
	clang-format --dry-run -Werror $(sources)
	$(MAKE) VARIANT=strict objects
	$(MAKE) VARIANT=clang CC=clang objects
	$(MAKE) web/node_modules/.package-lock.json && cd web && npx --no-install tsc -p .

format: packages-check ## lay out the C sources
	clang-format -i $(sources)

clean: ## remove everything that was built
	rm -rf build

programs: $(B)/gradd $(tests:%.c=$(B)/%)
objects: $(objects)

$(B)/gradd: $(B)/server/main.o $(B)/libserver.a $(B)/libgradd.a
	echo "ld  $@"
	$(CC) $(LDFLAGS) -o $@ $^ $(libraries)

$(B)/libgradd.a: $(call object,$(engine))
	echo "ar  $@" && rm -f $@
	$(AR) rcs $@ $^

# All of the server but main(), for tests that have it in their own process.
$(B)/libserver.a: $(call object,$(filter-out %/main.c,$(server)) build/assets.c)
	echo "ar  $@" && rm -f $@
	$(AR) rcs $@ $^

$(B)/fuzzer: $(B)/tests/fuzz/libfuzzer.o $(call helpers,fuzz) $(B)/libserver.a $(B)/libgradd.a
	echo "ld  $@"
	$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(libraries)

$(B)/numbers: $(B)/tests/fuzz/numbers.o $(B)/libgradd.a
	echo "ld  $@"
	$(CC) $(LDFLAGS) -o $@ $^ -lm

$(examples): build/%: tests/engine/%.c build/libgradd.a
	cc -I. -o $@ $^ -lm -pthread

.SECONDEXPANSION:
$(B)/tests/%: $(B)/tests/%.o $$(call helpers,$$(*D)) $(B)/libserver.a $(B)/libgradd.a
	echo "ld  $@"
	$(CC) $(LDFLAGS) -o $@ $^ -lcmocka -lcurl $(libraries)

# Integers of tensors wrap around, as PyTorch's do.
$(B)/engine/exec/%.o $(B)/tests/engine/%.o: CFLAGS += -fwrapv

$(B)/%.o: %.c Makefile | packages-build
	echo "cc  $@" && mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/%.o: %.S Makefile | packages-build
	echo "as  $@" && mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Wa,--noexecstack -c -o $@ $<

$(B)/engine/lang/library_text.o: engine/lang/modules.def $(wildcard engine/lang/library/*.py)

build/assets.c: server/embed.sh build/web/index.html
	server/embed.sh build/web > $@.part && mv $@.part $@

build/web/index.html: $(page) web/node_modules/.package-lock.json
	echo "web build/web" && rm -rf build/web
	cd web && node build.mjs ../build/web

%/node_modules/.package-lock.json: %/package-lock.json | packages-build
	echo "npm $(@D)"
	cd $* && npm ci --no-audit --no-fund --loglevel=error
	touch $@

build/contract/venv/installed: tests/contract/requirements.txt | packages-test
	echo "pip $(@D)" && rm -rf $(@D)
	python3 -m venv $(@D)
	$(@D)/bin/pip install -q --disable-pip-version-check --no-deps -r $<
	touch $@

# Installs what the lists above name and the machine lacks.
packages-%:
	missing= sudo=; for p in $(sort $(build) $($*)); do \
	    command -v $${p%:*} > /dev/null || \
	    dpkg-query -W -f '$${db:Status-Status}' $${p#*:} 2> /dev/null | grep -qx installed || \
	    missing="$$missing $${p#*:}"; \
	done; \
	[ "$$missing" ] || exit 0; \
	command -v apt-get > /dev/null || { echo "gradd: no apt-get; needs$$missing"; exit 0; }; \
	echo "gradd: installing$$missing"; [ $$(id -u) = 0 ] || sudo=sudo; \
	$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -yqq --no-install-recommends $$missing > /dev/null

ifndef V # make V=1 shows the commands
.SILENT:
endif
.PHONY: help run test fuzz soak bench check format clean programs objects
.DELETE_ON_ERROR:
.SECONDARY:

# What is built is built in parallel, the verbs themselves run one after another.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc) --no-print-directory
endif
ifneq ($(filter run test fuzz soak bench check format packages-%,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

-include $(objects:.o=.d)
