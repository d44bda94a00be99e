#!/usr/bin/env bash
# Installs the programs that tests open results with: a browser, R, and Python with pandas, polars, DuckDB and matplotlib.
# They go to the system (as root, by apt) and to target/outside. What cannot be had is named; its tests then say that they
# are skipped.
set -uo pipefail
cd "$(dirname "$0")/../.."
place=target/outside
mkdir -p "$place"

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v Rscript >/dev/null || missing+=(r-base-core)
command -v npm >/dev/null || missing+=(nodejs npm)
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
if [ ${#missing[@]} -gt 0 ]; then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
      || echo "not installed: ${missing[*]}"
  else
    echo "not installed, for lack of apt or of rights: ${missing[*]}"
  fi
fi

if [ ! -x "$place/python/bin/python" ]; then
  python3 -m venv "$place/python" || echo "not made: a Python environment"
fi
"$place/python/bin/python" -c 'import pandas, polars, duckdb, matplotlib' 2>/dev/null \
  || "$place/python/bin/pip" install -q pandas polars duckdb matplotlib || echo "not installed: pandas, polars, duckdb, matplotlib"
if [ ! -d "$place/node_modules/playwright-core" ]; then
  npm install --silent --no-save --prefix "$place" playwright-core || echo "not installed: playwright-core"
fi
