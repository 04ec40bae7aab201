"""Other scorers, live, beside `rollcall eval`: the same random documents, every digit.

    go build -o rollcall ./cmd/rollcall
    python -m venv venv && venv/bin/pip install -r bench/parity/requirements.txt
    venv/bin/python bench/parity/parity.py --rollcall ./rollcall

Documents are made up anew from a seed, with answers that are wrong in every way, broken tags
among them. Each scorer is asked for all the figures that it and rollcall both have, and every
one is compared to 1e-9. Prints a Markdown table; the exit status is 1 if a figure differs.

nervaluate is compared document by document, since it loses credit for partial pairs from the
second on, and only in documents in which no mention overlaps two: there its figures depend on
the order of the lists. Its rows of types are left out, since they do not add up to its totals.
"""

import argparse
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")

from nervaluate import Evaluator
from seqeval.metrics import accuracy_score, classification_report
from seqeval.scheme import IOB2, IOBES
import spacy
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--rollcall", default="rollcall", help="the program (default: %(default)s)")
parser.add_argument("--documents", type=int, default=200, help="how many documents (default: %(default)s)")
parser.add_argument("--seed", type=int, default=1, help="of the documents (default: %(default)s)")
args = parser.parse_args()

LABELS = ["PER", "ORG", "LOC", "MISC"]
WORDS = "the ferry left Oslo when Ann Lee of Harbour Board signed a bond for Gondor Lines".split()
draw = random.Random(args.seed)


def spans(n):
    """Random spans of n tokens: (label, first, end)."""
    out, at = [], draw.randrange(4)
    while at < n:
        end = min(n, at + 1 + draw.choice([0, 0, 1, 1, 2, 4]))
        out.append((draw.choice(LABELS), at, end))
        at = end + draw.choice([0, 0, 1, 2, 3, 6])
    return out


def answered(gold, n):
    """The spans of an imperfect reader: missed, moved, renamed, split and made up."""
    out, at = [], 0
    for label, first, end in gold:
        if draw.random() < 0.15:
            continue
        if draw.random() < 0.2:
            first += draw.choice([-1, 1])
        if draw.random() < 0.2:
            end += draw.choice([-1, 1])
        if draw.random() < 0.1:
            label = draw.choice(LABELS)
        first, end = max(first, at), min(end, n)
        if first >= end:
            continue
        if end - first > 2 and draw.random() < 0.2:
            out.append((label, first, first + 1))
            first += 1
        out.append((label, first, end))
        at = end
    if not out and n > 2:
        out.append((draw.choice(LABELS), 0, 1))
    return out


def bio(marks, n):
    tags = ["O"] * n
    for label, first, end in marks:
        tags[first:end] = ["B-" + label] + ["I-" + label] * (end - first - 1)
    return tags


def bioes(marks, n):
    tags = bio(marks, n)
    for label, first, end in marks:
        tags[end - 1] = ("S-" if end - first == 1 else "E-") + label
    return tags


def broken(tags):
    """Tags as a tagger without a sense of order gives them."""
    return [t if draw.random() > 0.08 else draw.choice("BI") + "-" + draw.choice(LABELS) for t in tags]


documents = []
for _ in range(args.documents):
    n = draw.randrange(1, 40)
    gold = spans(n)
    documents.append(([draw.choice(WORDS) for _ in range(n)], gold, answered(gold, n)))

tmp = pathlib.Path(tempfile.mkdtemp(prefix="parity-"))


def write(name, sides):
    path = tmp / name
    with path.open("w") as f:
        for (words, _, _), tags in zip(documents, sides):
            f.write("-DOCSTART- O\n\n" + "".join(f"{w} {t}\n" for w, t in zip(words, tags)) + "\n")
    return path


