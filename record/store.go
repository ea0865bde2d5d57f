package record

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
)

// Store is the records of one workspace. It is safe for concurrent use once it is set up.
type Store struct {
	// Users are all who ever might come in: who may still may own a record.
	Users func(context.Context) ([]access.User, error)
	// Teams are who works together; nil where there are none.
	Teams func(context.Context) ([]access.Team, error)
	// Lines are the firm's lines of business, by which fields of one are answered; nil: there are none.
	Lines func(context.Context) ([]Offered, error)
	// Firm is the country ("GB") and the currency where a record does not say its own.
	Firm func(context.Context) (region, currency string, err error)
	// Before fills in, by the type, what takes asking the database: it sees all drafts of a write before
	// their rule does, without where links lead.
	Before map[string]func(context.Context, db.Querier, access.Scope, []Draft) error
	// After sees every record that was written, in its transaction: search, outbox.
	After []func(context.Context, *db.Tx, []*Record) error
	// Regrouped is told in its transaction which two records were merged, or parted again.
	Regrouped []func(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error
	// Joint is the wall of what belongs to several that stand behind a wall each; nil: the first of theirs.
	Joint func(context.Context, *db.Tx, []clientele.ID) (clientele.ID, error)
	// Reads is told which records behind walls somebody reads.
	Reads func(context.Context, access.Scope, []clientele.Ref)
	// Walled sees records that stand behind another wall now (0: none), though nobody wrote them.
	Walled []func(context.Context, *db.Tx, Walled) error

	d     *db.DB
	r     db.Querier // what it reads from: the database, or one transaction
	tried *tried     // what was written on trial; nil but for a trial
	firm  *atomic.Pointer[firm]
	ws    clientele.ID
	book  *ledger.Book
	clock *clientele.Clock
	types []*Type

	patience time.Duration // of a list
	walked   int           // records of a list that are walked before the indexes of its conditions are asked
	numbers  *numbers      // telephone numbers that were read before
}

// Offered is what a field may be answered by, where the firm made that.
type Offered struct {
	Value string // as it is kept
	Name  string // as it is called
	Away  bool   // it is offered no more
}

// Walled are records of a type that stand behind a wall now.
type Walled struct {
	Type string
	Wall clientele.ID
	IDs  []clientele.ID
}

// New gives the records of a workspace, of some types and of the custom fields.
func New(d *db.DB, ws clientele.ID, book *ledger.Book, clock *clientele.Clock, types ...Type) *Store {
	s := &Store{d: d, r: d, firm: &atomic.Pointer[firm]{}, ws: ws, book: book, clock: clock, patience: patience, walked: mostWalked, numbers: &numbers{}}
	for _, t := range append(types, customType) {
		s.types = append(s.types, &t)
	}
	return s
}

// Types are the types of record, in the order in which they were declared.
func (s *Store) Types() []*Type { return slices.Clone(s.types) }

// Type finds a type by its name or plural.
func (s *Store) Type(name string) (*Type, error) {
	for _, t := range s.types {
		if t.Name == name || t.Plural == name {
			return t, nil
		}
	}
	return nil, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("record.no-type", "type", clip(name)),
		Remedy: clientele.Tell("record.no-type-remedy")}
}

// Address is where a record is shown; "" where it has no page.
func (s *Store) Address(ref clientele.Ref) string {
	t, err := s.Type(ref.Type)
	if err != nil {
		return ""
	}
	return t.Address(ref.ID)
}

// firm is what writing asks of the firm.
type firm struct {
	region, currency string
	users            []access.User
	teams            []access.Team
	lines            []Offered
}

// learn asks for the firm's ways and users.
func (s *Store) learn(ctx context.Context) (*firm, error) {
	f := &firm{currency: clientele.UnknownCurrency}
	if s.Firm != nil {
		country, currency, err := s.Firm(ctx)
		if err != nil {
			return nil, err
		}
		if f.region = RegionOf(country); isCurrency(currency) {
			f.currency = currency
		}
	}
	if s.Users != nil {
		var err error
		if f.users, err = s.Users(ctx); err != nil {
			return nil, err
		}
	}
	if s.Teams != nil {
		var err error
		if f.teams, err = s.Teams(ctx); err != nil {
			return nil, err
		}
	}
	if s.Lines != nil {
		var err error
		if f.lines, err = s.Lines(ctx); err != nil {
			return nil, err
		}
	}
	s.firm.Store(f)
	return f, nil
}

