package gazetteer

import (
	"encoding/binary"
	"hash/crc32"
)

// Plain is plain, for tests.
var Plain = plain

// HeaderSize is headerSize, for tests.
const HeaderSize = headerSize

// Seal gives a compiled file the length and the checksum that it should have.
func Seal(data []byte) []byte {
	if len(data) >= headerSize {
		binary.LittleEndian.PutUint64(data[16:], uint64(len(data)))
		binary.LittleEndian.PutUint32(data[12:], crc32.Checksum(data[16:], castagnoli))
	}
	return data
}
