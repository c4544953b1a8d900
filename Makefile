# The two commands that matter: `make refresh` (all data, once, now) and `make test`.
# Each target installs what it needs first, says how long it took and where its results are.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help install ocr refresh up down backfill dashboards dashboards-down test test-dashboards test-review \
  test-services test-faults test-province env pictures lint lock \
  lock-dashboards clean

PYTHON ?= $(shell for p in python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $$p && break; done)
UV_VERSION := 0.13.8
UV := .venv/tools/bin/uv
BIN := .venv/bin
PORT ?= 8080
DASHBOARDS_PORT ?= 8088
POSTGRES_PORT ?= 5433
REPORT_PORT ?= 8089
SUPERSET := .venv-superset/bin
BROWSER ?= $(shell command -v chromium || command -v google-chrome)
# dbt and sqlfluff read the project without a warehouse of anybody's.
NO_WAREHOUSE := JIXIAO_WAREHOUSE=$(CURDIR)/.venv/lint.duckdb JIXIAO_RAW=$(CURDIR)/.venv/no-raw

help: ## this list 本说明
	@echo "make …"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "refresh takes  DISTRICT=huangpu  YEAR=2023  FULL=1  AS_OF=2026-11-20  WAIT=1  NOTIFY=1;  up takes  PORT=8080"
	@echo "dashboards takes  DASHBOARDS_PORT=8088  POSTGRES_PORT=5433  REPORT_PORT=8089"

install: .venv/installed ## the virtual environment .venv, from the lock 安装
	@echo "installed in $(CURDIR)/.venv; the hand tool is $(BIN)/jixiao"

.venv/installed: requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 is needed: make PYTHON=/path/to/python3.11 …"; exit 1; fi
	SECONDS=0
	if ! { $(UV) --version | grep -qF "uv $(UV_VERSION)"; } 2>/dev/null; then
	  echo "making .venv with $(PYTHON) …"
	  $(PYTHON) -m venv --clear .venv
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --target .venv/tools uv==$(UV_VERSION)
	fi
	echo "installing the locked packages (a few minutes the first time) …"
	locks=requirements.lock
	# What `make ocr` and `make test-services` have added stays: without OCR a night could not read its scans.
	for more in ocr services; do test ! -e .venv/$$more || locks+=" requirements-$$more.lock"; done
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode $$locks
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@
	echo "installed in $$SECONDS s"

ocr: .venv/ocr ## also read scans: text recognition with its models, offline 安装扫描件识别
	@echo "installed in $(CURDIR)/.venv; jixiao reads scans now"

.venv/ocr: .venv/installed requirements-ocr.lock
	@SECONDS=0
	echo "installing text recognition for scans …"
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-ocr.lock
	touch $@
	echo "installed in $$SECONDS s"

refresh: .venv/installed ## run the nightly DAG once, now, and show what came out 立即更新
	@$(BIN)/jixiao refresh $(if $(DISTRICT),--district '$(DISTRICT)') \
	  $(if $(YEAR),--year '$(YEAR)') $(if $(FULL),--full) $(if $(AS_OF),--as-of '$(AS_OF)') $(if $(WAIT),--wait) \
	  $(if $(NOTIFY),--notify)

up: .venv/installed ## start Airflow on this machine, the DAG scheduled for 02:00 启动定时任务
	@$(BIN)/python -m ingest.servers.airflow up --port $(PORT)

backfill: .venv/installed ## have it make up the nights FROM=2026-11-18 TO=2026-11-20 补跑
	@$(BIN)/python -m ingest.servers.airflow backfill $(if $(FROM),--from '$(FROM)') $(if $(TO),--to '$(TO)')

down: .venv/installed ## stop it 停止
	@$(BIN)/python -m ingest.servers.airflow down

dashboards: .venv-superset/installed ## Superset with our dashboards, on PostgreSQL, on this machine 启动看板
	@$(BIN)/python -m ingest.servers.dashboards published || $(BIN)/jixiao refresh
	$(BIN)/python -m ingest.servers.dashboards up --port $(DASHBOARDS_PORT) --postgres-port $(POSTGRES_PORT) \
	  --report-port $(REPORT_PORT)

dashboards-down: .venv/installed ## stop them; what people drew stays 停止看板
	@$(BIN)/python -m ingest.servers.dashboards down

.venv-superset/installed: .venv/installed dashboards/requirements.lock
	@SECONDS=0
	echo "installing Superset (a few minutes the first time) …"
	test -x $(SUPERSET)/python || $(PYTHON) -m venv --without-pip .venv-superset
	$(UV) pip sync --quiet --python $(SUPERSET)/python --require-hashes --compile-bytecode dashboards/requirements.lock
	touch $@
	echo "installed in $$SECONDS s"

.venv-superset/browser: .venv-superset/installed dashboards/requirements-test.lock
	@$(UV) pip install --quiet --python $(SUPERSET)/python --require-hashes -r dashboards/requirements-test.lock
	touch $@

