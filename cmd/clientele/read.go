package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/standing"
)

// reading is how files are read: the flags that analyze, backtest, fit and import share.
type reading struct {
	Map       []string `sep:"none" placeholder:"FIELD=COLUMN,…" help:"What the columns are: account=CustomerID,at=InvoiceDate,amount=Quantity*UnitPrice. With several files, FILE:FIELD=COLUMN,… speaks of one."`
	Door      string   `placeholder:"DOOR" enum:",orders,interactions,engagements" default:"" help:"What the rows are: orders, interactions or engagements. Recognised where not given."`
	DateOrder string   `placeholder:"ORDER" enum:",dmy,mdy,ymd" default:"" help:"Order of day, month and year in dates: dmy, mdy or ymd."`
	Decimal   string   `placeholder:"MARK" enum:",point,comma" default:"" help:"What stands before the cents where the file leaves it open: point or comma."`
	Currency  string   `placeholder:"CODE" help:"Currency of amounts that name none: EUR, GBP, …"`
	Line      string   `placeholder:"NAME" help:"Line of business of rows that name none."`
	Zone      string   `placeholder:"ZONE" help:"Time zone of the times of day in the files, as Europe/Vienna. The firm's where not given."`
	Encoding  string   `placeholder:"NAME" help:"The encoding of the files, where it is not recognised rightly: UTF-8, Windows-1252, Shift-JIS, …"`
	Blanks    string   `placeholder:"WHOSE" enum:",above,nobody" default:"" help:"Whose the rows are that name nobody below one that does: above (that one's, as in merged cells) or nobody."`
	Later     string   `placeholder:"WHAT" enum:",keep,leave" default:"" help:"What becomes of purchases that are dated in years to come: keep or leave. Asked where not given."`
	Sold      string   `placeholder:"SIDE" enum:",credit,debit" default:"" help:"Which amounts are sales where they have no sign, and a column says debit or credit beside them: credit or debit. Asked where not given."`
	Sheet     string   `placeholder:"NAME" help:"The sheet of a workbook, or the file in an archive, that is meant. The first that holds a table where not given."`
	Source    string   `placeholder:"NAME" help:"The system that the files come from, where two of one kind number their orders alike."`
	Errors    string   `placeholder:"FILE" help:"Write the rows that were not taken to this file, with the reason and the remedy."`
}

// check finds what is wrong with the flags, whatever the files hold.
func (r reading) check(files []string) error {
	for _, m := range r.Map {
		_, rest := splitMap(m, files)
		for part := range strings.SplitSeq(rest, ",") {
			field, _, ok := strings.Cut(part, "=")
			if !ok || strings.TrimSpace(field) == "" {
				return wrongUsage(fmt.Sprintf("--map %s: %q is not FIELD=COLUMN", m, part), "write it as account=CustomerID,at=InvoiceDate; FIELD= alone leaves a field out")
			}
		}
	}
	if r.Currency != "" && (len(r.Currency) != 3 || strings.ToUpper(r.Currency) != r.Currency) {
		return wrongUsage(fmt.Sprintf("--currency %q is not a currency's code", r.Currency), "write three capital letters: EUR")
	}
	return nil
}

// splitMap takes the name of a file off the front of a map, where it is one of those given.
func splitMap(m string, files []string) (file, rest string) {
	for _, f := range files {
		if after, ok := strings.CutPrefix(m, filepath.Base(f)+":"); ok {
			return f, after
		}
	}
	return "", m
}

// options are the wishes for one of the files.
func (r reading) options(file string, files []string) evidence.Options {
	var maps []string
	for _, m := range r.Map {
		if of, rest := splitMap(m, files); of == "" || of == file {
			maps = append(maps, rest)
		}
	}
	return evidence.Options{Door: r.Door, Map: strings.Join(maps, ","), Currency: r.Currency, DateOrder: r.DateOrder, Decimal: r.Decimal, Line: clientele.Line(r.Line), Zone: r.Zone, Source: r.Source,
		Encoding: r.Encoding, Blanks: r.Blanks, Sheet: r.Sheet, Later: r.Later, Sold: r.Sold, Today: clientele.NewClock(nil, nil).Today()}
}

// open recognises a file. What is not clear is asked here, before anything is read or kept.
func (r reading) open(ctx context.Context, file string, files []string) (*evidence.Plan, error) {
	if file == "-" {
		return nil, wrongUsage("standard input is not read: a file is looked at more than once", "save it to a file and give its name")
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, &clientele.Fault{Kind: clientele.NotFound, What: "there is no such file", Where: file, Remedy: "correct its name, or the folder you are in"}
	}
	if info.IsDir() {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: "it is a folder", Where: file, Remedy: "name a file in it"}
	}
	plan, err := evidence.Inspect(ctx, evidence.File(file), r.options(file, files))
	if err == nil {
		err = plan.Ready()
	}
	return plan, err
}

