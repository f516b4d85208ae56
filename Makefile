# make build   the command, at .build/release/doyen
# make run     a server on 127.0.0.1:5300 with an example service
# make deb     a Debian package of the command, in .build
# make test-deb   that package on a bare Debian in a folder, which its own systemd boots in namespaces; needs root
# make test    all tests
# make fuzz    libFuzzer under the address sanitizer, so many FUZZ_SECONDS for each of FUZZ_SUBJECTS
# make outages SECONDS=120   sources killed, frozen, emptied and cut off under load, and the server killed while it saves; needs root
# make soak SECONDS=3600   load, churn, floods and malformed packets: memory has to stay flat; needs root
# make bench   speed beside other servers, ten minutes; ROUNDS=1 SECONDS=2 for trying, ROWS="positive idle" for some of it
# make instructions   an answer's instructions beside those kept; make instructions-update keeps them
# make lint    the formatting rules
# make documentation   the libraries' pages, under .build/plugins/Swift-DocC/outputs

SWIFT ?= swift
# Of make bench: rounds of each measurement, and seconds of each round.
ROUNDS ?= 5
SECONDS ?= 3

STATIC = -c release --static-swift-stdlib -Xswiftc -no-toolchain-stdlib-rpath --scratch-path .build-static

FUZZ_SECONDS ?= 60
FUZZ_SUBJECTS ?= $(sort $(notdir $(wildcard Fuzz/Corpus/*)))

.PHONY: build run deb test-deb test fuzz outages soak outage-programs bench instructions instructions-update documentation lint clean \
  needs-swift

build: needs-swift
	scripts/need pkg-config libldns-dev libssl-dev
	$(SWIFT) build -c release --product doyen

run: build
	scripts/need bind9-dnsutils
	exec scripts/run-example .build/release/doyen

deb: needs-swift
	scripts/need pkg-config libldns-dev libssl-dev dpkg-dev binutils python3
	$(SWIFT) build $(STATIC) --product doyen
	mkdir -p .build
	rm -f .build/doyen_*.deb
	bin=$$($(SWIFT) build $(STATIC) --show-bin-path) && \
	  scripts/check-copyright "$$bin/doyen.product/Objects.LinkFileList" dist/debian/copyright && \
	  scripts/make-deb "$$bin/doyen" .build

test-deb: deb
	scripts/need debootstrap lintian bind9-dnsutils iproute2
	lintian --fail-on error,warning .build/doyen_*.deb
	scripts/test-deb .build/doyen_*.deb

test: needs-swift
	scripts/need pkg-config libldns-dev libssl-dev bind9-dnsutils ldnsutils util-linux iproute2 \
	  nsd unbound dnsmasq-base dnsviz musl-tools python3 iputils-ping curl chromium python3-prometheus-client
	$(SWIFT) build -c release --product AllocationProbe
	.build/release/AllocationProbe
	$(SWIFT) build -c release --product DifferentialFuzz
	.build/release/DifferentialFuzz --seed 1 --count 50000
	$(SWIFT) build --build-tests
	SWIFT=$(SWIFT) scripts/run-tests --skip DoyenTests --skip HostTests --skip ConformanceTests --skip PilotedTests \
	  --skip RelayTests --skip AdminTests --skip SavedStateTests --skip ManySetsTests --skip FloodTests
	SWIFT=$(SWIFT) scripts/run-tests --filter 'RelayTests|AdminTests|SavedStateTests' --skip DoyenTests --skip 'FloodTests|RelayOver'
	SWIFT=$(SWIFT) scripts/run-tests --filter PilotedTests
	SWIFT=$(SWIFT) scripts/run-tests --filter DoyenTests --skip FloodTests
	SWIFT=$(SWIFT) scripts/run-tests --filter ConformanceTests
	SWIFT=$(SWIFT) scripts/run-tests --filter HostTests
	SWIFT=$(SWIFT) scripts/run-tests --no-parallel --filter 'FloodTests|ManySetsTests|RelayOver'

fuzz: needs-swift
	scripts/need pkg-config libldns-dev libssl-dev
	SWIFT=$(SWIFT) scripts/fuzz $(FUZZ_SECONDS) $(FUZZ_SUBJECTS)

outages: SECONDS = 120
outages: outage-programs
	.build/release/OutageRun kills
	.build/release/OutageRun outages --seconds $(SECONDS)
	@echo "Without keeping what a lost source said, wrong answers have to be found:"
	.build/release/OutageRun outages --seconds 3 --only v2-killed --flags '--max-stale 0' --expect-mistakes

soak: SECONDS = 3600
soak: outage-programs
	.build/release/OutageRun soak --seconds $(SECONDS)

outage-programs: needs-swift
	scripts/need pkg-config libldns-dev libssl-dev util-linux iproute2 nftables
	$(SWIFT) build -c release --product doyen
	$(SWIFT) build -c release --product OutageBackends
	$(SWIFT) build -c release --product OutageRun

documentation: needs-swift
	scripts/need pkg-config libssl-dev
	DOYEN_DOCUMENTATION=1 $(SWIFT) package generate-documentation \
	  --target Discovery --target Discoverd --target Piloted --warnings-as-errors

bench: needs-swift
	scripts/need pkg-config libldns-dev libssl-dev nsd knot dnsmasq-base unbound dnsperf gcc libc6-dev python3 util-linux
	$(SWIFT) build -c release --product doyen
	$(SWIFT) build -c release --product PathBenchmark
	gcc -O2 -Wall -Wextra -D_GNU_SOURCE -o .build/benchmark-echo Benchmarks/Echo/echo.c
	ROUNDS=$(ROUNDS) SECONDS=$(SECONDS) python3 Benchmarks/bench.py $(ROWS)

instructions instructions-update: needs-swift
	scripts/need pkg-config libldns-dev libssl-dev valgrind binutils python3
	$(SWIFT) build -c release --product PathBenchmark
	Benchmarks/instructions.py .build/release/PathBenchmark $(if $(filter %-update,$@),--update)

lint: needs-swift
	$(SWIFT) format lint --strict -r Sources Tests Fuzz Benchmarks Package.swift

clean:
	rm -rf .build .build-*

needs-swift:
	@command -v $(SWIFT) >/dev/null || { echo "needed: Swift 6.2 or later, from https://www.swift.org/install" >&2; exit 1; }
