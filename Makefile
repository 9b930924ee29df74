PYTHON ?= python3
BIN := .venv/bin
OUT ?= out

.PHONY: demo test lint fuzz bench lock clean help

demo: .venv/ready  ## Set everything up in .venv, and grade the reference controller of a mission
	$(BIN)/atelier grade src/atelier_controllers --executable warehouse_delivery \
	    --mission warehouse_delivery --seed 1 --out $(OUT)/demo

test: .venv/ready lint  ## Pass all tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/ready  ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fuzz: .venv/ready  ## Feed the readers nonsense; needs atheris: pip install atheris
	$(BIN)/python -m grader.test.fuzz frames $(OUT)/fuzz/frames -max_total_time=600
	$(BIN)/python -m grader.test.fuzz cdr $(OUT)/fuzz/cdr -max_total_time=600

bench: .venv/ready  ## Measure speed
	$(BIN)/python -m bench

lock: .venv/ready  ## Renew the pinned versions in constraints.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.10 --no-annotate --no-header \
	    --upgrade requirements-dev.txt -o constraints.txt

clean:  ## Remove .venv, out and what colcon built
	rm -rf .venv $(OUT) build install log

help:  ## Say what there is to make
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' Makefile

# A virtual environment knows its folder: a moved or copied one is made anew.
ifneq ($(shell cat .venv/ready 2>/dev/null),$(CURDIR))
.PHONY: .venv/ready
endif
.venv/ready: requirements.txt requirements-dev.txt constraints.txt scripts/setup $(wildcard */setup.py src/*/setup.py \
    src/atelier_ros/atelier_ros/definitions/*/*/*)
	@PYTHON="$(PYTHON)" scripts/setup
