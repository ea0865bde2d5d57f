package evidence

import (
	"strings"
	"sync/atomic"
	"time"

	"github.com/clientele-crm/clientele"
)

// Options are what a person says about a file; all may be left out.
type Options struct {
	Door      string         `json:"door,omitempty"`       // "orders", "interactions", "engagements"
	Map       string         `json:"map,omitempty"`        // "account=CustomerID,at=InvoiceDate"; "order=" takes a field away
	Currency  string         `json:"currency,omitempty"`   // of amounts whose row does not say it
	House     string         `json:"house,omitempty"`      // the firm's own currency: of amounts of which nothing says another
	Decimal   string         `json:"decimal,omitempty"`    // "point" or "comma", where the numbers leave it open
	DateOrder string         `json:"date_order,omitempty"` // "dmy", "mdy" or "ymd"
	Line      clientele.Line `json:"line,omitempty"`       // the line of business of rows that do not say it
	Zone      string         `json:"zone,omitempty"`       // in which its times of day are, as "Europe/Vienna"; UTC where empty
	Blanks    string         `json:"blanks,omitempty"`     // rows that name nobody: "above" or "nobody"
	Encoding  string         `json:"encoding,omitempty"`   // of the file, where it is not recognised rightly
	Sheet     string         `json:"sheet,omitempty"`      // of a workbook, or the file of an archive; the first that holds a table where empty
	Later     string         `json:"later,omitempty"`      // purchases dated in years to come: "keep" or "leave"
	Sold      string         `json:"sold,omitempty"`       // of amounts without a sign beside a column of sides, what is a sale: "credit" or "debit"
	AskMoney  bool           `json:"-"`                    // ask for a currency that neither the file nor the firm names; else it is said
	Today     clientele.Day  `json:"-"`                    // the day on which it is read; NoDay where nobody asks what is still to come
	Source    string         `json:"source,omitempty"`     // the system that it comes from, where two of one kind number alike
}

// Plan is how a file will be read. It can be shown, and corrected by another
// Inspect with better Options.
type Plan struct {
	Source    Source     `json:"-"`
	File      string     `json:"file"`
	Options   Options    `json:"options"`
	Door      string     `json:"door"`
	Dialect   Dialect    `json:"dialect"`
	Columns   []Column   `json:"columns"`
	Fields    []Mapped   `json:"fields"` // the door's fields that are read, in the door's order
	Sample    [][]string `json:"sample"` // the first rows as they stand
	Questions []Question `json:"questions,omitempty"`
	Notes     []string   `json:"notes,omitempty"` // what else was noticed, in words for a person
	Currency  string     `json:"currency,omitempty"`

	door      *Door
	source    string         // whose ids these are, as keys name it
	zone      *time.Location // of times of day that name none
	header    []string
	layout    func() rowLayout    // nil: a plain table
	marks     []marks             // how each column writes numbers
	calendars map[string]calendar // of the date fields
	signMeans map[string]string   // currencies of signs that mean another in this file
	fields    map[string]*Mapped
	profiles  []*profile
	removed   map[string]bool // fields that the person took away
	settled   settled
	read      atomic.Int64
	above     [][]string // the notes over the header
	width     int        // columns that have a name, or are filled; 0: all
	cut       bool       // the last walk through the file ended at its bounds
	heads     int64      // lines of it that only said whose the rows below were
}

// settled is what a door decided about the whole file.
type settled struct {
	once         bool                 // the amount is the order's, repeated on each of its lines
	scattered    bool                 // the lines of one order do not stand together
	grouped      bool                 // rows of one account and moment are one order
	percent      bool                 // the discount is a share, not an amount
	hundred      bool                 // that share is written in hundredths without a sign
	onlyKnown    bool                 // of the states only those that say "sold" are sales
	openSells    bool                 // what is agreed and not paid is a sale: the rows are invoices
	ledger       bool                 // the rows are transactions: a refund is one of its own
	dates        order                // of day and month, where this export always has the same
	flags        map[int]flag         // columns of which a yes, or a date, says what became of a row
	words        map[string]saleState // states that mean another thing in this export than elsewhere, folded
	sumColumns   []int                // columns in which rows say that they are a sum
	noSums       map[string]bool      // cells there that are the word for one, and none
	sumBlank     int                  // the column whose blanks are sums; -1: none
	totals       totals               // among the clients
	sided        sided                // which way each amount went
	credits      credits              // by what credit notes are told
	openings     []int                // columns of texts in which a balance is carried on
	amountNeeded bool                 // a row without an amount is nothing
	cancels      bool                 // C536379 calls an invoice off
	emails       bool                 // the account is an e-mail address
	wholeIDs     bool                 // 17850.0 is 17850
	byAccount    bool                 // each account's orders are numbered for themselves
	byYear       bool                 // each year begins at number one
	named        bool                 // the account is a first and a last name
	cents        bool                 // amounts are in hundredths
	scale        int64                // by which amounts are to be multiplied
	outgoing     bool                 // amounts are below zero because the money went out
	second       []string             // fields that say who it is where the account does not
	zeroIsNobody bool                 // the account 0 is a guest's
	period       clientele.Period
	agreement    clientele.EngagementKind
	channel      clientele.Channel
	seconds      bool // durations are in seconds
	hours        bool
	clock        bool    // 1:30 is an hour and a half
	counter      int     // the column that only numbers the rows; -1: none
	wentBack     bool    // amounts above zero of quantities below it went back
	balance      running // what runs along with the amounts
	product      bool    // the amount is price times quantity, so that one can be held against the other
}

