package report

import (
	"bytes"
	"fmt"

	"rollcall/eval"
)

// Details are what is shown of the first system after its figures, over all
// gold files together.
type Details struct {
	// Keys are what the result is cut into slices by, a table for each.
	Keys []eval.Key
	// Thresholds shows what is left when answers with low scores are left out,
	// and Calibration whether scores are probabilities.
	Thresholds, Calibration bool
	// Faults picks the errors that are shown.
	Faults eval.FaultFilter
	// Surfaces is how many surfaces that errors are of are listed, those first
	// whose repair would give most: none if 0, all if negative.
	Surfaces int
}

// details are worked out of a result.
type details struct {
	system       string
	result       *eval.Result
	slices       []eval.Slices
	thresholds   *eval.Thresholds
	calibrations *eval.Calibration
	faults       *faults
}

// newDetails works out the details. Slices, thresholds and calibration are by
// the first scheme that is shown, or strict where none is.
func newDetails(s Scored, o Options) details {
	out := details{system: s.Name, result: s.Result}
	scheme := eval.Strict
	if len(o.Schemes) > 0 {
		scheme = o.Schemes[0]
	}
	for _, k := range o.Details.Keys {
		out.slices = append(out.slices, s.Result.Slices(scheme, k, o.Infer))
	}
	if o.Details.Thresholds {
		t := s.Result.Thresholds(scheme, o.Infer)
		out.thresholds = &t
	}
	if o.Details.Calibration {
		c := s.Result.Calibration(scheme, o.Infer)
		out.calibrations = &c
	}
	if o.Errors != 0 || o.Details.Surfaces != 0 {
		out.faults = newFaults(s.Result, o)
	}
	return out
}

// section is a part of the details: a title, tables and what is said of them.
type section struct {
	title string
	grids []grid
	notes []string
	warn  []string
}

// sections are all details but the contexts of errors. Only a terminal has a
// use for plots.
func (d details) sections(plots bool) []section {
	var out []section
	for i, s := range d.slices {
		out = append(out, sliceSection(s))
		if i == len(d.slices)-1 && s.Level > 0 {
			out[i].notes = append(out[i].notes, sliceLegend(s))
		}
	}
	if d.thresholds != nil {
		out = append(out, thresholdSections(*d.thresholds)...)
	}
	if d.calibrations != nil {
		out = append(out, calibrationSections(*d.calibrations, plots)...)
	}
	if d.faults != nil {
		out = append(out, d.faults.sections(d.system)...)
	}
	return out
}

func (d details) writeTable(out *bytes.Buffer, ink ink) error {
	for _, s := range d.sections(true) {
		fmt.Fprintf(out, "\n%s\n", head(s.title, screen))
		for _, g := range s.grids {
			out.WriteByte('\n')
			if err := draw(out, g, ink); err != nil {
				return err
			}
		}
		for i, note := range s.notes {
			if i == 0 {
				out.WriteByte('\n')
			}
			fmt.Fprintf(out, "%s\n", note)
		}
		for i, warning := range s.warn {
			if i == 0 {
				out.WriteByte('\n')
			}
			fmt.Fprintf(out, "%s %s\n", ink.warning("warning:"), plain(warning))
		}
	}
	if d.faults != nil {
		d.faults.list(out, ink)
	}
	return nil
}

func (d details) writeMarkdown(out *bytes.Buffer) error {
	for _, s := range d.sections(false) {
		fmt.Fprintf(out, "\n%s\n", escape(s.title))
		for _, g := range s.grids {
			out.WriteByte('\n')
			if err := markdownTable(out, g); err != nil {
				return err
			}
		}
		for _, note := range s.notes {
			fmt.Fprintf(out, "\n%s\n", escape(note))
		}
		for i, warning := range s.warn {
			if i == 0 {
				out.WriteByte('\n')
			}
			fmt.Fprintf(out, "- Warning: %s\n", escape(warning))
		}
	}
	if d.faults != nil {
		d.faults.listMarkdown(out)
	}
	return nil
}

// csv are the lines of the one table that a CSV file has room for: the errors
// if they are asked for, otherwise the first of the details that is. ok is false
// where there are none.
func (d details) csv() (lines [][]string, ok bool) {
	switch {
	case d.faults != nil && d.faults.listed:
		return csvFaults(d.faults.shown), true
	case d.faults != nil:
		return csvSurfaces(d.faults), true
	case len(d.slices) > 0:
		return csvSlices(d.slices), true
	case d.thresholds != nil:
		return csvThresholds(*d.thresholds), true
	case d.calibrations != nil:
		return csvCalibration(*d.calibrations), true
	}
	return nil, false
}

// jsonDetails are the keys of a JSON report that details add.
type jsonDetails struct {
	Slices      []jsonSlices     `json:"slices,omitempty"`
	Thresholds  *jsonThresholds  `json:"thresholds,omitempty"`
	Calibration *jsonCalibration `json:"calibration,omitempty"`
	Repairs     *jsonRepairs     `json:"repairs,omitempty"`
}

func (d details) json() jsonDetails {
	var out jsonDetails
	for _, s := range d.slices {
		out.Slices = append(out.Slices, newJSONSlices(s))
	}
	if d.thresholds != nil {
		out.Thresholds = newJSONThresholds(*d.thresholds)
	}
	if d.calibrations != nil {
		out.Calibration = newJSONCalibration(*d.calibrations)
	}
	if d.faults != nil {
		out.Repairs = newJSONRepairs(d.faults)
	}
	return out
}

// seriesName is what a type is called in tables; all types together are micro.
func seriesName(t string) string {
	if t == "" {
		return "micro"
	}
	return t
}

// head is s, or its beginning with an ellipsis after it if it has more letters
// than there is room for.
func head(s string, room int) string {
	letters := []rune(s)
	if len(letters) <= room {
		return s
	}
	return string(letters[:room-1]) + "…"
}
