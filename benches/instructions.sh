#!/usr/bin/env bash
# Counts the machine instructions of a fixed small study under callgrind, so that a change of speed shows without a clock.
#
# Two runs of the baseline, with 2 and with 102 replicates: the difference over a hundred is the cost of one history, the
# rest is start-up. People who set out vary by a quarter between histories: the mean of a hundred has an error of 2 to 3 %,
# that of a few would tell their luck. Prints one table and compares it with the one in docs/performance.md; instruction
# counts do not depend on how busy the machine is, and hardly on which machine it is. Takes some minutes.
#
#   benches/instructions.sh             compare; exit code 5 if a row in bold grew by more than 2 %
#   benches/instructions.sh --record    write the table to docs/performance.md, with the figures before beside it
#
# STRAIT=path uses a program that is already built; otherwise `cargo build --release` builds it. Installs nothing.
set -euo pipefail
export LC_ALL=C

record=no
case "${1:-}" in
  "") ;;
  --record) record=yes ;;
  *) echo "usage: benches/instructions.sh [--record]" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."
page=docs/performance.md
if ! command -v valgrind > /dev/null; then
  echo "valgrind is not installed: on Debian and Ubuntu it is the package 'valgrind'; nothing was measured" >&2
  exit 1
fi
if [ -z "${STRAIT:-}" ]; then
  cargo build --release --quiet
  STRAIT="${CARGO_TARGET_DIR:-target}/release/strait"
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

count() { # replicates
  echo "counting the instructions of a study of $1 replicates ..." >&2
  valgrind --tool=callgrind --compress-strings=no --compress-pos=no --callgrind-out-file="$place/$1" \
    "$STRAIT" run scenarios/baseline.toml --seed 20241104 --replicates "$1" --block-size 2 --threads 1 \
    --out "$place/out" --quiet > /dev/null 2> "$place/said" || { cat "$place/said" >&2; exit 1; }
  rm -rf "$place/out"
}
few=2 many=102
count "$few"
count "$many"

# Rows as `key<TAB>name<TAB>instructions`: sums by function, calls included, and by source file within the histories.
awk -v OFS='\t' -v few="$few" -v many="$many" '
  FNR == 1 { run++ }
  # The compiler may put a function into its caller: what counts is a call that enters a part of the program from outside.
  /^fn=/   { fn = substr($0, 4); day = fn ~ /strait::model::(day|together::History::advance)$/; next }
  /^f[lie]=/ { file = substr($0, 4); next }
  /^cfn=/  { callee = substr($0, 5); next }
  /^calls=/ {
    getline
    sum[run, fn] += $2
    if (enters("strait::report::write_all")) tables[run] += $2
    if (enters("strait::study::(store::Store::write|block::Layout::encode)")) blocks[run] += $2
    if (enters("strait::model::together")) histories[run] += $2
    if (day && callee !~ /strait::model::day$/) add(process_of(callee), $2)
    next
  }
  /^[0-9]/ {
    total[run] += $2
    if (fn ~ /^strait::(model|random)|^libm|^<strait::model/) by_file[run, short(file)] += $2
    if (day) add(file ~ /submodels\// ? process_of_file(file) : "the day itself", $2)
  }
  function enters(part) { return callee ~ part && fn !~ part }
  function add(name, cost) { processes[name]; process[run, name] += cost }
  function process_of(callee) {
    if (callee ~ /strait::model::measures/) return "measures"
    if (match(callee, /submodels::[a-z_]+/)) return substr(callee, RSTART + 11, RLENGTH - 11)
    return "the day itself"
  }
  function process_of_file(file) { sub(/.*submodels\//, "", file); sub(/[.\/].*/, "", file); return file }
  function short(file) {
    if (file ~ /\/library\//) file = "Rust library"
    else if (file ~ /libm-/) file = "libm"
    else sub(/.*\/src\//, "src/", file)
    files[file]
    return file
  }
  function each(kind, key) { return (kind[2, key] - kind[1, key]) / (many - few) }
  END {
    history = (histories[2] - histories[1]) / (many - few)
    OFMT = "%.0f"
    if (history <= 0 || blocks[1] <= 0 || tables[1] <= 0) {
      print "the compiler has hidden the functions that this script looks for" > "/dev/stderr"
      exit 1
    }
    print "gate", "start-up, directory and manifest", total[1] - tables[1] - blocks[1] - histories[1]
    print "gate", "one history", history
    print "gate", "writing it to a block", (blocks[2] - blocks[1]) / (many - few)
    print "gate", "its share of the tables", (tables[2] - tables[1]) / (many - few)
    print "gate", "tables and page, whatever the replicates", tables[1] - few * (tables[2] - tables[1]) / (many - few)
    for (name in processes) if (each(process, name) >= history / 500) print "process", name, each(process, name)
    for (name in files) if (each(by_file, name) >= history / 100) print "file", name, each(by_file, name)
  }' "$place/$few" "$place/$many" | sort -t "$(printf '\t')" -k1,1 -k3,3nr > "$place/rows"
# The rows that are compared keep the order of a run.
{
  grep -P '^gate\tstart' "$place/rows"; grep -P '^gate\tone' "$place/rows"; grep -P '^gate\twriting' "$place/rows"
  grep -P '^gate\tits' "$place/rows"; grep -P '^gate\ttables' "$place/rows"
  grep -P '^process\t' "$place/rows"; grep -P '^file\t' "$place/rows"
} > "$place/ordered"

# The recorded table, as `kind name<TAB>millions`; empty on the first record.
begin='<!-- instructions begin -->' end='<!-- instructions end -->'
awk -F ' *\\| *' -v OFS='\t' -v begin="$begin" -v end="$end" '
  $0 == begin { on = 1 } $0 == end { on = 0 }
  on && $3 ~ /^[0-9.]+$/ { gsub(/\*/, "", $2); print $2, $3 }' "$page" > "$place/recorded"

verdict=0
awk -F '\t' -v recorded="$place/recorded" '
  BEGIN {
    while ((getline line < recorded) > 0) { split(line, part, "\t"); before[part[1]] = part[2] }
    print "| instructions, millions | now | before | change |"
    print "| --- | ---: | ---: | ---: |"
  }
  {
    name = $1 == "process" ? "of which `" $2 "`" : $1 == "file" ? "lines of `" $2 "`" : $2
    now = sprintf("%.2f", $3 / 1e6)
    was = before[name]
    change = was > 0 ? sprintf("%+.1f %%", 100 * (now / was - 1)) : ""
    if ($1 == "gate" && was > 0 && now > 1.02 * was) grown = 5
    printf "| %s | %s | %s | %s |\n", $1 == "gate" ? "**" name "**" : name, now, was, change
  }
  END { exit grown }' "$place/ordered" > "$place/table" || verdict=$?
cat "$place/table"

if [ "$record" = yes ]; then
  awk -v table="$place/table" -v begin="$begin" -v end="$end" '
    $0 == end { on = 0 }
    !on { print }
    $0 == begin { on = 1; seen = 1; while ((getline line < table) > 0) print line }
    END { exit !seen }' "$page" > "$place/page" || { echo "$page has no line '$begin'" >&2; exit 1; }
  cat "$place/page" > "$page"
  echo "recorded in $page" >&2
elif [ "$verdict" -ne 0 ]; then
  echo "a row in bold grew by more than 2 %: find out why, or record it with --record and say why" >&2
  exit "$verdict"
fi