// logs holds the histories folded from files, in memory.
type logs struct {
	files    []string
	upTo     clientele.Day // entries after it are left out; NoDay: none
	today    clientele.Day
	keys     []string // of the accounts; an account's ID is its place here, from 1
	ids      map[string]clientele.ID
	rels     []standing.Relation            // in the order in which they first appear
	byKey    []int32                        // their places, in the order of their accounts' keys
	tally    *tally                         // of orders, where no more is asked of them than days and amounts; nil: histories hold them
	at       map[clientele.Relationship]int // places in rels of those of a line of business
	plain    []int32                        // of those of none, by account, from 1; most logs have no others
	seen     map[uint64]struct{}            // keys of the entries
	last     clientele.Day                  // the last day with an entry, of all files, up to today
	entries  int
	repeated int
	later    int // entries after upTo
	rejects  *rejects
	notes    []string // what was noticed about the files
}

func newLogs(files []string, upTo clientele.Day) *logs {
	return &logs{files: files, upTo: upTo, today: clientele.NewClock(nil, nil).Today(), ids: map[string]clientele.ID{}, at: map[clientele.Relationship]int{}, seen: map[uint64]struct{}{}}
}

// read folds the files into histories.
func (r reading) read(ctx context.Context, files []string, upTo clientele.Day, s stdio) (*logs, error) {
	return r.into(ctx, newLogs(files, upTo), s)
}

// into folds the files of a log.
func (r reading) into(ctx context.Context, sh *logs, s stdio) (_ *logs, err error) {
	if err := r.check(sh.files); err != nil {
		return nil, err
	}
	rejects, err := newRejects(r.Errors, s)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rejects.close()) }()
	sh.rejects = rejects
	for _, file := range sh.files {
		plan, err := r.open(ctx, file, sh.files)
		if err != nil {
			return nil, err
		}
		if err := sh.fold(ctx, file, plan, s); err != nil {
			return nil, err
		}
	}
	rejects.tell()
	if len(sh.rels) == 0 {
		return nil, sh.nothing(sh.files)
	}
	sh.number()
	return sh, nil
}

// number numbers the accounts by their keys, so that the same rows in another
// order are measured alike: learning draws its samples by number.
func (sh *logs) number() {
	slices.Sort(sh.keys)
	sh.at, sh.plain, sh.seen = nil, nil, nil // of the old numbers; nothing is read any more
	now := make([]clientele.ID, len(sh.keys)+1)
	for i, key := range sh.keys {
		now[sh.ids[key]] = clientele.ID(i + 1)
	}
	sh.ids = nil
	for i := range sh.rels {
		sh.rels[i].Account = now[sh.rels[i].Account]
	}
	sh.byKey = make([]int32, len(sh.rels))
	for i := range sh.byKey {
		sh.byKey[i] = int32(i)
	}
	slices.SortFunc(sh.byKey, func(i, j int32) int {
		a, b := &sh.rels[i], &sh.rels[j]
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Line, b.Line))
	})
	if sh.tally != nil {
		sh.tally.close(sh.rels)
	}
}

// nothing says why there is no answer.
func (sh *logs) nothing(files []string) error {
	f := &clientele.Fault{Kind: clientele.Invalid, What: "no row could be used", Where: strings.Join(files, ", "), Remedy: "see the reasons above, and give the columns with --map"}
	if sh.later > 0 {
		f.What, f.Remedy = fmt.Sprintf("all entries are later than %v", sh.upTo), "choose a later day"
	} else if sh.rejects.count == 0 {
		f.What, f.Remedy = "there are no rows", "give a file with rows below its header"
	}
	return f
}

// barEvery keeps the bar from costing more than the reading.
const barEvery = 1024

func (sh *logs) fold(ctx context.Context, file string, plan *evidence.Plan, s stdio) error {
	b := newBar(s.err, "reading "+filepath.Base(file), "bytes", -1)
	defer b.done()
	n := 0
	for e, err := range plan.Entries(ctx) {
		if err != nil {
			var reject *evidence.Reject
			if !errors.As(err, &reject) {
				return err
			}
			sh.rejects.add(file, reject)
			continue
		}
		sh.take(e)
		if n++; n%barEvery == 0 {
			b.at(plan.Progress())
		}
	}
	for _, note := range plan.Notes {
		sh.notes = append(sh.notes, filepath.Base(file)+": "+say.English.Fill(note))
	}
	return errors.Join(ctx.Err(), sh.rejects.written(plan))
}

// take folds one entry, as the ledger does: the same key is the same fact.
func (sh *logs) take(e clientele.Entry) {
	h := fnv.New64a()
	h.Write([]byte(e.Key))
	if _, known := sh.seen[h.Sum64()]; known {
		sh.repeated++
		return
	}
	sh.seen[h.Sum64()] = struct{}{}
	day := e.On()
	if sh.upTo != clientele.NoDay && day > sh.upTo {
		sh.later++
		return
	}
	if _, lasts := e.Body.(clientele.Engagement); !lasts && day <= sh.today {
		sh.last = max(sh.last, day) // an agreement may be signed for a day to come
	}
	sh.entries++
	id, ok := sh.ids[e.Who.Key]
	if !ok {
		sh.keys = append(sh.keys, e.Who.Key)
		id = clientele.ID(len(sh.keys))
		sh.ids[e.Who.Key] = id
		sh.plain = append(sh.plain, 0)
	}
	place := sh.place(clientele.Relationship{Account: id, Line: e.Line})
	r := &sh.rels[place]
	if r.History == nil {
		if sh.tally != nil && sh.tally.take(place, day, &e) {
			return
		}
		r.History = &clientele.History{}
	}
	r.History.Apply(e)
}

