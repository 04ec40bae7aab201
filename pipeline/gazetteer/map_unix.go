//go:build linux || darwin || freebsd || netbsd || openbsd

package gazetteer

import (
	"errors"
	"os"
	"syscall"
)

// mapFile maps a file into memory for as long as the program runs.
func mapFile(f *os.File) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	n := info.Size()
	if n <= 0 || n != int64(int(n)) || !info.Mode().IsRegular() {
		return nil, errors.New("not a file that can be mapped")
	}
	return syscall.Mmap(int(f.Fd()), 0, int(n), syscall.PROT_READ, syscall.MAP_PRIVATE)
}
