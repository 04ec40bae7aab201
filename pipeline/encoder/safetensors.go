package encoder

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/bits"
	"slices"
	"unsafe"
)

// dtype is the element type of a tensor, as safetensors writes it.
type dtype string

const (
	typeF32  dtype = "F32"
	typeF16  dtype = "F16"
	typeBF16 dtype = "BF16"
	typeI8   dtype = "I8"
)

var dtypeSize = map[dtype]uint64{
	typeF32: 4, typeF16: 2, typeBF16: 2, typeI8: 1,
	"F64": 8, "I64": 8, "U64": 8, "I32": 4, "U32": 4, "I16": 2, "U16": 2, "U8": 1, "BOOL": 1,
}

// tensor is one entry of a safetensors file: row-major little-endian elements
// that lie in the file's own bytes.
type tensor struct {
	dtype dtype
	shape []int
	data  []byte
}

// tensors are those of one file, by name.
type tensors map[string]tensor

// maxHeader is the longest header that the safetensors library accepts.
const maxHeader = 100_000_000

// readTensors reads the safetensors format (github.com/huggingface/safetensors):
// eight bytes of header length, a JSON object of name → dtype, shape and byte
// range, and the elements. Nothing is copied: tensors point into file. Every
// entry is checked against the file's length, all faults are reported at once.
func readTensors(file []byte) (tensors, error) {
	if len(file) < 8 {
		return nil, fmt.Errorf("not a safetensors file: %d bytes", len(file))
	}
	length := binary.LittleEndian.Uint64(file)
	if length > maxHeader || length > uint64(len(file)-8) {
		return nil, fmt.Errorf("truncated, or not a safetensors file: a header of %d bytes in a file of %d", length, len(file))
	}
	header, body := file[8:8+length], file[8+length:]
	decoder := json.NewDecoder(bytes.NewReader(header))
	var entries map[string]json.RawMessage
	if err := decoder.Decode(&entries); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("header: more than one JSON value")
	}
	delete(entries, "__metadata__")

	out := make(tensors, len(entries))
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		t, err := readTensor(entries[name], body)
		if err != nil {
			errs = append(errs, fmt.Errorf("tensor %s: %w", name, err))
			continue
		}
		out[name] = t
	}
	return out, joinSome(errs)
}

func readTensor(entry json.RawMessage, body []byte) (tensor, error) {
	var wire struct {
		DType   dtype     `json:"dtype"`
		Shape   []uint64  `json:"shape"`
		Offsets [2]uint64 `json:"data_offsets"`
	}
	if err := json.Unmarshal(entry, &wire); err != nil {
		return tensor{}, err
	}
	size, ok := dtypeSize[wire.DType]
	if !ok {
		return tensor{}, fmt.Errorf("dtype %q is not known", wire.DType)
	}
	from, to := wire.Offsets[0], wire.Offsets[1]
	if from > to || to > uint64(len(body)) {
		return tensor{}, fmt.Errorf("bytes %d to %d lie outside the data of %d bytes", from, to, len(body))
	}
	shape := make([]int, len(wire.Shape))
	for i, n := range wire.Shape {
		hi, lo := bits.Mul64(size, n)
		if hi != 0 || lo > math.MaxInt64 || n > math.MaxInt32 {
			return tensor{}, fmt.Errorf("shape %d is too large", wire.Shape)
		}
		size, shape[i] = lo, int(n)
	}
	if size != to-from {
		return tensor{}, fmt.Errorf("shape %d of %s takes %d bytes, not the %d of %d to %d", shape, wire.DType, size, to-from, from, to)
	}
	return tensor{wire.DType, shape, body[from:to:to]}, nil
}

// joinSome joins errors, but not so many that nobody would read them.
func joinSome(errs []error) error {
	const most = 20
	if len(errs) > most {
		errs = append(errs[:most:most], fmt.Errorf("and %d more faults of this kind", len(errs)-most))
	}
	return errors.Join(errs...)
}

var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// floats is the tensor as float32: the file's own bytes where their type,
// alignment and byte order allow, otherwise converted. A number that is not
// finite is an error.
func (t tensor) floats() ([]float32, error) {
	var out []float32
	switch t.dtype {
	case typeF32:
		n := len(t.data) / 4
		if p := unsafe.SliceData(t.data); littleEndian && n > 0 && uintptr(unsafe.Pointer(p))%4 == 0 {
			out = unsafe.Slice((*float32)(unsafe.Pointer(p)), n)
			break
		}
		out = make([]float32, n)
		for i := range out {
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(t.data[4*i:]))
		}
	case typeBF16:
		out = make([]float32, len(t.data)/2)
		for i := range out {
			out[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(t.data[2*i:])) << 16)
		}
	case typeF16:
		out = make([]float32, len(t.data)/2)
		for i := range out {
			out[i] = fromHalf(binary.LittleEndian.Uint16(t.data[2*i:]))
		}
	default:
		return nil, fmt.Errorf("is %s, not F32, F16 or BF16", t.dtype)
	}
	for i, x := range out {
		if math.Float32bits(x)&0x7f800000 == 0x7f800000 {
			return nil, fmt.Errorf("element %d is %v", i, x)
		}
	}
	return out, nil
}

// int8s is an I8 tensor as it lies in the file. The value -128, which symmetric
// quantisation does not use, is an error.
func (t tensor) int8s() ([]int8, error) {
	if t.dtype != typeI8 {
		return nil, fmt.Errorf("is %s, not I8", t.dtype)
	}
	if i := bytes.IndexByte(t.data, 0x80); i >= 0 {
		return nil, fmt.Errorf("element %d is -128; quantised weights lie between -127 and 127", i)
	}
	return unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(t.data))), len(t.data)), nil
}

// fromHalf widens an IEEE 754 half.
func fromHalf(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&0x1f), uint32(h&0x3ff)
	switch exponent {
	case 0: // zero or subnormal: fraction · 2⁻²⁴, which is exact
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)*(1.0/(1<<24))))
	case 0x1f:
		return math.Float32frombits(sign | 0x7f800000 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | fraction<<13)
}