// InTx runs do in one transaction. What it will ask of the firm is read before: who holds
// a transaction and waits for another connection may wait for those who wait for its turn.
func (s *Store) InTx(ctx context.Context, do func(*db.Tx) error) error {
	if _, err := s.learn(ctx); err != nil {
		return err
	}
	return s.d.InTx(ctx, do)
}

// Prepare reads what writing will ask of the firm, for who has a transaction of another's making.
func (s *Store) Prepare(ctx context.Context) error {
	_, err := s.learn(ctx)
	return err
}

// in is the store as a transaction sees it.
func (s *Store) in(tx *db.Tx) *Store {
	inside := *s
	inside.r = tx
	return &inside
}

// Fields are the built-in fields of a type and the custom ones that are in use.
func (s *Store) Fields(ctx context.Context, t *Type) ([]Field, error) { return s.FieldsIn(ctx, s.r, t) }

// FieldsIn are the fields as a transaction sees them.
func (s *Store) FieldsIn(ctx context.Context, q db.Querier, t *Type) ([]Field, error) {
	custom, err := s.custom(ctx, q, t)
	fields := append(slices.Clone(t.Fields), custom...)
	if at := slices.IndexFunc(fields, func(f Field) bool { return f.OfLines }); at >= 0 && err == nil {
		var lines []Offered
		if lines, err = s.lines(ctx, q); err == nil {
			fields[at] = fields[at].offering(lines)
		}
	}
	return fields, err
}

// lines are the firm's lines of business; in a transaction, as they were learnt before.
func (s *Store) lines(ctx context.Context, q db.Querier) ([]Offered, error) {
	f := s.firm.Load()
	if _, inside := q.(*db.Tx); inside && f != nil {
		return f.lines, nil
	}
	if s.Lines == nil {
		return nil, nil
	}
	return db.Noted(ctx, linesKey{s.ws}, s.Lines) // a page that reads a snapshot reads them once
}

type linesKey struct{ ws clientele.ID }

// offering is a field whose choices the firm made.
func (f Field) offering(all []Offered) Field {
	f.Options, f.Names = nil, map[string]string{}
	for _, o := range all {
		if f.Names[o.Value] = o.Name; !o.Away {
			f.Options = append(f.Options, o.Value)
		}
	}
	return f
}

// Region is the country of the firm, as telephone numbers want it: "GB"; "" where nobody said.
func (s *Store) Region(ctx context.Context) (string, error) {
	f, err := s.learn(ctx)
	if err != nil {
		return "", err
	}
	return f.region, nil
}

// reader reads what is given, with the firm's ways. In a transaction it knows what was
// learnt before.
func (s *Store) reader(ctx context.Context, scope access.Scope) (*reader, error) {
	f := s.firm.Load()
	if _, inside := s.r.(*db.Tx); !inside || f == nil {
		var err error
		if f, err = s.learn(ctx); err != nil {
			return nil, err
		}
	}
	r := &reader{region: f.region, currency: f.currency, numbers: s.numbers}
	r.user = func(given string, gone bool) (clientele.ID, bool) {
		if given == "me" && scope.User() != 0 {
			return scope.User(), true
		}
		id, err := strconv.ParseInt(given, 10, 64)
		for _, u := range f.users {
			if u.Disabled != 0 && !gone {
				continue
			}
			if err == nil && u.ID == clientele.ID(id) || err != nil && strings.EqualFold(u.Email, given) {
				return u.ID, true
			}
		}
		return theOne(f.users, given, gone)
	}
	r.teams = f.teams
	r.mine = membersOf(f.teams, func(t access.Team) bool { return scope.InTeam(t.ID) })
	return r, nil
}