// Column is a column of the file and what it was taken for.
type Column struct {
	Index  int     `json:"index"`
	Header string  `json:"header"`
	Field  string  `json:"field,omitempty"` // "" where it is not read
	Sure   float64 `json:"sure,omitempty"`
	Why    string  `json:"why,omitempty"`
}

// Question is something about the file that only a person can say. A plan with
// questions reads nothing until they are answered.
type Question struct {
	About   string   `json:"about"` // "date_order", "decimal", "door", or the field that is missing
	Ask     string   `json:"ask"`
	Choices []string `json:"choices,omitempty"` // as Options take them: of a field, what it is read from
	// Readings say what each choice makes of a cell, where that is known.
	Readings []string `json:"readings,omitempty"`
	Remedy   string   `json:"remedy"` // on the command line
}

// Map is the recognised fields as --map takes them, to be shown and corrected.
func (p *Plan) Map() string {
	var parts []string
	for _, f := range p.Fields {
		parts = append(parts, f.Field+"="+f.From)
	}
	for _, f := range p.door.Fields {
		if p.removed[f.Name] {
			parts = append(parts, f.Name+"=")
		}
	}
	return strings.Join(parts, ",")
}

// Header is the columns' names, as ErrorsCSV wants them.
func (p *Plan) Header() []string { return p.header }

// Progress is how many of the stored bytes were read, and how many there are
// (-1 where that is unknown). It may be asked from another goroutine.
func (p *Plan) Progress() (read, size int64) { return p.read.Load(), p.Source.Size() }

// Ready refuses to read while something is to be asked: all of it at once.
func (p *Plan) Ready() error {
	if len(p.Questions) == 0 {
		return nil
	}
	var asks, answers []string
	for _, q := range p.Questions {
		asks, answers = append(asks, q.Ask), append(answers, q.Remedy)
	}
	return &clientele.Fault{Kind: clientele.Invalid, Where: p.File, What: strings.Join(asks, " "), Remedy: strings.Join(answers, "; ")}
}

func (p *Plan) has(field string) bool { return p.fields[field] != nil }

// column names a field's columns for a message.
func (p *Plan) column(field string) string {
	m := p.fields[field]
	if m == nil {
		return ""
	}
	var names []string
	for _, c := range m.expr.columns() {
		names = append(names, p.header[c])
	}
	return strings.Join(names, "+")
}

// fill makes the public lists from what was recognised.
func (p *Plan) fill(r *recognition) {
	p.Columns = make([]Column, len(p.header))
	for i, h := range p.header {
		p.Columns[i] = Column{Index: i, Header: h}
	}
	for _, f := range p.door.Fields {
		m := r.fields[f.Name]
		if m == nil {
			continue
		}
		p.Fields = append(p.Fields, *m)
		cols := m.expr.columns()
		for _, c := range cols {
			column := &p.Columns[c]
			if column.Field == "" || len(cols) == 1 && m.expr.op == 'c' && column.Field == "amount" {
				column.Field, column.Sure, column.Why = f.Name, m.Sure, m.Why
			}
		}
	}
	p.Notes = append(p.Notes, r.notes...)
}

// askFor makes a question of a required field that was not found.
func (p *Plan) askFor(f Field) {
	p.Questions = append(p.Questions, Question{About: f.Name, Ask: clientele.Tell("evidence.ask-" + f.Name), Choices: p.header, Remedy: mapOneOf(f.Name, p.header)})
}