// place is where a relationship stands in rels, begun where there was none.
func (sh *logs) place(rel clientele.Relationship) int {
	place := int(sh.plain[rel.Account-1])
	if rel.Line != "" {
		place = sh.at[rel]
	}
	if place > 0 {
		return place - 1
	}
	sh.rels = append(sh.rels, standing.Relation{Relationship: rel})
	if rel.Line != "" {
		sh.at[rel] = len(sh.rels)
	} else {
		sh.plain[rel.Account-1] = int32(len(sh.rels))
	}
	return len(sh.rels) - 1
}

// history is that of the relationship at a place. What a tally holds is folded into
// one that lasts until the next is asked for.
func (sh *logs) history(place int32) *clientele.History {
	if h := sh.rels[place].History; h != nil {
		return h
	}
	return sh.tally.history(place)
}

// relations yields what was read.
func (sh *logs) relations(yield func(standing.Relation) bool) {
	for _, place := range sh.byKey {
		if !yield(sh.rels[place]) {
			return
		}
	}
}

// measuredOn is the day of the measure: the one asked for, else that on which a firm with
// these data is measured.
func (sh *logs) measuredOn() clientele.Day {
	if sh.upTo != clientele.NoDay {
		return sh.upTo
	}
	return jobs.AsOf(sh.asOf(), sh.today)
}

// asOf is the last day that counts: the one asked for, else the last in the data, up to today.
func (sh *logs) asOf() clientele.Day {
	if sh.upTo != clientele.NoDay {
		return sh.upTo
	}
	if sh.last != clientele.NoDay {
		return sh.last
	}
	last := clientele.NoDay // nothing but agreements
	for place := range sh.rels {
		for _, e := range sh.history(int32(place)).Until(sh.today).Engaged {
			last = max(last, e.Start)
		}
	}
	if last == clientele.NoDay {
		return sh.today // all is still to come
	}
	return last
}

// rejects counts the rows that were not taken, by reason, and writes all of them
// where that is asked for.
type rejects struct {
	path   string
	f      *os.File
	s      stdio
	count  int
	why    map[string]int // reasons, to their place below
	groups []rejectGroup
	kept   []evidence.Reject // of the file that is being read
}

// rejectGroup is the rows that were not taken for one reason.
type rejectGroup struct {
	file  string
	first evidence.Reject
	count int
}

const (
	rejectsShown = 5       // reasons
	rejectsKept  = 100_000 // rows of one file: more are a wrong file, not wrong rows
)

func newRejects(path string, s stdio) (*rejects, error) {
	r := &rejects{path: path, s: s, why: map[string]int{}}
	if path == "" {
		return r, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, usage{&clientele.Fault{Kind: clientele.Invalid, What: "--errors cannot be written", Where: path, Remedy: "choose another place", Err: err}}
	}
	r.f = f
	return r, nil
}

func (r *rejects) add(file string, x *evidence.Reject) {
	r.count++
	reason := file + "\x00" + x.Kind()
	if i, known := r.why[reason]; known {
		r.groups[i].count++
	} else if len(r.groups) < rejectsShown {
		r.why[reason] = len(r.groups)
		r.groups = append(r.groups, rejectGroup{file, *x, 1})
	}
	if r.f != nil && len(r.kept) < rejectsKept {
		r.kept = append(r.kept, *x)
	}
}

// written writes those of one file, with its own header.
func (r *rejects) written(plan *evidence.Plan) error {
	if len(r.kept) == 0 {
		return nil
	}
	var header []string
	for _, c := range plan.Columns {
		header = append(header, c.Header)
	}
	err := evidence.ErrorsCSV(r.f, header, r.kept, say.English.Fill)
	r.kept = nil
	return err
}

// tell sums up.
func (r *rejects) tell() {
	if r.count == 0 {
		return
	}
	for _, g := range r.groups {
		if g.count == 1 {
			fmt.Fprintf(r.s.err, "not taken: %s, %s\n", g.file, say.English.Error(&g.first))
		} else {
			fmt.Fprintf(r.s.err, "not taken: %s rows of %s, the first at %s\n", grouped(g.count), g.file, say.English.Error(&g.first))
		}
	}
	hint := "; --errors FILE keeps what was not"
	if r.path != "" {
		hint = "; see " + r.path
	}
	fmt.Fprintf(r.s.err, "%s not taken%s\n", many(r.count, "row was", "rows were"), hint)
}

func (r *rejects) close() error {
	if r.f == nil {
		return nil
	}
	return r.f.Close()
}

// days is a stretch after "the": the day, the 90 days.
func days(n int) string {
	if n == 1 {
		return "day"
	}
	return grouped(n) + " days"
}

func many(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + several
}

// grouped writes 1234567 as 1,234,567.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
