# Brings a CoNLL file nearer to the guideline: a "the" in front of a name becomes
# plain text, and so does a place of one token that is a nationality ("German"),
# which Re-DocRED marks.
#
#	awk -f clean.awk demonyms.tsv train.conll > clean.conll
BEGIN { FS = OFS = "\t" }
FNR == NR { if ($0 !~ /^#/ && $1 != "name") people[$1] = 1; next }
{
	type = substr($2, 3)
	if (the != "" && $2 == "I-" the) $2 = "B-" the
	the = ""
	if (held != "" && $2 != "I-LOC") sub(/\tB-LOC$/, "\tO", held)
	if (held != "") print held
	held = ""
	if ($1 == "the" && $2 ~ /^B-/) { the = type; $2 = "O" }
	if ($2 == "B-LOC" && ($1 in people)) { held = $0; next }
	print
}
END { if (held != "") { sub(/\tB-LOC$/, "\tO", held); print held } }
