package batches

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Alike says whether two names may be one person's. Who has an identifier of somebody and
// a name that is not alike is somebody else: a family shares an address.
type Alike func(a, b string) bool

// sharesAWord is Alike where nobody knows better: one of the names is missing, or they
// have a word in common that is more than an initial.
func sharesAWord(a, b string) bool {
	left, right := strings.Fields(db.Fold(a)), strings.Fields(db.Fold(b))
	if len(left) == 0 || len(right) == 0 {
		return true
	}
	return slices.ContainsFunc(left, func(w string) bool { return len(w) > 2 && slices.Contains(right, w) })
}

// What is done about a record that is known already.
const (
	Skip = "skip" // it stays as it is
	Fill = "fill" // what it lacks is filled in
	Over = "over" // what the file says holds
)

// intake is a file on its way in: how it is read, and what is done with what it says.
type intake struct {
	Path      string   `json:"path"`
	Ticket    string   `json:"ticket,omitempty"` // of a file that was handed in, which is dropped at the end
	Header    []string `json:"header"`
	Columns   []string `json:"columns"`
	Known     string   `json:"known"`                // Skip, Fill, Over
	NoNew     bool     `json:"no_new,omitempty"`     // relationships that are not found are not made
	ByDomain  bool     `json:"by_domain,omitempty"`  // whose it is follows from the domain of its e-mail address
	DateOrder string   `json:"date_order,omitempty"` // dmy, mdy, ymd
}

// taking is one run of an intake.
type taking struct {
	*Batches
	intake
	*reading
	all     []record.Field
	account *record.Type
	scope   access.Scope
	batch   clientele.ID
	found   map[string]clientele.ID // accounts by what the file calls them
	fresh   []string                // of them, those made for the rows at hand
	domains map[string]clientele.ID // accounts by their domain; nil where nobody asked
	fit     Fitter                  // nil: rows are as they are
	names   map[clientele.ID]string // of accounts, for who looks at the reading
}

// took is what became of some rows.
type took struct {
	made, changed, same int64
	refused             []record.BatchRefusal
	fates               []fate // in the order of the rows
}

// fate is what became of one row.
type fate struct {
	row    *drafted
	what   string // new, changed, same, refused
	record *record.Record
}

const (
	fateNew, fateChanged, fateSame, fateRefused = "new", "changed", "same", "refused"
)

// take writes some rows, or tries them: as many statements as for one.
func (k *taking) take(ctx context.Context, w *record.Writer, rows []*drafted) (done took, err error) {
	if err := k.resolve(ctx, w, rows); err != nil {
		return done, err
	}
	fates := map[*drafted]fate{}
	if err := k.fitted(ctx, w, rows, fates); err != nil {
		return done, err
	}
	if err := k.dropUnused(ctx, w, rows); err != nil {
		return done, err
	}
	for _, d := range rows {
		f := fates[d]
		if d.refused != nil {
			f = fate{d, fateRefused, nil}
			done.refused = append(done.refused, *d.refused)
		}
		done.fates = append(done.fates, f)
		switch f.what {
		case fateNew:
			done.made++
		case fateChanged:
			done.changed++
		case fateSame:
			done.same++
		}
	}
	return done, nil
}

// pass writes rows of different records, and gives back those that wait for another.
func (k *taking) pass(ctx context.Context, w *record.Writer, rows []*drafted, fates map[*drafted]fate) (later []*drafted, err error) {
	known, err := k.match(ctx, w, rows)
	if err != nil {
		return nil, err
	}
	var edits []record.Edit
	var of []*drafted
	busy := map[string]*drafted{}
	for _, d := range rows {
		r := known[d]
		keys := k.keysOf(d)
		if r != nil {
			keys = append(keys, fmt.Sprint("#", r.ID))
		}
		if slices.ContainsFunc(keys, func(key string) bool {
			return busy[key] != nil && (strings.HasPrefix(key, "#") || k.alike(d.title(k.t), busy[key].title(k.t)))
		}) {
			later = append(later, d)
			continue
		}
		e := record.Edit{Ref: clientele.Ref{Type: k.t.Name}, Fields: d.fields, Batch: k.batch}
		switch {
		case d.own != 0 && r == nil:
			d.refuse(number, say.Of(ctx).Say("batches.not-there", say.Args{"n": int64(d.own)}), say.Of(ctx).Say("batches.not-there-remedy"))
			continue
		case r != nil && k.Known == Skip:
			fates[d] = fate{d, fateSame, r}
			continue
		case r != nil:
			e.ID, e.Fields = r.ID, k.Records.Filled(r, k.all, d.fields, k.Known == Over)
			if len(e.Fields) == 0 {
				fates[d] = fate{d, fateSame, r}
				continue
			}
		}
		for _, key := range keys {
			busy[key] = d
		}
		edits, of = append(edits, e), append(of, d)
	}
	if len(edits) == 0 {
		return later, nil
	}
	out, err := w.Write(ctx, k.scope, k.t.Name, edits)
	for i, o := range out {
		d := of[i]
		switch {
		case o.Err != nil:
			r := record.RefusedFor(d.place(), o.Err)
			d.refuse(r.Field, r.What, r.Remedy)
		case edits[i].ID == 0:
			fates[d] = fate{d, fateNew, o.Record}
		case o.Done:
			fates[d] = fate{d, fateChanged, o.Record}
		default:
			fates[d] = fate{d, fateSame, o.Record}
		}
	}
	return later, err
}

