#!/bin/sh
# Renews the figures of docs/guide/article-package.md: runs its studies and puts what they print between its markers.
#
#   STRAIT=target/release/strait docs/guide/article-package.sh          the sizes of the page (a quarter of an hour on two cores)
#   QUICK=1 docs/guide/article-package.sh                               small sizes, to see whether it works
#
# Studies go to output/guide, what they print to output/guide/text; what is there is not run again (remove the directory to
# start over). Run it from the root of the repository.
set -eu
strait=${STRAIT:-target/release/strait}
page=docs/guide/article-package.md
out=output/guide
study=scenarios/studies/sensitivity.toml
replicates=200
structures=50
if [ -n "${QUICK:-}" ]; then
    out=output/guide_quick
    replicates=80
    structures=40
    study=scenarios/studies/sensitivity_quick.toml
    sed -e 's/^trajectories = .*/trajectories = 8/; s/^rows = .*/rows = 24/; s/^replicates = 24/replicates = 12/' \
        scenarios/studies/sensitivity.toml > "$study"
    trap 'rm -f "$study"' EXIT
fi
mkdir -p "$out/text"

# tell NAME COMMAND...: runs a command of strait and keeps it with what it prints.
tell() {
    name=$1
    shift
    if [ -e "$out/text/$name" ]; then return; fi
    { echo "\$ strait $*"; "$strait" "$@" --no-progress; } > "$out/text/$name.new"
    mv "$out/text/$name.new" "$out/text/$name"
}
# say NAME COMMAND...: the same for commands that have no progress to show.
say() {
    name=$1
    shift
    { echo "\$ strait $*"; "$strait" "$@"; } > "$out/text/$name"
}

both="scenarios/baseline.toml scenarios/article_package.toml"
# shellcheck disable=SC2086 # two files
tell package run $both --package article_package --replicates "$replicates" --out "$out/package"
say measures decide "$out/package" --parts --target=-1%
# shellcheck disable=SC2086 # two files
tell structures run $both --structures all --replicates "$structures" --out "$out/structures"
say decision decide "$out/structures" --target=-1% --benefit 20000
tell sensitivity sensitivity "$study" --out "$out/sensitivity"

# Between `<!-- begin NAME -->` and `<!-- end NAME -->` stands the text of that name.
awk -v dir="$out/text/" '
    /^<!-- begin [a-z]+ -->$/ {
        print; print "```text"
        while ((getline line < (dir $3)) > 0) print line
        print "```"; skip = 1; next
    }
    /^<!-- end [a-z]+ -->$/ { skip = 0 }
    !skip { print }
' "$page" > "$page.new" && mv "$page.new" "$page"
