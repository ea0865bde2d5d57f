package view

import "github.com/clientele-crm/clientele"

// BalanceIn asks for the balance.
type BalanceIn struct {
	Line string `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business, - for the one without a name"`
}

// BalanceOut is how the house stands: how many and how much of each kind.
type BalanceOut struct {
	Sentence  string         `json:"sentence"`
	AsOf      clientele.Day  `json:"as_of"`
	Kinds     []KindShare    `json:"kinds"`
	Lines     []LineShare    `json:"lines"`     // by line of business
	Months    []BalanceMonth `json:"months"`    // oldest first
	Movements []Movement     `json:"movements"` // between kinds, all months shown together
	Loss      []LossRow      `json:"loss"`      // what losing one of a kind costs
	Currency  string         `json:"currency"`
	Empty     bool           `json:"empty"`
}

// KindShare is one kind's part in the whole.
type KindShare struct {
	Kind         clientele.Kind  `json:"kind"`
	Count        Count           `json:"count"`
	CountShare   float64         `json:"count_share"` // 0…1
	Revenue      clientele.Money `json:"revenue"`
	RevenueShare float64         `json:"revenue_share"`
	Expected     clientele.Money `json:"expected"` // within the horizon
}

// LineShare is one line's part.
type LineShare struct {
	Line  clientele.Line `json:"line"`
	Href  string         `json:"href"`
	Kinds []KindShare    `json:"kinds"`
}

// BalanceMonth is how many there were of each kind at a month's end.
type BalanceMonth struct {
	Month     clientele.Day `json:"month"`
	Clients   int           `json:"clients"`
	Customers int           `json:"customers"`
	Prospects int           `json:"prospects"`
	Revenue   []KindRevenue `json:"revenue,omitempty"`
	Movements []Movement    `json:"movements,omitempty"`
}

// KindRevenue is what a kind brought.
type KindRevenue struct {
	Kind    clientele.Kind  `json:"kind"`
	Revenue clientele.Money `json:"revenue"`
}

// Movement is how many went from one kind to another.
type Movement struct {
	From  clientele.Kind `json:"from,omitempty"` // "": new here
	To    clientele.Kind `json:"to"`
	Count int            `json:"count"`
}

// LossRow is what losing one of a kind costs over the horizon, on average.
type LossRow struct {
	Kind     clientele.Kind  `json:"kind"`
	Each     clientele.Money `json:"each"`
	AsMany   float64         `json:"as_many"` // how many customers it takes to make up for one
	Sentence string          `json:"sentence"`
}

// TrustIn asks how far the measure may be trusted.
type TrustIn struct{}

// TrustOut is the backtest on the house's own data.
type TrustOut struct {
	Sentence    string           `json:"sentence"`
	Verdict     string           `json:"verdict,omitempty"` // against the simple rules
	Better      []string         `json:"better"`            // where something else did better, in words
	Known       bool             `json:"known"`             // false: no backtest yet
	Empty       bool             `json:"empty"`             // nothing in the book to test on
	Cut         clientele.Day    `json:"cut"`
	HorizonDays int              `json:"horizon_days"`
	On          clientele.Day    `json:"on"` // when it was computed
	Rows        int              `json:"rows"`
	Active      int              `json:"active"`   // how many bought in the horizon
	Measures    []MeasureScore   `json:"measures"` // ours first; over all days tested
	Bins        []ReliabilityBin `json:"bins"`     // of ours, over all days tested
	Cuts        []TrustCut       `json:"cuts"`     // the days tested, oldest first
	Cases       int              `json:"cases"`    // relationships, each once a day tested
	Called      *ReliabilityBin  `json:"called,omitempty"`
	Drift       string           `json:"drift,omitempty"` // since when the world is not what was learnt
	Months      []TrustMonth     `json:"months"`          // of all who had bought
	Slipping    *TrustSlipping   `json:"slipping,omitempty"`
	Notes       []string         `json:"notes"` // what the fit found
	Job         *JobRow          `json:"job,omitempty"`
}

