PYTHON ?= python3
BIN := .venv/bin
OUT ?= out

.PHONY: demo test lint fuzz bench lock clean

demo: .venv/ready
	$(BIN)/atelier grade src/atelier_controllers --executable warehouse_delivery \
	    --mission warehouse_delivery --seed 1 --out $(OUT)/demo

test: .venv/ready lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Needs atheris in the environment: pip install atheris
fuzz: .venv/ready
	$(BIN)/python -m grader.test.fuzz frames $(OUT)/fuzz/frames -max_total_time=600
	$(BIN)/python -m grader.test.fuzz cdr $(OUT)/fuzz/cdr -max_total_time=600

bench: .venv/ready
	$(BIN)/python -m bench

# Renew the pinned versions from requirements.txt and requirements-dev.txt.
lock: .venv/ready
	$(BIN)/uv pip compile -q --universal --python-version 3.10 --no-annotate --no-header \
	    --upgrade requirements-dev.txt -o constraints.txt

clean:
	rm -rf .venv $(OUT) build install log

# A virtual environment knows its folder: a moved or copied one is made anew.
ifneq ($(shell cat .venv/ready 2>/dev/null),$(CURDIR))
.PHONY: .venv/ready
endif
.venv/ready: requirements.txt requirements-dev.txt constraints.txt scripts/setup $(wildcard */setup.py src/*/setup.py \
    src/atelier_ros/atelier_ros/definitions/*/*/*)
	@PYTHON="$(PYTHON)" scripts/setup
