#!/usr/bin/env bash
# The large form of every test of trust, on demand. The last result stands in docs/reliability.md.
#
#   tests/campaign.sh            all of it (an hour or so on two cores)
#   tests/campaign.sh same_bytes one part: same_bytes, killed, faults, limits, extremes, or any part of a name, as signals
set -euo pipefail
cd "$(dirname "$0")/.."
part=${1:-}

# Other builds of the same source: they must give the same bytes as the one under test.
if [[ -z $part || $part == same_bytes ]]; then
    cargo build --release
    cargo build --release --target-dir target/native --config 'build.rustflags=["-Ctarget-cpu=native"]'
    export STRAIT_OTHER_PROGRAMS=$PWD/target/release/strait:$PWD/target/native/release/strait
    cargo test --test reliability same_bytes::other_builds -- --nocapture
fi
if [[ -z $part || $part == extremes ]]; then
    cargo test --test extremes -- --ignored --nocapture
fi
# One after another: the times of one must not be those of another.
cargo test --test reliability "$part" -- --ignored --nocapture --test-threads 1
