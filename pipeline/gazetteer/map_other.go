//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package gazetteer

import (
	"errors"
	"os"
)

func mapFile(*os.File) ([]byte, error) { return nil, errors.ErrUnsupported }
