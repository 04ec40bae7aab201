#!/bin/sh
# Builds the tagger's model that ships: the lexicon from unlabelled text and
# name lists, then the weights from annotated corpora. Takes a few minutes on
# one core. The same inputs make the same bytes.
#
#	train/linear/train.sh CORPORA RAW OUT [FLAG...]
#
# CORPORA holds the annotated corpora, one folder each, RAW the unlabelled news;
# the model goes into the folder OUT. Flags are passed on to rollcall train.
# Labels are mapped by the program's own map of the usual public corpora.
# Needs Python 3 besides Go, for the invented sports pages; no package of its.
set -eu
corpora=$1 raw=$2 out=$3
shift 3
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go -C "$here" build -o "$work/" ./cmd/rollcall ./train/linear/lexicon

"$work/lexicon" --gazetteers "$here/pipeline/data/gazetteers" --words "$here/train/linear/words.txt" \
	--clusters "$here/pipeline/data/clusters/news.bin" --out "$work/lexicon.bin" \
	"$raw/news-2012-2020.jsonl.xz" "$raw/bbc_2004_2005.jsonl.xz" "$raw/reuters21578_1987.jsonl.xz" \
	"$corpora/worldwide/train.jsonl" "$corpora/gmb/all.conll.xz" "$corpora/wikigold/all.conll" \
	"$corpora/crossner-politics/train.conll" "$corpora/wnut17/train.conll"

for file in redocred/dev redocred/test btc/a btc/b btc/e btc/f btc/g btc/h wnut17/train; do
	mkdir -p "$work/$(dirname "$file")"
	awk -f "$here/train/linear/clean.awk" "$here/pipeline/data/gazetteers/demonyms.tsv" \
		"$corpora/$file.conll" >"$work/$file.conll"
done

mkdir "$work/sports"
PYTHONPATH="$here/train/encoder" python3 -m reader.sports "$here/pipeline/data/gazetteers" --pages 1000 >"$work/sports/pages.jsonl"

# Messages, abstracts annotated in part by machine, and made-up pages count less.
"$work/rollcall" train \
	"$corpora/worldwide/train.jsonl" "$corpora/wikigold/all.conll" "$corpora/crossner-politics/train.conll" \
	"$work/wnut17" "$work/btc" "$work/redocred" "$work/sports" \
	--split "$corpora/ieer/all.jsonl" --split "$corpora/men/dev.jsonl" --split "$corpora/uner-ewt/dev.jsonl" \
	--dev "$corpora/worldwide/dev.jsonl" --dev "$corpora/crossner-politics/dev.conll" \
	--dev "$corpora/wnut17/dev.conll" --dev "$corpora/conll2003/dev.conll" \
	--weight btc/=0.3 --weight redocred/=0.3 --weight sports/=0.3 \
	--keep-out "$here/gold" --types PERSON,ORGANISATION,PLACE --epochs 8 --lexicon "$work/lexicon.bin" --out "$out" --force "$@"

# As it is embedded; rollcall reads both forms.
zstd -q -19 --force --rm "$out/model.bin" "$out/lexicon.bin"
