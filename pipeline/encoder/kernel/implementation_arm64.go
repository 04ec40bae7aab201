package kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

func implementations() []*implementation {
	var list []*implementation
	if cpu.ARM64.HasASIMDDP {
		list = append(list, &dot)
	}
	return append(list, &neon, &plain)
}

func features() map[string]bool {
	return map[string]bool{"asimd": cpu.ARM64.HasASIMD, "asimddp": cpu.ARM64.HasASIMDDP}
}

var neon = implementation{
	name: "neon",
	rows: 2, panels: 1,
	prepare: prepareSigned,
	tiles:   neonTiles,

	maxAbs: neonMaxAbs, quantise: neonQuantise, gelu: neonGELU,
	max: neonMax, expSum: neonExpSum, scale: neonScale,
	maxColumns: neonMaxColumns, exp2SumColumns: neonExp2SumColumns,
	addSum: neonAddSum, sum: neonSum, deviation: neonDeviation, normalise: neonNormalise,

	floatRows: 4, floatColumns: 1,
	floatTiles: neonFloatTiles,
	transpose:  neonTranspose,
}

// dot is neon but for the product of integers.
var dot = func() implementation {
	im := neon
	im.name = "neondot"
	im.rows, im.tiles = 4, neonDotTiles
	im.prepare = func(w *workspace, a []int8, rows, k int) (unsafe.Pointer, uintptr) {
		return prepareMultiple(w, a, rows, k, 16)
	}
	return im
}()
