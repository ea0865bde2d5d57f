package deals

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// stateWords are words of stages and states by which one is told that is won, or lost.
var stateWords = []struct {
	state string
	words []string
}{
	{lost, []string{"lost", "verloren", "perdu", "perdid", "pers", "dropped", "abandoned", "disqualified", "abgelehnt", "dead"}},
	{won, []string{"won", "gewonnen", "gagn", "ganad", "vint", "gewonnen", "abgeschlossen"}},
}

// stateIn tells by a word whether a deal is open, won or lost; "" where it says neither.
func stateIn(word string) string {
	folded := db.Fold(word)
	if folded == open || folded == "offen" {
		return open
	}
	for _, one := range stateWords {
		for w := range strings.FieldsFuncSeq(folded, func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '/' || r == '(' || r == ')' }) {
			if slices.ContainsFunc(one.words, func(begins string) bool { return strings.HasPrefix(w, begins) }) {
				return one.state
			}
		}
	}
	return ""
}

// stage is where a row says that its deal stands; what is not there yet is made.
func (b *bringing) stage(ctx context.Context, row Row, state string) (at stage, ok bool, err error) {
	said, way := text(row, "stage"), text(row, "pipeline")
	if said == "" {
		if id := number(row, "stage"); id != 0 {
			return b.numbered(row, id)
		}
	}
	if i := strings.LastIndex(said, " ("); i > 0 && strings.HasSuffix(said, ")") { // "Closed Won (Sales Pipeline)"
		if way = cmp.Or(way, strings.TrimSuffix(said[i+2:], ")")); b.find(way) != nil || b.find("") == nil {
			said = said[:i]
		}
	}
	p, err := b.pipeline(ctx, row, way)
	if err != nil || p == nil {
		return at, false, err
	}
	for _, one := range p.Stages {
		if db.Fold(one.Name) == db.Fold(said) && said != "" && (state == "" || state == open || one.State == state) {
			return one, true, nil
		}
	}
	is := cmp.Or(state, stateIn(said), open)
	for _, one := range p.Stages { // one that is won is in the stage for it, whatever it was in before
		if one.State == is && (said == "" || state == is && is != open || is != open && stateIn(said) == is) {
			return one, true, nil
		}
	}
	if is != open && state == is && stateIn(said) == "" {
		said = ""
	}
	if said == "" {
		said = b.by.Say("choice.state." + is)
	}
	one := stage{Pipeline: p.ID, Name: said, State: is, Place: float64(len(p.Stages) + 1), Set: -1}
	one.ID, err = b.make(ctx, row, "stage", Stage.Name, map[string]any{"name": one.Name, "pipeline": p.ID, "place": one.Place, "state": is})
	if err != nil || one.ID == 0 {
		return at, false, err
	}
	p.Stages = append(p.Stages, one)
	return one, true, nil
}

// numbered is the stage of a number.
func (b *bringing) numbered(row Row, id clientele.ID) (stage, bool, error) {
	for _, p := range b.pipelines {
		for _, one := range p.Stages {
			if one.ID == id {
				return one, true, nil
			}
		}
	}
	row.Refuse("stage", clientele.Tell("deals.no-stage"), clientele.Tell("deals.no-stage-remedy"))
	return stage{}, false, nil
}

// find is a pipeline by its name; the first where none is said.
func (b *bringing) find(name string) *pipeline {
	for i, p := range b.pipelines {
		if name == "" || db.Fold(p.Name) == db.Fold(name) {
			return &b.pipelines[i]
		}
	}
	return nil
}

// pipeline is the one that a row names; it is made where there is none such.
func (b *bringing) pipeline(ctx context.Context, row Row, name string) (*pipeline, error) {
	if p := b.find(name); p != nil {
		return p, nil
	}
	name = cmp.Or(name, b.by.Say("preset.general.pipeline"))
	id, err := b.make(ctx, row, "pipeline", Pipeline.Name, map[string]any{"name": name})
	if err != nil || id == 0 {
		return nil, err
	}
	b.pipelines = append(b.pipelines, pipeline{ID: id, Name: name})
	return &b.pipelines[len(b.pipelines)-1], nil
}

// make makes a stage or a pipeline that a file names; who may not is told, with the row.
func (b *bringing) make(ctx context.Context, row Row, field, typeName string, of map[string]any) (clientele.ID, error) {
	if b.scope.User() != 0 && !b.scope.MayManage() {
		row.Refuse(field, clientele.Tell("deals.may-not-make", "name", of["name"]), clientele.Tell("deals.may-not-make-remedy"))
		return 0, nil
	}
	out, err := b.w.Write(ctx, b.scope, typeName, []record.Edit{{Ref: clientele.Ref{Type: typeName}, Fields: values(of), Batch: b.batch}})
	if err != nil {
		return 0, err
	}
	if out[0].Err != nil {
		r := record.RefusedFor(0, out[0].Err)
		row.Refuse(field, r.What, r.Remedy)
		return 0, nil
	}
	return out[0].Record.ID, nil
}