test-dashboards: .venv-superset/browser ## import them into a fresh Superset and look at each in a browser 检验看板
	@JIXIAO_BROWSER=$(BROWSER) $(BIN)/pytest tests/dashboards

test-review: .venv-superset/browser ## settle a queue in a browser, from the list to the next publication 检验复核页
	@JIXIAO_BROWSER=$(BROWSER) $(BIN)/pytest -n0 tests/browser/test_review.py

test-faults: .venv/ocr ## faults, one after the other: KILLS=200 at random instants (SEED=…), full disks, … 故障注入
	@KILLS=$(or $(KILLS),200) $(if $(SEED),SEED=$(SEED)) $(BIN)/pytest -n0 -s tests/faults

test-province: .venv/ocr ## ten nights of a made-up province by Airflow's scheduler, with faults 十夜检验
	@$(BIN)/pytest -n0 -x -s tests/province

env: ## .env for docker-compose.yml, with secrets made anew 生成密钥
	@$(or $(PYTHON),python3) -m ingest.servers.env_file

.venv/services: .venv/installed requirements-services.lock
	@SECONDS=0
	echo "installing Celery and what it needs …"
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-services.lock
	touch $@
	echo "installed in $$SECONDS s"

test-services: .venv/services ## run docker-compose.yml's services from packages, with faults in the night 检验多机部署
	@$(BIN)/pytest -n0 tests/services

pictures: .venv-superset/browser ## docs/pictures from the dashboards that are up 更新看板截图
	@PYTHONPATH=$(CURDIR) $(SUPERSET)/python -m dashboards.look http://127.0.0.1:$(DASHBOARDS_PORT) \
	  $${JIXIAO_HOME:-var}/superset/admin_password --browser $(BROWSER) --pictures docs/pictures >/dev/null

test: lint .venv/ocr ## every check: lint, then all tests 全部检查
	@$(BIN)/pytest -n auto --dist loadscope --no-loadscope-reorder

lint: .venv/installed ## ruff, mypy, import layers, sqlfluff, dbt parse 静态检查
	@check() {
	  local name=$$1 begun=$$SECONDS log=".venv/lint-$${1// /-}.log"; shift
	  if "$$@" >"$$log" 2>&1; then printf '%-24sok (%d s)\n' "$$name" $$((SECONDS - begun))
	  else printf '%-24sfailed\n' "$$name"; cat "$$log"; return 1; fi
	}
	trap wait EXIT
	check "mypy" $(BIN)/mypy &
	check "ruff check" $(BIN)/ruff check .
	check "ruff format" $(BIN)/ruff format --check .
	check "imports" $(BIN)/lint-imports --no-cache
	check "dbt parse" env $(NO_WAREHOUSE) $(BIN)/dbt parse --project-dir dbt_project \
	  --profiles-dir dbt_project --target-path $(CURDIR)/.venv/dbt --log-path $(CURDIR)/.venv/dbt
	check "sqlfluff" env $(NO_WAREHOUSE) $(BIN)/sqlfluff lint --processes 0 dbt_project/models
	wait $$!

lock: .venv/installed ## resolve pyproject.toml into the locks anew 更新锁文件
	@SECONDS=0
	$(UV) pip compile --quiet pyproject.toml --extra dev --extra dashboards --extra metrics --extra s3 --universal --python-version 3.11 \
	  --generate-hashes --custom-compile-command "make lock" -o requirements.lock
	$(UV) pip compile --quiet pyproject.toml --extra ocr --universal --python-version 3.11 \
	  --constraints requirements.lock --generate-hashes --custom-compile-command "make lock" \
	  -o requirements-ocr.lock
	$(UV) pip compile --quiet pyproject.toml --extra services --universal --python-version 3.11 \
	  --constraints requirements.lock --generate-hashes --custom-compile-command "make lock" \
	  -o requirements-services.lock
	echo "locks resolved in $$SECONDS s; make install, make ocr and make test-services bring them in"

lock-dashboards: .venv/installed ## resolve what Superset needs anew 更新看板锁文件
	@SECONDS=0
	options="--universal --python-version 3.11 --exclude-newer 2026-05-15 --generate-hashes"
	$(UV) pip compile --quiet dashboards/requirements.in $$options \
	  --custom-compile-command "make lock-dashboards" -o dashboards/requirements.lock
	$(UV) pip compile --quiet dashboards/requirements-test.in $$options \
	  --constraints dashboards/requirements.lock \
	  --custom-compile-command "make lock-dashboards" -o dashboards/requirements-test.lock
	echo "both locks resolved in $$SECONDS s"

clean: ## remove caches and the virtual environment; data in var/ stays 清理
	@rm -rf .venv .venv-superset .mypy_cache .ruff_cache .pytest_cache .hypothesis dbt_project/target dbt_project/logs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	echo "removed; the data in var/ stays"
