//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakMemory is the largest resident set of a finished process in MB. Linux
// counts it in kilobytes, macOS in bytes.
func peakMemory(p *os.ProcessState) int {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int(int64(usage.Maxrss) >> 20)
	}
	return int(int64(usage.Maxrss) >> 10)
}
