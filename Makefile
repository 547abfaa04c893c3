# Run `make help` for the rules.

SWIFT ?= swift
# Debian packages that the build links against; installed only where missing.
PACKAGES := libexpat1-dev libicu-dev libsqlite3-dev libxlsxwriter-dev libxml2-dev libzip-dev \
	pkg-config python3-pip

# Optimized tests, fuzzers and the program that CI tries share one build.
RELEASE := -c release --scratch-path .build-release
# What a customer's question runs through, and the stores.
HOT_PATHS := ^(TokenizerTests|KFBotMatchingTests|KFBotKnowledgeTests)\.|SessionStoreTests|SessionCommitTests
# Several threads at one store, index or service.
CONCURRENT := HTTPServiceTests|KnowledgeStoreTests|WorkspaceTests|\.MatcherTests|Session(Store|Commit)Tests
# Bytes from elsewhere, and code that handles memory by hand.
PARSERS := ^(TokenizerTests|KFBotImportTests|KFBotModelTests)\.|ParserFuzzTests|ReceptionConfigurationTests

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show the rules
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install the Debian packages that are missing, and fetch the encoder's package
	@scripts/setup.sh $(PACKAGES)
	@scripts/encoder.sh fetch

.PHONY: build
build: setup ## Build the program with optimization, without symbols
	$(SWIFT) build -c release --product kfbot
	@scripts/strip.sh .build/release/kfbot
	@scripts/encoder.sh install .build/release/kfbot

.PHONY: demo
demo: build ## Build, import a sample, serve it and talk to it as a customer
	@scripts/demo.sh

.PHONY: demo-check
demo-check: build ## Run the demo without a person and check what it says
	@scripts/demo-check.sh

.PHONY: test
test: setup ## Build and run all tests
	$(SWIFT) build --build-tests
	@scripts/encoder.sh install .build/debug/kfbot
	$(SWIFT) test

.PHONY: check
check: ## Format, layers, documents, warnings
	@scripts/setup.sh $(PACKAGES) python3
	@scripts/validate.sh

.PHONY: docs
docs: setup ## Make the documentation of the libraries; a warning is an error
	@scripts/docs.sh

.PHONY: format
format: ## Rewrite the sources in the project's format
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks

.PHONY: test-release
test-release: setup ## Run the tests of the hot paths with optimization
	$(SWIFT) test $(RELEASE) --filter '$(HOT_PATHS)'

.PHONY: tsan
tsan: setup ## Run the tests of several threads under the Thread Sanitizer
	TSAN_OPTIONS=suppressions=$(CURDIR)/scripts/tsan-suppressions.txt \
		$(SWIFT) test --sanitize=thread --scratch-path .build-tsan --disable-xctest \
		--filter '$(CONCURRENT)'

.PHONY: asan
asan: setup ## Run the tests of parsers and buffers under the Address Sanitizer
	KFBOT_FUZZ_SECONDS=$${KFBOT_FUZZ_SECONDS:-30} $(SWIFT) test --sanitize=address \
		--scratch-path .build-asan --disable-xctest --filter '$(PARSERS)'

.PHONY: fuzz
fuzz: setup ## Analyze KFBOT_FUZZ_INPUTS (default 1,000,000) random inputs
	KFBOT_FUZZ_INPUTS=$${KFBOT_FUZZ_INPUTS:-1000000} \
		$(SWIFT) test $(RELEASE) --filter RobustnessTests

.PHONY: fuzz-parsers
fuzz-parsers: setup ## Give damaged files to the parsers for KFBOT_FUZZ_SECONDS (default 60)
	KFBOT_FUZZ_SECONDS=$${KFBOT_FUZZ_SECONDS:-60} \
		$(SWIFT) test $(RELEASE) --filter ParserFuzzTests

.PHONY: bench-encoder
bench-encoder: build ## Time the sentence encoder over FILE (one text a line), as JSON lines
	$(SWIFT) run -c release KFBotBenchmarks encoder $(FILE)

.PHONY: fuzz-coverage
fuzz-coverage: setup ## Fuzz each parser for KFBOT_FUZZ_SECONDS (default 60) with libFuzzer, led by coverage
	@scripts/fuzz-coverage.sh

.PHONY: bench-tokenizer
bench-tokenizer: setup ## Time the tokenizer over FILE (one text a line), as JSON lines
	$(SWIFT) run -c release KFBotBenchmarks tokenizer $(FILE)

.PHONY: kill-loop
kill-loop: setup ## Kill a process that plays sessions KFBOT_KILLS (default 200) times; nothing may be lost
	$(SWIFT) run -c release KFBotBenchmarks kill-loop $${KFBOT_KILLS:-200} $${KFBOT_SEED:-1} \
		$$(mktemp -d)

.PHONY: simulate
simulate: setup ## Play KFBOT_EVENTS (default 1,000,000) events against the session core
	$(SWIFT) run -c release KFBotBenchmarks simulate $${KFBOT_EVENTS:-1000000} $${KFBOT_SEED:-1}

.PHONY: torture
torture: build ## Torture two services for KFBOT_TORTURE_SECONDS (default 600); KFBOT_SEED repeats a run
	@scripts/setup.sh libfaketime python3
	@scripts/torture.py --program .build/release/kfbot