func (k *taking) alike(a, b string) bool {
	if k.Alike != nil {
		return k.Alike(a, b)
	}
	return sharesAWord(a, b)
}

// keysOf are the identifiers of a row, each with its field.
func (k *taking) keysOf(d *drafted) (keys []string) {
	for _, m := range k.identifiers(d) {
		keys = append(keys, m.name+"="+m.value)
	}
	return keys
}

type identifier struct{ name, value string }

// identifiers are by what a row's record may be known, the surest first.
func (k *taking) identifiers(d *drafted) []identifier {
	if d.known == nil {
		d.known = k.identify(d)
	}
	return d.known
}

func (k *taking) identify(d *drafted) []identifier {
	list := []identifier{}
	add := func(name string, values ...string) {
		f, there := k.fields[name]
		for _, v := range values {
			if key := k.Records.KeyFor(k.t, f, v, d.country); there && key != "" {
				list = append(list, identifier{name, key})
			}
		}
	}
	var custom map[string]json.RawMessage
	_ = json.Unmarshal(d.fields["custom"], &custom) // our own words, or nothing
	for name, raw := range custom {
		var text string
		if (isExternal(name) || k.fields["custom."+name].Single) && json.Unmarshal(raw, &text) == nil {
			add("custom."+name, text)
		}
	}
	for _, f := range k.all {
		var text string
		if f.Single && f.Custom == 0 && f.Kind == record.KindText && json.Unmarshal(d.fields[f.Name], &text) == nil {
			add(f.Name, text)
		}
	}
	add("emails", d.emails...)
	add("phones", d.phones...)
	if k.t.Name == record.Account {
		add(k.t.Title, d.title(k.t))
	}
	return list
}

// isExternal says of a custom field by its name that it holds the number of a record in another system.
func isExternal(name string) bool {
	return strings.HasPrefix(name, "external") || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_no") || strings.HasSuffix(name, "_number")
}

// match finds the records that rows speak of.
func (k *taking) match(ctx context.Context, w *record.Writer, rows []*drafted) (map[*drafted]*record.Record, error) {
	wanted := map[string][]string{}
	var ids []clientele.ID
	for _, d := range rows {
		if d.own != 0 {
			ids = append(ids, d.own)
		}
		for _, m := range k.identifiers(d) {
			wanted[m.name] = append(wanted[m.name], m.value)
		}
	}
	held := map[string]map[string][]clientele.ID{}
	for name, values := range wanted {
		found, err := w.Holding(ctx, k.scope, record.Keys{Type: k.t, Field: k.fields[name], Values: values})
		if err != nil {
			return nil, err
		}
		for _, some := range found {
			ids = append(ids, some[:min(len(some), mostAlike)]...)
		}
		held[name] = found
	}
	records, err := w.Load(ctx, k.scope, k.t, ids)
	if err != nil {
		return nil, err
	}
	known := map[*drafted]*record.Record{}
	for _, d := range rows {
		if d.own != 0 {
			known[d] = records[d.own]
			continue
		}
		for _, m := range k.identifiers(d) {
			for _, id := range held[m.name][m.value] {
				r := records[id]
				sure := strings.HasPrefix(m.name, "custom.") || m.name == k.t.Title || k.fields[m.name].Single
				if r != nil && known[d] == nil && (sure || k.alike(d.title(k.t), r.Text(k.t.Title))) {
					known[d] = r
				}
			}
		}
	}
	return known, nil
}

// mostAlike are looked at of those who share one identifier.
const mostAlike = 20

// resolve finds, or makes, the relationships that rows name.
func (k *taking) resolve(ctx context.Context, w *record.Writer, rows []*drafted) error {
	into, links := k.linked()
	if into == "" {
		return nil
	}
	if err := k.look(ctx, w, rows); err != nil {
		return err
	}
	var fresh []string
	for _, d := range rows {
		name := k.whose(d)
		if name == "" || d.refused != nil {
			continue
		}
		switch id, known := k.found[name]; {
		case known && id == ambiguous:
			d.refuse(into, say.Of(ctx).Say("batches.two-accounts", say.Args{"name": d.account}), say.Of(ctx).Say("batches.two-accounts-remedy"))
		case known && id == 0, !known && k.NoNew:
			d.refuse(into, say.Of(ctx).Say("batches.no-account", say.Args{"name": d.account}), say.Of(ctx).Say("batches.no-account-remedy"))
		case !known && !slices.Contains(fresh, name):
			fresh = append(fresh, name)
		}
	}
	if err := k.makeAccounts(ctx, w, rows, fresh); err != nil {
		return err
	}
	for _, d := range rows {
		id := k.found[k.whose(d)]
		switch {
		case id <= 0 || d.refused != nil:
		case links:
			tie := map[string]any{record.Account: id}
			if d.role != "" {
				tie["role"] = d.role
			}
			d.fields[into] = js([]any{tie})
		default:
			d.fields[into] = js(id)
		}
	}
	return nil
}