// theOne is the one user of a name; nobody where several have it.
func theOne(users []access.User, name string, gone bool) (id clientele.ID, ok bool) {
	for _, u := range users {
		if u.Name == "" || u.Disabled != 0 && !gone || db.Fold(u.Name) != db.Fold(name) {
			continue
		}
		if ok {
			return 0, false
		}
		id, ok = u.ID, true
	}
	return id, ok
}

// membersOf are the users of some teams; nobody where there are none.
func membersOf(teams []access.Team, of func(access.Team) bool) (users []any) {
	for _, t := range teams {
		for _, u := range t.Users {
			if of(t) && !slices.Contains(users, any(int64(u))) {
				users = append(users, int64(u))
			}
		}
	}
	if users == nil {
		users = []any{int64(-1)} // no user has this number
	}
	return users
}

// team are the users of a team, by its name or number, or of the teams of who asks.
func (r *reader) team(written string) ([]any, error) {
	if written == "mine" || written == myTeam {
		return r.mine, nil
	}
	var names []string
	for _, t := range r.teams {
		if db.Fold(t.Name) == db.Fold(written) || strconv.FormatInt(int64(t.ID), 10) == written {
			return membersOf(r.teams, func(o access.Team) bool { return o.ID == t.ID }), nil
		}
		names = append(names, t.Name)
	}
	what, remedy := clientele.Tell("record.no-team", "name", clip(written)), askFor(append(names, "mine"))
	if meant := near(written, names); meant != "" {
		what = clientele.Tell("record.no-team-near", "name", clip(written), "near", meant)
	}
	if len(names) == 0 {
		remedy = clientele.Tell("record.no-teams-remedy")
	}
	return nil, filterFault(what, remedy)
}

// own leaves out what others keep to themselves. The house itself sees it.
func (t *Type) own(scope access.Scope) string {
	if !t.Private || scope.EveryWall() {
		return ""
	}
	return fmt.Sprintf(" AND (r.audience <> 'me' OR r.owner = %d)", int64(scope.User()))
}

// sight narrows a statement over r to the records of a type that a scope sees.
func (s *Store) sight(scope access.Scope, t *Type) db.Expr {
	seen := scope.Sees(s.d.Engine, "r.wall")
	seen.Add(t.own(scope))
	if t.Name == Account {
		seen.Add(" AND " + s.book.ThereSQL("r"))
	}
	return seen
}

// load reads records by their numbers, in no order; those that may not be seen are not there.
func (s *Store) load(ctx context.Context, q db.Querier, scope access.Scope, t *Type, ids []clientele.ID) ([]*Record, error) {
	custom, err := s.custom(ctx, q, t)
	if err != nil {
		return nil, err
	}
	var all []*Record
	seen := s.sight(scope, t)
	ids, all = s.tried.part(t, ids)
	for _, list := range db.Lists(ids) {
		text := "SELECT " + t.selected("r") + " FROM " + t.table() + " r" +
			" WHERE r.workspace = ? AND r.id IN (" + db.Marks(len(list)) + ") AND r.merged = 0" + seen.Text
		args := append(append([]any{s.ws}, list...), seen.Args...)
		for row, err := range db.Loose(ctx, q, text, args...) {
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", t.Plural, err)
			}
			r, _, err := t.scan(row, custom)
			if err != nil {
				return nil, err
			}
			all = append(all, r)
		}
	}
	return all, nil
}

type getKey struct {
	ws  clientele.ID
	ref clientele.Ref
	who clientele.ID
	why string
}

// Get reads one record, also an archived one. One that may not be seen is not there. A
// page that reads a snapshot reads it once; then nobody changes what was given.
func (s *Store) Get(ctx context.Context, scope access.Scope, ref clientele.Ref) (*Record, error) {
	read := func(ctx context.Context) (*Record, error) { return s.get(ctx, s.r, scope, ref) }
	if s.r != db.Querier(s.d) {
		return read(ctx)
	}
	return db.Noted(ctx, getKey{s.ws, ref, scope.User(), scope.Why()}, read)
}

// Held is one record, also an archived one, as it stands until the transaction ends: nobody
// else writes. What was read of it before may be behind a wall by now.
func (s *Store) Held(ctx context.Context, tx *db.Tx, scope access.Scope, ref clientele.Ref) (*Record, error) {
	if _, err := tx.Take(ctx, s.ws, 0); err != nil {
		return nil, err
	}
	return s.get(ctx, tx, scope, ref)
}

