package main

import (
	"fmt"
	"io"
	"runtime"
	"time"
)

// report prints the table and says which bars were missed.
func report(w io.Writer, pipelines []string, results map[string]*figures, in input) (missed []string) {
	speed := func(name string) float64 {
		if f := results[name]; f != nil {
			return float64(in.words) / median(f.cpu).Seconds()
		}
		return 0
	}
	baseline := speed("prose")
	fmt.Fprintln(w, "| pipeline | words a second, one core | against prose | start-up | peak memory | two workers |")
	fmt.Fprintln(w, "| --- | ---: | ---: | ---: | ---: | ---: |")
	for _, name := range pipelines {
		f := results[name]
		ratio, scaling := "–", "–"
		if baseline > 0 {
			ratio = fmt.Sprintf("%.1f ×", speed(name)/baseline)
		}
		times := scale(f)
		if times > 0 {
			scaling = fmt.Sprintf("%.2f ×", times)
		}
		fmt.Fprintf(w, "| %s | %s | %s | %d ms | %s | %s |\n",
			name, thousands(speed(name)), ratio, median(f.startUp).Milliseconds(), megabytes(median(f.memory)), scaling)

		switch name {
		case "fast":
			if baseline > 0 && speed(name) < wantRatio*baseline {
				missed = append(missed, fmt.Sprintf("fast is %.1f times as fast as prose, want %.0f", speed(name)/baseline, wantRatio))
			}
		case "default":
			if s := median(f.startUp); s > wantStartUp {
				missed = append(missed, fmt.Sprintf("start-up takes %v, want %v", s.Round(time.Millisecond), wantStartUp))
			}
			if m := median(f.memory); m > wantMemory {
				missed = append(missed, fmt.Sprintf("peak memory is %d MB, want %d", m, wantMemory))
			}
			if times < wantScaling {
				missed = append(missed, fmt.Sprintf("two workers are %.2f times as fast as one, want %.1f", times, wantScaling))
			}
		}
	}
	fmt.Fprintf(w, "\n%s words in %d documents, JSON lines in and out; %s/%s, %s. Medians of %d runs, of %d for start-up (a text of ten words).\n",
		thousands(float64(in.words)), in.documents, runtime.GOOS, runtime.GOARCH, runtime.Version(), rounds, startUps)
	return missed
}

// scale is how many times faster two workers were than one, by the median of
// the rounds; 0 if that was not measured. Pairs stand next to each other in
// time, so their ratio is steadier than the ratio of the medians.
func scale(f *figures) float64 {
	var ratios []int
	for i, two := range f.wall2 {
		ratios = append(ratios, int(1000*f.wall1[i].Seconds()/two.Seconds()))
	}
	return float64(median(ratios)) / 1000
}

// thousands is a number, rounded to three digits, with separators.
func thousands(v float64) string {
	n := int(v + 0.5)
	unit := 1
	for n/unit >= 1000 {
		unit *= 10
	}
	n = (n + unit/2) / unit * unit
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func megabytes(n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("%d MB", n)
}
