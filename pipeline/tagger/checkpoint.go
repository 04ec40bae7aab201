package tagger

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
)

const checkpointMagic = "rollcall checkpoint 1\n\x00\x00" // 24 bytes

// state is where one phase of training stands after an epoch.
type state struct {
	epoch int // epochs done
	at    int // the best epoch, counted from 1
	best  float64
	kept  *learner // its weights; nil where none is best yet
}

// print identifies a phase of a training run: a checkpoint of another run, or
// of the same with other settings or documents, is of no use.
func (t *trainer) print(phase string, l *learner, samples []*sample, epochs int) (uint32, error) {
	head, err := json.Marshal(t.Options)
	if err != nil {
		return 0, err
	}
	sum := crc32.NewIEEE()
	fmt.Fprintf(sum, "%s %s %d %d %d %d\n", head, phase, epochs, featureVersion, len(l.weights), len(samples))
	var buf []byte
	for _, s := range samples {
		buf = append(buf[:0], s.gold...)
		buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(s.weight))
		for _, id := range s.ids {
			buf = binary.LittleEndian.AppendUint32(buf, id)
		}
		sum.Write(buf)
	}
	return sum.Sum32(), nil
}

func (t *trainer) checkpointFile(phase string) string {
	return filepath.Join(t.Checkpoints, strings.ReplaceAll(phase, " ", "-")+".checkpoint")
}

// save writes the state of a phase; a run that is cut off while it writes
// leaves the state before.
func (t *trainer) save(phase string, print uint32, l *learner, s state) error {
	if t.Checkpoints == "" {
		return nil
	}
	out := []byte(checkpointMagic)
	out = binary.LittleEndian.AppendUint32(out, print)
	flag := uint32(0)
	if s.kept != nil {
		flag = 1
	}
	for _, v := range []uint32{uint32(s.epoch), uint32(s.at), flag} {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	out = binary.LittleEndian.AppendUint64(out, math.Float64bits(s.best))
	parts := []any{l.weights, l.square, l.tr.start, l.tr.pair, l.trStart, l.trPair}
	if s.kept != nil {
		parts = append(parts, s.kept.weights, s.kept.tr.start, s.kept.tr.pair)
	}
	var err error
	for _, p := range parts {
		if out, err = binary.Append(out, binary.LittleEndian, p); err != nil {
			return err
		}
	}
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(out))
	name := t.checkpointFile(phase)
	if err := os.WriteFile(name+".new", out, 0o666); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// resume reads the state of a phase into l. Without a checkpoint it is the
// beginning.
func (t *trainer) resume(phase string, print uint32, l *learner) (state, error) {
	s := state{best: -1}
	if t.Checkpoints == "" || !t.Resume {
		return s, nil
	}
	name := t.checkpointFile(phase)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	damaged := fmt.Errorf("%s: damaged checkpoint; delete it to train this phase again", name)
	body := len(data) - 4
	if body < len(checkpointMagic)+24 || string(data[:len(checkpointMagic)]) != checkpointMagic ||
		crc32.ChecksumIEEE(data[:body]) != binary.LittleEndian.Uint32(data[body:]) {
		return s, damaged
	}
	d := data[len(checkpointMagic):body]
	if binary.LittleEndian.Uint32(d) != print {
		return s, fmt.Errorf("%s: checkpoint of a run with other documents or settings; delete it or begin in another folder", name)
	}
	s.epoch, s.at = int(binary.LittleEndian.Uint32(d[4:])), int(binary.LittleEndian.Uint32(d[8:]))
	parts := []any{l.weights, l.square, l.tr.start, l.tr.pair, l.trStart, l.trPair}
	if binary.LittleEndian.Uint32(d[12:]) == 1 {
		s.kept = l.copyTo(nil)
		parts = append(parts, s.kept.weights, s.kept.tr.start, s.kept.tr.pair)
	}
	s.best = math.Float64frombits(binary.LittleEndian.Uint64(d[16:]))
	d = d[24:]
	for _, p := range parts {
		n, err := binary.Decode(d, binary.LittleEndian, p)
		if err != nil {
			return s, damaged
		}
		d = d[n:]
	}
	l.tr.update()
	return s, nil
}