def rollcall(*arguments):
    command = [args.rollcall, "eval", *map(str, arguments), "--format", "json", "--no-intervals"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


rows, failed = [], False


class Compared:
    """The figures of one scorer, and those that differ."""

    def __init__(self, name, what):
        self.name, self.what, self.n, self.differ, self.at = name, what, 0, [], ""

    def same(self, figure, ours, theirs):
        self.n += 1
        ours = 0.0 if ours is None else ours  # others write 0 where there is none
        if not math.isclose(ours, theirs, rel_tol=0, abs_tol=1e-9):
            self.differ.append(f"{self.name}: {self.at}{figure}: rollcall {ours}, the other {theirs}")

    def ratios(self, figure, ours, p, r, f):
        for name, theirs in ("precision", p), ("recall", r), ("f1", f):
            self.same(f"{figure} {name}", ours[name], float(theirs))

    def done(self):
        global failed
        rows.append((self.name, self.what, self.n, self.n - len(self.differ)))
        for line in self.differ[:10]:
            print(line, file=sys.stderr)
        failed = failed or bool(self.differ) or self.n == 0


gold_tags = [bio(g, len(w)) for w, g, _ in documents]
broken_tags = [broken(bio(a, len(w))) for w, _, a in documents]
gold_file, broken_file = write("gold.conll", gold_tags), write("broken.conll", broken_tags)
gold_bioes = [bioes(g, len(w)) for w, g, _ in documents]
bioes_tags = [[t.replace("I-", "E-") if draw.random() < 0.1 else t for t in bioes(a, len(w))] for w, _, a in documents]
gold_bioes_file, bioes_file = write("gold.bioes", gold_bioes), write("answers.bioes", bioes_tags)


def seqeval(name, what, gold, answers, files, arguments, **mode):
    ours = rollcall(files[0], "--predictions", files[1], "--scheme", "conll", *arguments)
    theirs = classification_report(gold, answers, output_dict=True, zero_division=0, **mode)
    c, scheme, tokens = Compared(name, what), ours["schemes"]["conll"], ours["tokens"]
    for row, x in theirs.items():
        mine = {"micro avg": scheme["micro"], "macro avg": scheme["macro"], "weighted avg": tokens["spans"]["weighted"]}.get(row) or scheme["types"][row]
        c.ratios(row, mine, x["precision"], x["recall"], x["f1-score"])
        if row in scheme["types"]:
            c.same(f"{row} support", mine["gold"], x["support"])
    c.same("accuracy", tokens["accuracy"], accuracy_score(gold, answers))
    c.done()


seqeval("seqeval 1.2.2", "default", gold_tags, broken_tags, (gold_file, broken_file), [])
seqeval("seqeval 1.2.2", "strict, IOB2", gold_tags, broken_tags, (gold_file, broken_file), ["--repair", "discard", "--tags", "BIO"], mode="strict", scheme=IOB2)
seqeval("seqeval 1.2.2", "default, BIOES", gold_bioes, bioes_tags, (gold_bioes_file, bioes_file), ["--tags", "BIOES"])
seqeval("seqeval 1.2.2", "strict, IOBES", gold_bioes, bioes_tags, (gold_bioes_file, bioes_file), ["--repair", "discard", "--tags", "BIOES"], mode="strict", scheme=IOBES)


def phrases(tags):
    """Phrases as conlleval's rules for B and I have them."""
    found, open_ = set(), None
    before, kind = "O", ""
    for i, tag in enumerate(tags + ["O"]):
        prefix, _, label = tag.partition("-")
        if open_ is not None and (prefix in "BO" or label != kind):
            found.add((kind, open_, i))
            open_ = None
        if prefix == "B" or prefix == "I" and (before == "O" or label != kind):
            open_ = i
        before, kind = prefix, label
    return found


ours = rollcall(gold_file, "--predictions", broken_file, "--scheme", "conll")
c = Compared("conlleval's rules", "phrases and accuracy")
right = total = 0
counts = {l: [0, 0, 0] for l in LABELS}
for gold, answers in zip(gold_tags, broken_tags):
    g, a = phrases(gold), phrases(answers)
    for l in LABELS:
        of = [{x for x in side if x[0] == l} for side in (g, a)]
        counts[l] = [x + len(y) for x, y in zip(counts[l], (of[0], of[1], of[0] & of[1]))]
    right += sum(x == y for x, y in zip(gold, answers))
    total += len(gold)
for l, (g, a, both) in counts.items():
    mine = ours["schemes"]["conll"]["types"][l]
    for figure, theirs in ("gold", g), ("answers", a), ("tp", both):
        c.same(f"{l} {figure}", mine[figure], theirs)
    c.ratios(l, mine, both / a, both / g, 2 * both / (g + a))
c.same("accuracy", ours["tokens"]["accuracy"], right / total)
c.done()

for repair in "conlleval", "discard":
    ours = rollcall(gold_file, "--predictions", broken_file, "--scheme", "conll", "--repair", repair)
    out = subprocess.run(
        [str(pathlib.Path(sys.executable).with_name("seqscore")), "score", "--labels", "BIO", "--repair-method", repair, "--reference", str(gold_file),
         "--score-format", "delim", "--delim", ",", "--full-precision", "--quiet", str(broken_file)],
        check=True, capture_output=True, text=True).stdout.split("\n")
    c = Compared("SeqScore 0.9.0", f"repair {repair}")
    header = out[0].split(",")
    for line in filter(None, out[1:]):
        x = dict(zip(header, line.split(",")))
        mine = ours["schemes"]["conll"]["micro"] if x["Type"] == "ALL" else ours["schemes"]["conll"]["types"][x["Type"]]
        # Full precision is of its percentages, or of ratios: F1 of the first row tells.
        unit = 100 if max(float(v) for k, v in x.items() if k in ("Precision", "Recall", "F1")) > 1 else 1
        c.ratios(x["Type"], mine, float(x["Precision"]) / unit, float(x["Recall"]) / unit, float(x["F1"]) / unit)
        for figure, key in ("gold", "Reference"), ("answers", "Predicted"), ("tp", "Correct"):
            c.same(f"{x['Type']} {figure}", mine[figure], float(x[key]))
    c.done()


def jsonl(name, side, only=None):
    path = tmp / name
    with path.open("w") as f:
        for i, document in enumerate(documents):
            if only is not None and i != only:
                continue
            words = document[0]
            starts = [sum(len(w) + 1 for w in words[:k]) for k in range(len(words) + 1)]
            mentions = [{"start": starts[a], "end": starts[b] - 1, "type": l} for l, a, b in document[side]]
            f.write(json.dumps({"id": str(i), "text": " ".join(words), "mentions": mentions}) + "\n")
    return path


own = tmp / "own.map"
own.write_text("* = *\n")


def entangled(gold, answers):
    over = lambda x, side: sum(x[1] < y[2] and y[1] < x[2] for y in side)
    return any(over(x, answers) > 1 for x in gold) or any(over(x, gold) > 1 for x in answers)


c = Compared("nervaluate 1.2.1", "strict, exact, partial, type")
for i, (words, gold, answers) in enumerate(documents):
    if not gold or entangled(gold, answers):
        continue
    c.at = f"document {i}: "
    as_dicts = lambda side: [[{"label": l, "start": a, "end": b - 1} for l, a, b in side]]
    theirs = Evaluator(as_dicts(gold), as_dicts(answers), tags=LABELS, loader="dict").evaluate()["overall"]
    ours = rollcall(jsonl("one-gold.jsonl", 1, i), "--predictions", jsonl("one-answers.jsonl", 2, i), "--map", own)["schemes"]
    for scheme, their in ("strict", "strict"), ("exact", "exact"), ("partial", "partial"), ("type", "ent_type"):
        mine, x = ours[scheme]["micro"], theirs[their]
        for figure in "correct", "incorrect", "partial", "missed", "spurious":
            c.same(f"{scheme} {figure}", mine[figure], getattr(x, figure))
        c.ratios(scheme, mine, x.precision, x.recall, x.f1)
c.done()

vocab = spacy.blank("en").vocab
c = Compared("spaCy 3.8 Scorer", "entities by type, exact spans")
examples = []
for words, gold, answers in documents:
    sides = []
    for marks in answers, gold:
        doc = Doc(vocab, words=words)
        doc.set_ents([Span(doc, a, b, label=l) for l, a, b in marks])
        sides.append(doc)
    examples.append(Example(*sides))
theirs = Scorer.score_spans(examples, "ents")
ours = rollcall(jsonl("gold.jsonl", 1), "--predictions", jsonl("answers.jsonl", 2), "--map", own)["schemes"]
c.ratios("all", ours["strict"]["micro"], theirs["ents_p"], theirs["ents_r"], theirs["ents_f"])
for l, x in theirs["ents_per_type"].items():
    c.ratios(l, ours["strict"]["types"][l], x["p"], x["r"], x["f"])
unlabelled = Scorer.score_spans(examples, "ents", labeled=False)
c.ratios("exact", ours["exact"]["micro"], unlabelled["ents_p"], unlabelled["ents_r"], unlabelled["ents_f"])
c.done()

print("| scorer | | figures | the same |")
print("| --- | --- | ---: | ---: |")
for name, what, n, same in rows:
    print(f"| {name} | {what} | {n} | {same} |")
sys.exit(failed)
