//go:build !unix

package pace

import "time"

// now is the time gone by; there is no processor time that is told alike on all
// systems.
func now() time.Duration { return time.Since(started) }