// TrustCut is one of the days tested: what was foretold on it, and what came.
type TrustCut struct {
	Day      clientele.Day `json:"day"`
	N        int           `json:"n"`
	Foretold float64       `json:"foretold"`
	Came     float64       `json:"came"`
	CameLow  float64       `json:"came_low"`
	CameHigh float64       `json:"came_high"`
	Pairs    *float64      `json:"pairs"` // right, of 100 pairs
}

// TrustMonth is a month that has closed: the share that was expected to buy, and that did.
type TrustMonth struct {
	From     clientele.Day `json:"from"`
	To       clientele.Day `json:"to"`
	N        int           `json:"n"`
	Expected float64       `json:"expected"`
	Low      float64       `json:"low"`
	High     float64       `json:"high"`
	Came     float64       `json:"came"`
	Alarm    bool          `json:"alarm"`
}

// TrustSlipping is how the alarm did on relationships that it was not learnt from.
type TrustSlipping struct {
	Sentence   string       `json:"sentence"`
	FollowDays int          `json:"follow_days"`
	Gaps       int          `json:"gaps"`
	Lost       int          `json:"lost"`
	Rows       []TrustAlarm `json:"rows"`
}

// TrustAlarm is the alarm at one share of false alarms.
type TrustAlarm struct {
	Meant      float64 `json:"meant"`
	Used       bool    `json:"used"`
	Came       float64 `json:"came"`
	Days       float64 `json:"days"`      // of silence until it rang for the lost
	RuleDays   float64 `json:"rule_days"` // by a tuned multiple of the mean gap
	WithRhythm float64 `json:"with_rhythm"`
}

// MeasureScore is how well one measure foresaw. A nil score is one that the measure cannot have.
type MeasureScore struct {
	Name    string    `json:"name"`
	Title   string    `json:"title"`
	Ours    bool      `json:"ours"`
	AUC     *float64  `json:"auc"`
	Brier   *float64  `json:"brier"`
	LogLoss *float64  `json:"log_loss"`
	ECE     *float64  `json:"ece"`
	MAE     *float64  `json:"mae"`
	RMSE    *float64  `json:"rmse"`
	Rank    *float64  `json:"rank"`
	AUCIn   *Interval `json:"auc_in"`
	BrierIn *Interval `json:"brier_in"`
	MAEIn   *Interval `json:"mae_in"`
	LeadIn  *Interval `json:"lead_in"` // of its Brier score less ours
}

// Interval holds a figure in 95 of 100 such houses.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// ReliabilityBin sets what was foretold beside what came.
type ReliabilityBin struct {
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Foretold float64 `json:"foretold"` // mean probability
	Came     float64 `json:"came"`     // share that bought
	CameLow  float64 `json:"came_low"` // 95 % interval of Came
	CameHigh float64 `json:"came_high"`
	N        int     `json:"n"`
}

// ImportsIn asks for the imports.
type ImportsIn struct {
	Before clientele.ID `name:"before" json:"before,omitempty" doc:"only older ones than this"`
}

// ImportsOut is the list of imports, newest first.
type ImportsOut struct {
	Sentence string      `json:"sentence"`
	Rows     []ImportRow `json:"rows"`
	Next     string      `json:"next,omitempty"`
	Jobs     []JobRow    `json:"jobs"` // imports that wait or run
}

