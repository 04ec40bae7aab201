# Re-DocRED marks nationalities ("German") as places. A place of one token that
# is a nationality becomes plain text.
#
#	awk -f redocred.awk demonyms.tsv dev.conll > clean.conll
BEGIN { FS = OFS = "\t" }
FNR == NR { if ($0 !~ /^#/ && $1 != "name") people[$1] = 1; next }
{
	if (held != "" && $2 != "I-LOC") { sub(/\tB-LOC$/, "\tO", held) }
	if (held != "") print held
	held = ""
	if ($2 == "B-LOC" && ($1 in people)) { held = $0; next }
	print
}
END { if (held != "") { sub(/\tB-LOC$/, "\tO", held); print held } }
