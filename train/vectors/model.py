"""Test vectors of the network: tiny models with random weights in the layout of
Hugging Face, and the logits that transformers computes with them.

    python model.py ../../pipeline/encoder/testdata

Folders: bert (with a case embedding), distilbert, and int8, which is bert with
its matrices rounded to integers. Each holds logits.json: texts, and for each
the logits of all pieces, [CLS] and [SEP] included. The ones of int8 come from
the same rounding of activations, in float64.
"""

import json
import pathlib
import sys
import unicodedata

import torch
from safetensors.torch import save_file
from tokenizers import BertWordPieceTokenizer
from transformers import BertConfig, BertForTokenClassification, DistilBertConfig, DistilBertForTokenClassification

LABELS = ["O", "B-PERSON", "I-PERSON", "B-ORGANISATION", "I-ORGANISATION", "B-PLACE", "I-PLACE"]
TEXTS = [
    "Ann Lee left Lisbon.",
    "ALL CAPITALS\nand a Second line, McTavish & Co. of U.S.\n\n3rd 1990 A4 €5 (Zürich)",
    "unbelievably internationalised words that the vocabulary cuts into many pieces",
    "x",
    "",
]
VOCAB = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~",
         *"abcdefghijklmnopqrstuvwxyz0123456789€é", *("##" + c for c in "abcdefghijklmnopqrstuvwxyz0123456789"),
         "the", "of", "and", "ann", "lee", "left", "words", "that", "##ed", "##ing", "##tion", "second", "un", "##iev", "##abl"]


def case_class(word):
    letters = [c for c in word if c.isalpha()]
    upper = [unicodedata.category(c) in ("Lu", "Lt") for c in letters]
    digits = [c for c in word if c.isdecimal()]
    if len(word) == 1 and (unicodedata.category(word)[0] == "P" or word in "$+<=>^`|~"):
        return 1
    if len(digits) == len(word):
        return 2
    if digits and letters:
        return 3
    if not letters:
        return 4
    if len(letters) == 1 and upper[0]:
        return 7
    if all(upper):
        return 6
    if not any(upper):
        return 5
    return 8 if upper[0] and sum(upper) == 1 else 9


def encode(tokenizer, text):
    """Ids and case rows of a text's pieces, [CLS] and [SEP] included."""
    e = tokenizer.encode(text, add_special_tokens=False)
    spans = {}
    for word, (a, b) in zip(e.word_ids, e.offsets):
        spans[word] = (min(spans.get(word, (a, b))[0], a), b)
    rows, before, end = [], None, 0
    for word in e.word_ids:
        if word != before:
            a, b = spans[word]
            newline = before is None or "\n" in text[end:a]
            row, end = case_class(text[a:b]) + 20 * newline, b
        rows.append(row + (10 if word == before else 0))
        before = word
    return [2, *e.ids, 3], [0, *rows, 0]


def rounded(x):
    """Integers and scales of the rows of x."""
    top = x.abs().amax(-1, keepdim=True)
    top[top == 0] = 1
    return torch.round(x * (127 / top)).clamp(-127, 127), top / 127


def quantise_linears(model):
    """Make the encoder's linear layers work in integers; return their tensors."""
    out = {}
    for name, layer in model.named_modules():
        if not isinstance(layer, torch.nn.Linear) or name == "classifier":
            continue
        q, scale = rounded(layer.weight.data.float())
        out[name + ".weight"] = q.to(torch.int8)
        out[name + ".weight_scale"] = scale.squeeze(-1).contiguous()

        def forward(x, q=q.double(), scale=scale.double().squeeze(-1), bias=layer.bias.data):
            a, s = rounded(x)
            return (a.double() @ q.T * s * scale + bias).to(x.dtype)

        layer.forward = forward
    return out


def randomise(model):
    for name, p in model.named_parameters():
        if p.ndim == 2:
            torch.nn.init.normal_(p, 0, 0.6 if "embeddings" in name else 0.25)
        else:
            torch.nn.init.normal_(p, 1 if "orm.weight" in name else 0, 0.2)


def write(folder, model, config, tokenizer, case, tensors):
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "model.safetensors")
    (folder / "vocab.txt").write_text("".join(v + "\n" for v in VOCAB))
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    answers = []
    for text in TEXTS:
        ids, rows = encode(tokenizer, text)
        x = model.get_input_embeddings()(torch.tensor([ids]))
        if case is not None:
            x = x + case[torch.tensor(rows)]
        with torch.no_grad():
            logits = model(inputs_embeds=x).logits[0]
        answers.append({"text": text, "ids": ids, "case": rows, "logits": [[round(v, 6) for v in row] for row in logits.tolist()]})
    (folder / "logits.json").write_text(json.dumps(answers, separators=(",", ":")) + "\n")


def main():
    out = pathlib.Path(sys.argv[1])
    tokenizer = BertWordPieceTokenizer({v: i for i, v in enumerate(VOCAB)}, lowercase=True)
    labels = {str(i): name for i, name in enumerate(LABELS)}
    sizes = dict(vocab_size=len(VOCAB), max_position_embeddings=128, num_labels=len(LABELS))

    torch.manual_seed(1)
    c = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, **sizes)
    config = {"model_type": "bert", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
              "intermediate_size": 64, "vocab_size": len(VOCAB), "max_position_embeddings": 128, "type_vocab_size": 2,
              "layer_norm_eps": 1e-12, "hidden_act": "gelu", "case_embeddings": 40, "id2label": labels}
    model = BertForTokenClassification(c).eval()
    randomise(model)
    case = torch.randn(40, 32) * 0.5
    tensors = {k: v.contiguous() for k, v in model.state_dict().items() if "position_ids" not in k}
    tensors["bert.embeddings.case_embeddings.weight"] = case
    write(out / "bert", model, config, tokenizer, case, tensors)

    integers = quantise_linears(model)
    table = model.bert.embeddings.word_embeddings.weight
    q, scale = rounded(table.data)
    integers["bert.embeddings.word_embeddings.weight"] = q.to(torch.int8)
    integers["bert.embeddings.word_embeddings.weight_scale"] = scale.squeeze(-1).contiguous()
    table.data = q * scale
    write(out / "int8", model, config, tokenizer, case, tensors | integers)

    c = DistilBertConfig(dim=24, n_layers=2, n_heads=3, hidden_dim=40, **sizes)
    config = {"model_type": "distilbert", "dim": 24, "n_layers": 2, "n_heads": 3, "hidden_dim": 40,
              "vocab_size": len(VOCAB), "max_position_embeddings": 128, "activation": "gelu", "id2label": labels}
    model = DistilBertForTokenClassification(c).eval()
    randomise(model)
    tensors = {k: v.contiguous() for k, v in model.state_dict().items()}
    write(out / "distilbert", model, config, tokenizer, None, tensors)


main()