// linked is the field through which the type belongs to an account.
func (k *taking) linked() (name string, links bool) {
	for _, f := range k.all {
		if f.To == record.Account && f.Custom == 0 {
			return f.Name, f.Kind == record.KindLinks
		}
	}
	return "", false
}

// whose is what a row says of whose it is: a number, a name, the domain of its address.
func (k *taking) whose(d *drafted) string {
	if d.account != "" {
		return db.Fold(d.account)
	}
	if k.domains != nil && len(d.emails) > 0 {
		if domain := domainOf(d.emails[0]); k.domains[domain] > 0 {
			k.found["@"+domain] = k.domains[domain]
			return "@" + domain
		}
	}
	return ""
}

const (
	ambiguous = clientele.ID(-1) // of this name there are several
	mostNames = 100_000          // that are remembered
)

// look finds the accounts of some rows by number and by name.
func (k *taking) look(ctx context.Context, w *record.Writer, rows []*drafted) error {
	if len(k.found) > mostNames {
		clear(k.found)
		clear(k.names)
	}
	var names []string
	var ids []clientele.ID
	for _, d := range rows {
		name := db.Fold(d.account)
		if _, known := k.found[name]; known || name == "" {
			continue
		}
		if n, err := strconv.ParseInt(name, 10, 64); err == nil && n > 0 {
			ids, k.found[name] = append(ids, clientele.ID(n)), 0
			continue
		}
		names = append(names, name)
	}
	there, err := w.Load(ctx, k.scope, k.account, ids)
	if err != nil {
		return err
	}
	for id, r := range there {
		k.found[fmt.Sprint(int64(id))], k.names[id] = id, r.Text(k.account.Title)
	}
	title, _ := k.account.Field(k.account.Title)
	held, err := w.Holding(ctx, k.scope, record.Keys{Type: k.account, Field: title, Values: names})
	for name, some := range held {
		if k.found[name] = some[0]; len(some) > 1 {
			k.found[name] = ambiguous
		}
	}
	for _, d := range rows {
		if id := k.found[db.Fold(d.account)]; id > 0 && k.names[id] == "" {
			k.names[id] = d.account
		}
	}
	return err
}

func (k *taking) makeAccounts(ctx context.Context, w *record.Writer, rows []*drafted, names []string) error {
	if len(names) == 0 {
		return nil
	}
	said := map[string]string{}
	for _, d := range rows {
		if name := db.Fold(d.account); said[name] == "" {
			said[name] = d.account
		}
	}
	edits := make([]record.Edit, len(names))
	for i, name := range names {
		edits[i] = record.Edit{Ref: clientele.Ref{Type: record.Account}, Fields: map[string]json.RawMessage{k.account.Title: js(said[name])}, Batch: k.batch}
	}
	out, err := w.Write(ctx, k.scope, record.Account, edits)
	for i, o := range out {
		if o.Err != nil {
			k.found[names[i]] = 0
			continue
		}
		k.found[names[i]], k.names[o.Record.ID] = o.Record.ID, o.Record.Text(k.account.Title)
		k.fresh = append(k.fresh, names[i])
	}
	return err
}

// dropUnused puts into the archive the relationships that were made for rows of which
// none was taken in the end.
func (k *taking) dropUnused(ctx context.Context, w *record.Writer, rows []*drafted) error {
	used := map[string]bool{}
	for _, d := range rows {
		if d.refused == nil {
			used[db.Fold(d.account)] = true
		}
	}
	var edits []record.Edit
	away := true
	for _, name := range k.fresh {
		if id := k.found[name]; id > 0 && !used[name] {
			edits = append(edits, record.Edit{Ref: clientele.Ref{Type: record.Account, ID: id}, Archive: &away, Batch: k.batch})
			delete(k.found, name)
		}
	}
	if k.fresh = nil; len(edits) == 0 {
		return nil
	}
	_, err := w.Write(ctx, k.scope, record.Account, edits)
	return err
}

// rejected is a row that cannot be taken apart.
func rejected(err error) (*record.BatchRefusal, bool) {
	var reject *evidence.Reject
	if !errors.As(err, &reject) {
		return nil, false
	}
	return &record.BatchRefusal{Line: int64(reject.Line), Row: lineOf(reject.Row), Field: reject.Column, What: reject.What, Remedy: reject.Remedy}, true
}
