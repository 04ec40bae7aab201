package tags

import (
	"errors"
	"fmt"
)

// mostFaults is how many faults of a file are named: more help nobody, since a
// wrong column makes every line one.
const mostFaults = 20

// faults gathers errors, and counts those that are too many to be named.
type faults struct {
	errs []error
	more int
}

func (f *faults) add(err error) {
	if len(f.errs) < mostFaults {
		f.errs = append(f.errs, err)
	} else {
		f.more++
	}
}

func (f *faults) join() error {
	if f.more > 0 {
		return errors.Join(append(f.errs, fmt.Errorf("and %d more", f.more))...)
	}
	return errors.Join(f.errs...)
}
