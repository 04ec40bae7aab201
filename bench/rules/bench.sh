#!/usr/bin/env bash
# What each rule and each list of names that ships is worth, on gold and on the
# development corpora:
#
#	bench/rules/bench.sh CORPORA [PIPELINE] [FORMAT]
#
# CORPORA is the folder of the corpora, as train/ and bench/quality take it.
# Models were trained on four fifths of some of them: of those the fifth that was
# held out is benched apart. What was learnt from altogether is left out. The
# first half of the pipeline is kept in a folder of the user's cache, so that a
# second run, with other rules, takes seconds.
set -euo pipefail
cd "$(dirname "$0")/../.."
corpora=${1:?usage: bench/rules/bench.sh CORPORA [PIPELINE] [FORMAT]}
pipeline=${2:-default}
format=${3:-table}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rollcall/bench
program=$(mktemp -d)/rollcall
trap 'rm -rf "$(dirname "$program")"' EXIT
go build -o "$program" ./cmd/rollcall

unseen=(gold "$corpora"/conll2003/{train,dev,test}.conll "$corpora"/worldwide/dev.jsonl
	"$corpora"/wnut17/dev.conll "$corpora"/gum/news.jsonl "$corpora"/wikineural/val.conll)
held=("$corpora"/ieer/all.jsonl "$corpora"/men/dev.jsonl "$corpora"/uner-ewt/dev.jsonl)
for what in rules gazetteer; do
	for set in "${unseen[*]}" "--held-out ${held[*]}"; do
		# shellcheck disable=SC2086 # words are meant to be split
		"$program" "$what" bench $set --pipeline "$pipeline" --type person,organisation,place \
			--format "$format" --cache "$cache" --quiet
	done
done
