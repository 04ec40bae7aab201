"""Training of the encoder that finds people, organisations and places.

The idea: a small pre-trained BERT reads windows of 128 word pieces and gives each
word one of seven tags. It is uncased, so how a word was written is told to it by a
small *case embedding*. A larger network (the teacher) is fine-tuned first; it labels
raw news, and the small one (the student) learns from gold and from those labels.

Every network on disk, whether fetched, trained, quantised or exported, is one and
the same thing: a folder in the Hugging Face layout (`config.json`, `vocab.txt`,
`model.safetensors`), read and written by `folder.py`. Each step writes beside its
result a JSON file of what it did.

Left out on purpose: a CRF (hard constraints in the decoder do as well), sentence
splitting (windows run over whole documents), MONEY (left to rules), the trainers and
data loaders of the large frameworks (what is needed of them is shorter than their
configuration).
"""
