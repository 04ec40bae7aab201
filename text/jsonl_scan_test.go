package text

import (
	"reflect"
	"strings"
	"testing"
)

// lines that scan has to read as decode does, or leave to it.
var scanLines = []string{
	`{"id":"a","text":"Ann ran.","mentions":[{"start":0,"end":3,"type":"PERSON","text":"Ann"}]}`,
	`{"id":"a","text":"A\u006en \ud83d\ude42 \"ran\"\n","offsets":"utf16","mentions":[{"end":3,"start":0,"type":"PERSON","score":0.5,"source":{"stage":"rules","rule":"x"}}]}`,
	` { "id" : "a" , "text" : "Ann owes $5" , "mentions" : [ { "start" : 9 , "end" : 11 , "type" : "MONEY" , "money" : {"amount":"5","approx":true}, "entity":"E1" } ] , "source" : {"a":[1,2,"]"]} } `,
	`{"id":"a","text":"Ann","mentions":[{"start":0,"end":3,"type":"PERSON","alt":[{"start":0,"end":2}]}],"entities":[{"id":"E1","type":"PERSON","name":"Ann","mentions":[0]}],"candidates":[{}]}`,
	`{"id":7,"text":"Ann"}`,
	`{"text":"Ann"}`,
	`{"id":"a"}`,
	`{"id":null,"text":"Ann","mentions":null}`,
	`{"id":"a","text":"Ann","text":"Bo","mentions":[]}`,
	`{"id":"a","text":"Ann","mentions":[{"Start":0,"end":3,"type":"P","type":"Q"}]}`,
	`{"id":"a","text":"Ann","mentions":[{"start":0,"end":3.0,"type":"P"},{"start":01,"end":3,"type":"P"}]}`,
	`{"id":"a","text":"Ann","mentions":[{"start":-1,"end":3,"type":""},{"start":2,"end":1,"type":"P"}]}`,
	`{"id":"a","text":"Ann","mentions":[{"start":0,"end":3,"type":"P","score":"high"}]}`,
	`{"id":"a","text":"Ann","mentions":[{"start":0,"end":3,"type":"P","confidence":0.5,"tags":["x"]}],"x":nul}`,
	`{"id":"a","text":"Ann","offsets":"","mentions":[]}`,
	`{"id":"a","text":"Ann","offsets":"words"}`,
	`{"id":"a","text":"\ud83d alone"}`,
	`{"id":"a","text":"Ann"} x`,
	`{"id":"a","text":"Ann",}`,
	"{\"id\":\"a\",\"text\":\"caf\xe9\",\"mentions\":[{\"start\":0,\"end\":4,\"type\":\"P\"}]}",
	"{\"id\":\"a\",\"text\":\"tab\tin it\"}",
	`{"id":"a","text":"Ann","x":1,"x":2}`,
	`{"id":"a","text":"bad \q escape"}`, `{`, `[]`, `"x"`, `{"id":"a\`,
}

// sameAsDecode fails unless both ways of reading a line agree.
func sameAsDecode(t *testing.T, line []byte) {
	t.Helper()
	for _, ignore := range []bool{false, true} {
		r := NewReader(strings.NewReader(""), "x")
		r.IgnoreMentions = ignore
		got, gotErr := r.read(line)
		want, wantErr := r.decode(line)
		if (gotErr == nil) != (wantErr == nil) || gotErr != nil && gotErr.Error() != wantErr.Error() {
			t.Fatalf("%s: error %v, want %v", line, gotErr, wantErr)
		}
		if gotErr == nil && !reflect.DeepEqual(normal(got), normal(want)) {
			t.Fatalf("%s:\n got %+v\nwant %+v", line, got, want)
		}
	}
}

// normal is a document in which empty lists are nil.
func normal(d *Document) Document {
	n := *d
	if len(n.Mentions) == 0 {
		n.Mentions = nil
	}
	if len(n.Entities) == 0 {
		n.Entities = nil
	}
	return n
}

func TestScanIsDecode(t *testing.T) {
	for _, line := range scanLines {
		sameAsDecode(t, []byte(line))
	}
	// The lines that programs write are read without decode.
	for _, line := range scanLines[:4] {
		var s scanned
		if !s.scan([]byte(line), false) {
			t.Errorf("left to decode: %s", line)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, line := range scanLines {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) { sameAsDecode(t, line) })
}