// ImportRow is one import.
type ImportRow struct {
	ID       clientele.ID      `json:"id"`
	File     string            `json:"file"`
	Door     string            `json:"door"`
	By       string            `json:"by,omitempty"`
	State    string            `json:"state"` // running, done, stopped, undone
	Started  clientele.Instant `json:"started"`
	Finished clientele.Instant `json:"finished,omitzero"`
	Undone   clientele.Instant `json:"undone,omitzero"`
	Lines    int64             `json:"lines"`
	Added    int64             `json:"added"`
	Known    int64             `json:"known"`
	Amended  int64             `json:"amended,omitempty"` // known facts that say something else since
	Differs  int64             `json:"differs,omitempty"` // of the known: those whose content is another in this file
	Rejected int64             `json:"rejected"`
	First    clientele.Day     `json:"first"`
	Last     clientele.Day     `json:"last"`
	CanUndo  bool              `json:"can_undo"`
	CanRedo  bool              `json:"can_redo"`
	Href     string            `json:"href"`
}

// ImportIn asks for one import.
type ImportIn struct {
	ID    clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the import"`
	After int          `name:"after" json:"after,omitempty" doc:"rejected rows after this line of the file"`
	Limit int          `name:"limit" json:"limit,omitempty" default:"50" minimum:"1" maximum:"500" doc:"how many rejected rows"`
}

// ImportOut is the receipt of one import.
type ImportOut struct {
	Sentence string      `json:"sentence"`
	Import   ImportRow   `json:"import"`
	Map      string      `json:"map,omitempty"` // the columns as they were read
	Rejects  []RejectRow `json:"rejects"`
	More     string      `json:"more,omitempty"`   // path of further rejects
	Errors   string      `json:"errors,omitempty"` // path of errors.csv
	Job      *JobRow     `json:"job,omitempty"`

	file string // the errors.csv kept beside the book; "" none
}

// RejectRow is one row that was not taken.
type RejectRow struct {
	Line   int    `json:"line"`
	Row    string `json:"row"` // as it stood
	What   string `json:"what"`
	Column string `json:"column,omitempty"`
	Remedy string `json:"remedy,omitempty"`
}

// ImportPreviewIn asks how a file would be read.
type ImportPreviewIn struct {
	Upload    string   `name:"upload" json:"upload" required:"true" maxLength:"80" doc:"the ticket of the file handed in"`
	Door      string   `name:"door" json:"door,omitempty" enum:",orders,interactions,engagements" doc:"what the rows are"`
	Columns   []string `name:"columns" json:"columns,omitempty" doc:"what each column is, in the file's order"`
	Map       string   `name:"map" json:"map,omitempty" maxLength:"2000" doc:"the columns in one line: account=CustomerID,at=InvoiceDate,amount=Quantity*UnitPrice"`
	DateOrder string   `name:"date_order" json:"date_order,omitempty" enum:",dmy,mdy,ymd" doc:"order of day, month and year"`
	Currency  string   `name:"currency" json:"currency,omitempty" maxLength:"3" doc:"currency of amounts that name none"`
	Line      string   `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business of rows that name none"`
}

// ImportPreviewOut is how a file would be read, on its own first rows.
type ImportPreviewOut struct {
	Sentence  string            `json:"sentence"`
	Upload    string            `json:"upload"`
	File      string            `json:"file"`
	Size      int64             `json:"size"`
	Doors     []Choice          `json:"doors"`   // the one recognised is Selected
	Dialect   string            `json:"dialect"` // "semicolons, UTF-8, gzip"
	Columns   []PreviewColumn   `json:"columns"`
	Fields    []Choice          `json:"fields"` // what a column can be; "" is not used
	Sample    [][]string        `json:"sample"` // first rows, a cell a column
	Questions []PreviewQuestion `json:"questions"`
	DateOrder []Choice          `json:"date_order"`
	In        ImportPreviewIn   `json:"in"`
	Notes     []string          `json:"notes,omitempty"` // what else was noticed
	Ready     bool              `json:"ready"`           // nothing left to ask
}

// PreviewColumn is one column of the file.
type PreviewColumn struct {
	Index  int     `json:"index"`
	Header string  `json:"header"`
	Field  string  `json:"field"`
	Sure   float64 `json:"sure"` // 0…1
	Why    string  `json:"why"`
}

