# Set-up happens by itself: every target makes the environment first if need be.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
RECORDED := evals/recordings/qwen2.5-coder-1.5b-instruct.jsonl
export Q

.PHONY: ask chat build test coverage lint format bench eval calibrate clean

ask: .setup ## answer a question: make ask Q="What is indivisible security?"
	@$(BIN)/gsi ask "$$Q" || [ $$? -eq 1 ]

chat: .setup ## serve the chat page on this machine
	@$(BIN)/gsi chat

build: .setup ## build the index
	@$(BIN)/gsi build

test: .setup ## run the tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

coverage: .setup ## run the tests and say what they leave out, which takes half as long again
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --cov --cov-report=term

lint: .setup ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: .setup ## rewrite the code in the project's style
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

bench: .setup ## measure speed as ratios, each beside its limit, and how cost grows: table, chart and figures in bench-run
	@$(BIN)/python -m evals.bench $(SIZES)

eval: .setup ## measure the answers to the held-out questions, write a report, fail if they are worse than the baseline
	@$(BIN)/gsi eval run --out eval-run
	@$(BIN)/gsi eval report eval-run
	@$(BIN)/gsi eval compare eval-run
	@$(BIN)/gsi eval run --split dev --sample 60 --mode llm --replay $(RECORDED) --out eval-run/llm
	@$(BIN)/gsi eval report eval-run/llm
	@$(BIN)/gsi eval compare eval-run/llm

calibrate: .setup ## learn the weights and thresholds that ship
	@$(BIN)/gsi calibrate --out index/corpora/gsi
	@$(BIN)/gsi calibrate --general --out assistant/general

.setup: pyproject.toml constraints.txt
	@echo "Setting up the environment in $(VENV) (about a minute, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch .setup

clean: ## remove the environment and everything made
	rm -rf $(VENV) .setup eval-run bench-run build dist .coverage htmlcov .pytest_cache .hypothesis .mypy_cache .ruff_cache