func (s *Store) get(ctx context.Context, q db.Querier, scope access.Scope, ref clientele.Ref) (*Record, error) {
	t, err := s.Type(ref.Type)
	if err != nil {
		return nil, err
	}
	found, err := s.load(ctx, q, scope, t, []clientele.ID{ref.ID})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, s.missing(ctx, q, scope, ref)
	}
	if err := s.unlink(ctx, q, scope, found); err != nil {
		return nil, err
	}
	s.read(ctx, scope, found)
	return found[0], nil
}

// target is what a link leads to.
type target struct {
	wall, account clientele.ID
	archived      bool
	shares        bool // its wall only shares it with help from outside; known where sharing was asked
}

func targetOf(r *Record) target {
	to := target{wall: r.Wall, account: r.Account, archived: r.Archived != 0}
	if r.Type == Account {
		to.account = r.ID
	}
	return to
}

// targets looks up records that links lead to, whatever their walls, in one statement.
func (s *Store) targets(ctx context.Context, q db.Querier, refs map[clientele.Ref]bool) (map[clientele.Ref]target, error) {
	found := map[clientele.Ref]target{}
	for _, t := range s.types {
		var ids []clientele.ID
		for ref := range refs {
			if ref.Type != t.Name {
				continue
			}
			if r := s.tried.of(ref); r != nil {
				found[ref] = targetOf(r)
				continue
			}
			ids = append(ids, ref.ID)
		}
		for _, list := range db.Lists(ids) {
			text := "SELECT id, wall, account, archived FROM " + t.table() + "" +
				" WHERE workspace = ? AND merged = 0 AND id IN (" + db.Marks(len(list)) + ")"
			for row, err := range db.Loose(ctx, q, text, append([]any{s.ws}, list...)...) {
				if err != nil {
					return nil, fmt.Errorf("look up %s: %w", t.Plural, err)
				}
				r := Record{Ref: clientele.Ref{Type: t.Name, ID: clientele.ID(whole(row[0]))}, Wall: clientele.ID(whole(row[1])),
					Account: clientele.ID(whole(row[2])), Archived: clientele.Instant(whole(row[3]))}
				found[r.Ref] = targetOf(&r)
			}
		}
	}
	return found, nil
}

// unlink takes links out of records that lead to what the scope may not see.
func (s *Store) unlink(ctx context.Context, q db.Querier, scope access.Scope, records []*Record) error {
	if scope.EveryWall() {
		return nil
	}
	refs := map[clientele.Ref]bool{}
	for _, r := range records {
		s.eachTie(r, func(f Field, t Tie) { refs[clientele.Ref{Type: f.To, ID: t.To}] = true })
	}
	if len(refs) == 0 {
		return nil
	}
	found, err := s.targets(ctx, q, refs)
	if err == nil {
		s.conceal(scope, found, records)
	}
	return err
}

// conceal is unlink where it is known already where the links lead.
func (s *Store) conceal(scope access.Scope, found map[clientele.Ref]target, records []*Record) {
	if scope.EveryWall() {
		return
	}
	for _, r := range records {
		for f := range s.links(r.Type) {
			s.hide(r, f, func(t Tie) bool {
				to, ok := found[clientele.Ref{Type: f.To, ID: t.To}]
				return !ok || !scope.Passes(to.wall)
			})
		}
	}
}

// links are the link fields of a type.
func (s *Store) links(typeName string) func(yield func(Field) bool) {
	return func(yield func(Field) bool) {
		t, err := s.Type(typeName)
		if err != nil {
			return
		}
		for _, f := range t.Fields {
			if (f.Kind == KindLink || f.Kind == KindLinks || f.Kind == KindItems) && !yield(f) {
				return
			}
		}
	}
}

func (s *Store) eachTie(r *Record, do func(Field, Tie)) {
	for f := range s.links(r.Type) {
		for _, t := range ties(f, r.Values[f.Name]) {
			do(f, t)
		}
	}
}
