// SPDX-License-Identifier: Apache-2.0

package btyd

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Report tells how a fit went, and what the data do not tell.
type Report struct {
	Model         string
	Customers     float64 // sum of the weights
	LogLikelihood float64 // in the caller's units, as the papers print it; without any prior
	GradNorm      float64 // largest slope, per customer, by the log of a parameter not at its bound
	Converged     bool    // at an optimum, which may lie at a bound: see Notes
	Iterations    int
	StdErrors     []float64 // in the order of the model's fields; nil where the data leave one open
	Notes         []Note

	logCovariance [][]float64 // of the logs of the parameters on the data's scale; nil as StdErrors
}

// Has reports whether the report carries a note of that code.
func (r Report) Has(c Code) bool {
	for _, n := range r.Notes {
		if n.Code == c {
			return true
		}
	}
	return false
}

// Code names a finding about a fit. Codes are stable; the words are not.
type Code string

// Note is a finding about a fit, in plain words.
type Note struct {
	Code Code
	Text string
}

const (
	// NoRepeats: nobody came back.
	NoRepeats Code = "no-repeats"
	// NoHeterogeneity: customers do not differ in rate, spend or risk.
	NoHeterogeneity Code = "no-heterogeneity"
	// DropoutNotIdentifiable: a model without dropout explains as much.
	DropoutNotIdentifiable Code = "dropout-not-identifiable"
	// NoDropoutHeterogeneity: customers do not differ in their chance to leave.
	NoDropoutHeterogeneity Code = "no-dropout-heterogeneity"
	// NoChurn: nobody has left.
	NoChurn Code = "no-churn-seen"
	// ShapeNotIdentifiable: too few renewals to tell whether risk changes with tenure.
	ShapeNotIdentifiable Code = "shape-not-identifiable"
	// InfiniteMean: the fitted spend has no finite population mean (Q <= 1).
	InfiniteMean Code = "infinite-mean-spend"
	// SpendFollowsCount: mean spend is correlated with the number of events.
	SpendFollowsCount Code = "spend-follows-count"
	// WeakSpend: no customer has two amounts to compare.
	WeakSpend Code = "weak-spend"
	// AtBound: a parameter went to zero or infinity and was stopped.
	AtBound Code = "at-bound"
	// WideErrors: a parameter is known to no better than a factor of e.
	WideErrors Code = "wide-errors"
)

// ErrNotConverged is wrapped by the error of a fit that stopped short of an
// optimum. The model and the report returned beside it say where it stopped.
var ErrNotConverged = errors.New("the fit did not converge")

// Option changes a fit.
type Option func(*options)

type options struct {
	priorSD float64
	k       int
	kGiven  bool
}

func chosen(opts []Option) (o options) {
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// WithPrior draws the log of every parameter towards 0 as a normal prior of
// that standard deviation, with time in units of the median age and money in
// units of the median spend. So it carries no unit; 2 or 3 is weak, and
// keeps a small or ridged data set off the bounds.
func WithPrior(sd float64) Option { return func(o *options) { o.priorSD = sd } }

// fitting is one fit: a model's likelihood and where to start from.
type fitting struct {
	model  string
	names  []string // of the parameters, as the paper writes them
	like   likelihood
	weight float64
	opts   []Option
}

// run searches from every start and reports the best end. The parameters are
// on the data's scale: the model's fit puts them, StdErrors and
// LogLikelihood back into the caller's units.
func (f fitting) run(starts ...[]float64) ([]float64, Report, error) {
	o := chosen(f.opts)
	rep := Report{Model: f.model, Customers: f.weight}
	if o.priorSD != 0 && !(o.priorSD > 1e-3 && o.priorSD < 1e3) {
		return nil, rep, fmt.Errorf("fit %s: a prior's standard deviation of %g is not within .001 and 1000", f.model, o.priorSD)
	}
	p := &problem{like: f.like, dim: len(f.names), customers: f.weight, priorSD: o.priorSD}
	var best point
	for i, start := range starts {
		at := p.search(start)
		rep.Iterations += at.iterations
		if i == 0 || at.curve.f < best.curve.f {
			best = at
		}
		if best.converged(f.weight) {
			end := best
			p.found = &end
		}
	}
	par := make([]float64, p.dim)
	prior := 0.0
	for i, t := range best.theta {
		par[i] = math.Exp(t)
		if o.priorSD > 0 {
			prior += 0.5 * t * t / (o.priorSD * o.priorSD)
		}
	}
	rep.LogLikelihood = prior - best.curve.f*f.weight
	rep.GradNorm = best.gradNorm
	rep.Converged = best.converged(f.weight)
	f.describe(&rep, &best, par)
	if !rep.Converged {
		return par, rep, fmt.Errorf("fit %s: %w: after %d iterations the slope is %.1e", f.model, ErrNotConverged, rep.Iterations, rep.GradNorm)
	}
	return par, rep, nil
}

// describe adds the standard errors, and the notes that every model has.
func (f fitting) describe(rep *Report, best *point, par []float64) {
	for i, name := range f.names {
		if best.held(i) {
			end := "zero"
			if best.theta[i] > 0 {
				end = "infinity"
			}
			rep.note(AtBound, "%s went to %s and was stopped at %.3g of the data's scale: the data do not bound it.", name, end, par[i])
		}
	}
	if len(best.free()) < len(par) {
		return
	}
	rep.logCovariance = best.curve.covariance(len(par), f.weight)
	for i, row := range rep.logCovariance {
		e := math.Sqrt(row[i])
		switch {
		case e > 5:
			rep.note(WideErrors, "%s is hardly known: the data fit as well with any value of it over many orders of magnitude.", f.names[i])
		case e > 1:
			rep.note(WideErrors, "%s is known to no better than a factor of %.3g either way.", f.names[i], math.Exp(e))
		}
		rep.StdErrors = append(rep.StdErrors, e*par[i]) // delta method
	}
}

// covariance is that of the log parameters from the mean curvature, or nil
// where it is singular.
func (c *curve) covariance(dim int, customers float64) [][]float64 {
	all := make([]int, dim)
	for i := range all {
		all[i] = i
	}
	values, vectors := c.eigen(all)
	top := slices.Max(values)
	out := make([][]float64, dim)
	for i := range out {
		out[i] = make([]float64, dim)
	}
	for k, v := range values {
		if !(v > 1e-12*top && 1/(v*customers) < largest) {
			return nil
		}
		for i := range out {
			for j := range out {
				out[i][j] += vectors[i][k] * vectors[j][k] / (v * customers)
			}
		}
	}
	for i := range out {
		if !(out[i][i] <= largest) {
			return nil
		}
	}
	return out
}

func (r *Report) note(c Code, format string, args ...any) {
	r.Notes = append(r.Notes, Note{c, fmt.Sprintf(format, args...)})
}

// faulty says whose rows could not be fitted.
func faulty(model string, err error) error { return fmt.Errorf("fit %s: %w", model, err) }

// rescale puts parameter i, found on the data's scale, into the caller's units.
func (r *Report) rescale(par []float64, i int, scale float64) {
	par[i] *= scale
	if r.StdErrors != nil {
		r.StdErrors[i] *= scale
	}
}

// homogeneousGamma reports whether a Gamma of that shape varies by less than
// a tenth of its mean: a difference nobody can act on.
func homogeneousGamma(shape float64) bool { return shape > 100 }

// homogeneousBeta is the same of a Beta, neither of whose ends holds mass.
func homogeneousBeta(a, b float64) bool { return b/(a*(a+b+1)) < 0.01 && a > 1 && b > 1 }