// PreviewQuestion is what has to be answered first.
type PreviewQuestion struct {
	Field  string `json:"field"` // the field of ImportPreviewIn that answers it
	What   string `json:"what"`
	Remedy string `json:"remedy"`
}

// JobsIn asks for the work in the background.
type JobsIn struct{}

// JobsOut is the work in the background, newest first.
type JobsOut struct {
	Sentence string   `json:"sentence"`
	Rows     []JobRow `json:"rows"`
}

// JobIn asks for one piece of work.
type JobIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the work"`
}

// JobOut is one piece of work.
type JobOut struct {
	Sentence string `json:"sentence"`
	Job      JobRow `json:"job"`
}

// SearchIn asks for accounts by a few letters.
type SearchIn struct {
	Text  string `name:"q" json:"q,omitempty" maxLength:"200" doc:"the first letters of a word of the name, the key or the e-mail address"`
	Limit int    `name:"limit" json:"limit,omitempty" default:"10" minimum:"1" maximum:"50" doc:"how many"`
}

// SearchOut is who was found.
type SearchOut struct {
	Sentence string      `json:"sentence"`
	Text     string      `json:"q"`
	Rows     []SearchRow `json:"rows"`
	Pages    []Link      `json:"pages"` // pages of the house whose title fits
}

// SearchRow is an account that was found.
type SearchRow struct {
	Account  AccountHead   `json:"account"`
	Standing []StandingRow `json:"standing"`
}

// SettingsIn asks for the settings.
type SettingsIn struct{}

// SettingsOut is the settings.
type SettingsOut struct {
	Sentence string     `json:"sentence"`
	Firm     string     `json:"firm"`
	Words    Words      `json:"words"`
	Me       Viewer     `json:"me"`
	Owner    bool       `json:"owner"` // may change the firm's own
	Tokens   []TokenRow `json:"tokens"`
	About    []AboutRow `json:"about"`
	MinPass  int        `json:"min_pass"` // letters a password needs
	People   []UserRow  `json:"people"`   // for the owner: who may come in
}

// UserRow is somebody who may come in.
type UserRow struct {
	ID    clientele.ID      `json:"id"`
	Name  string            `json:"name"`
	Email string            `json:"email"`
	Role  Role              `json:"role"`
	Made  clientele.Instant `json:"made"`
}

// TokenRow is a key for programs.
type TokenRow struct {
	ID   clientele.ID      `json:"id"`
	Name string            `json:"name"`
	Made clientele.Instant `json:"made"`
	Used clientele.Instant `json:"used,omitzero"`
}

// AboutRow is one fact about this installation.
type AboutRow struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// SignInPageIn asks for the page to sign in.
type SignInPageIn struct {
	Next string `name:"next" json:"next,omitempty" maxLength:"500" doc:"where to go afterwards"`
}

// SignInPageOut is the page to sign in.
type SignInPageOut struct {
	Sentence string `json:"sentence"`
	Firm     string `json:"firm"`
	Next     string `json:"next,omitempty"`
	Unowned  bool   `json:"unowned"` // nobody is owner yet: the printed link makes one
}

// SetupIn asks for the first page of all.
type SetupIn struct {
	Token string `name:"token" json:"token" required:"true" maxLength:"100" doc:"from the link printed at the start"`
}

// SetupOut is the first page of all: who is owner?
type SetupOut struct {
	Sentence string `json:"sentence"`
	Token    string `json:"token"`
	MinPass  int    `json:"min_pass"`
}

// ErrorOut is what is shown when a page cannot be.
type ErrorOut struct {
	Sentence string       `json:"sentence"` // what
	Status   int          `json:"status"`
	Where    string       `json:"where,omitempty"`
	Remedy   string       `json:"remedy,omitempty"`
	Faults   []FieldFault `json:"faults,omitempty"`
	Ref      string       `json:"ref,omitempty"` // finds it in the log
	SignIn   bool         `json:"sign_in,omitempty"`
}
