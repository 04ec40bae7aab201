"""Scores two tag files with another scorer, as its users do, and says how long what took.

    score.py SCORER GOLD ANSWERS

SCORER is seqeval (classification_report on tags), nervaluate (Evaluator, all its schemes, on
lists of tags) or seqscore (what its command does). Times are of the processor; reading is from
the files to what the scorer takes. Prints one JSON object.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")
scorer, gold_path, answers_path = sys.argv[1:]


def tags(path):
    """The tags of each sentence."""
    sentences, current = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("-DOCSTART-"):
                continue
            if line:
                current.append(line.rsplit(" ", 1)[1])
            elif current:
                sentences.append(current)
                current = []
    if current:
        sentences.append(current)
    return sentences


if scorer == "seqeval":
    from seqeval.metrics import classification_report

    begin = time.process_time()
    gold, answers = tags(gold_path), tags(answers_path)
    read = time.process_time()
    f1 = classification_report(gold, answers, output_dict=True, zero_division=0)["micro avg"]["f1-score"]
elif scorer == "nervaluate":
    from nervaluate import Evaluator

    begin = time.process_time()
    gold, answers = tags(gold_path), tags(answers_path)
    labels = sorted({tag[2:] for sentence in gold for tag in sentence if tag != "O"})
    read = time.process_time()
    f1 = Evaluator(gold, answers, tags=labels, loader="list").evaluate()["overall"]["strict"].f1
elif scorer == "seqscore":
    from seqscore.conll import LineSpec, ingest_conll_file
    from seqscore.scoring import compute_scores

    def documents(path):
        return ingest_conll_file(
            path, "BIO", "utf-8", LineSpec(0, -1), ignore_document_boundaries=False, allow_comment_lines=False, quiet=True
        )

    begin = time.process_time()
    gold, answers = documents(gold_path), documents(answers_path)
    read = time.process_time()
    f1 = compute_scores(answers, gold)[0].f1
else:
    sys.exit(f"unknown scorer {scorer}")
end = time.process_time()
print(json.dumps({"read": read - begin, "score": end - read, "f1": float(f1)}))
