package record

import "github.com/clientele-crm/clientele"

// Kind is what sort of value a field holds.
type Kind string

// The kinds of field.
const (
	KindText       Kind = "text"
	KindLong       Kind = "long text"
	KindNumber     Kind = "number"
	KindMoney      Kind = "money"
	KindPercentage Kind = "percentage"
	KindDay        Kind = "day"
	KindDue        Kind = "day or time" // a day, with a time of day where it matters
	KindMoment     Kind = "moment"
	KindDuration   Kind = "duration" // whole minutes
	KindYesNo      Kind = "yes/no"
	KindChoice     Kind = "choice"
	KindChoices    Kind = "choices"
	KindTags       Kind = "tags"
	KindLink       Kind = "link"
	KindLinks      Kind = "links" // several, each with a role
	KindUser       Kind = "user"
	KindUsers      Kind = "users"
	KindEmail      Kind = "email"
	KindEmails     Kind = "emails"
	KindPhone      Kind = "phone"
	KindPhones     Kind = "phones"
	KindWeb        Kind = "web"
	KindAddresses  Kind = "addresses"
	KindDates      Kind = "dates" // days that come again every year, with what they are
	KindRating     Kind = "rating"
	KindRecurrence Kind = "recurrence" // RFC 5545
	KindItems      Kind = "items"      // lines of goods, of products
)

// CustomKinds are the kinds that a custom field may have.
var CustomKinds = []Kind{KindText, KindLong, KindNumber, KindMoney, KindPercentage, KindDay, KindMoment, KindDuration, KindYesNo,
	KindChoice, KindChoices, KindTags, KindUser, KindEmail, KindPhone, KindWeb, KindRating}

// Field is one field of a type.
type Field struct {
	Name      string
	Kind      Kind
	To        string            // the type that a link leads to
	Options   []string          // of a choice
	OfLines   bool              // its choices are the firm's lines of business, by their keys
	Names     map[string]string // what choices are called that the firm made, by what is kept
	Short     string            // under which the first of several is given and answered: "email" of "emails"
	Label     string            // of a custom field, as people named it
	Custom    clientele.ID
	Mandatory bool
	Country   bool // a text that names a country
	Single    bool // no two records have the same value
	InSearch  bool
	InList    bool
	Private   bool          // about a person: erased with them
	Fixed     bool          // people cannot set it: a rule does
	Indexed   bool          // a custom field that has an index
	Least     clientele.Day // the earliest that a day may be
	First     any           // what a new record has where nothing is given
}

// Text is one line of text.
func Text(name string) Field { return Field{Name: name, Kind: KindText} }

// Country is a country by its name or its code, as it was written.
func Country(name string) Field { return Field{Name: name, Kind: KindText, Country: true} }

// Long is text of several lines.
func Long(name string) Field { return Field{Name: name, Kind: KindLong} }

// Number is a decimal number.
func Number(name string) Field { return Field{Name: name, Kind: KindNumber} }

// Day is a calendar day.
func Day(name string) Field { return Field{Name: name, Kind: KindDay} }

// Due is a day, with a time of day where it matters.
func Due(name string) Field { return Field{Name: name, Kind: KindDue} }

// Moment is a point in time.
func Moment(name string) Field { return Field{Name: name, Kind: KindMoment} }

// YesNo is yes, or else no.
func YesNo(name string) Field { return Field{Name: name, Kind: KindYesNo} }

// Choice is one of some words.
func Choice(name string, options ...string) Field {
	return Field{Name: name, Kind: KindChoice, Options: options}
}

// Line is one of the firm's lines of business: its key is kept, as in the book.
func Line(name string) Field { return Field{Name: name, Kind: KindChoice, OfLines: true} }

// Tags are words of one's own.
func Tags(name string) Field { return Field{Name: name, Kind: KindTags} }

// Link leads to a record.
func Link(name, to string) Field { return Field{Name: name, Kind: KindLink, To: to} }

// Links lead to several records, each in a role.
func Links(name, to string) Field { return Field{Name: name, Kind: KindLinks, To: to} }

// User is somebody of the firm.
func User(name string) Field { return Field{Name: name, Kind: KindUser} }

// Users are several of the firm.
func Users(name string) Field { return Field{Name: name, Kind: KindUsers} }

// Email is one e-mail address.
func Email(name string) Field { return Field{Name: name, Kind: KindEmail} }

// Emails are several e-mail addresses.
func Emails(name string) Field { return Field{Name: name, Kind: KindEmails} }

// Phone is one telephone number.
func Phone(name string) Field { return Field{Name: name, Kind: KindPhone} }

// Phones are several telephone numbers.
func Phones(name string) Field { return Field{Name: name, Kind: KindPhones} }

// Web is the address of a web site.
func Web(name string) Field { return Field{Name: name, Kind: KindWeb} }

// Addresses are postal addresses.
func Addresses(name string) Field { return Field{Name: name, Kind: KindAddresses} }

// Dates are days that matter every year, each with what it is.
func Dates(name string) Field { return Field{Name: name, Kind: KindDates} }

// Items are lines of goods: of records of a type, with their quantities and prices.
func Items(name, of string) Field { return Field{Name: name, Kind: KindItems, To: of} }

// Recurrence is a rule of RFC 5545: how something comes again.
func Recurrence(name string) Field { return Field{Name: name, Kind: KindRecurrence} }

// Required says that no record may lack it.
func (f Field) Required() Field { f.Mandatory = true; return f }

// Searched says that search finds a record by it.
func (f Field) Searched() Field { f.InSearch = true; return f }

// Listed says that lists show it unless told otherwise.
func (f Field) Listed() Field { f.InList = true; return f }

// Sensitive says that it is about a person, and erased with them.
func (f Field) Sensitive() Field { f.Private = true; return f }

// Set says that people cannot set it: a rule of the type does.
func (f Field) Set() Field { f.Fixed = true; return f }

// Once says that no two records in use have the same value.
func (f Field) Once() Field { f.Single = true; return f }

// From says that no day before it is meant: a fact of the book may hang on it.
func (f Field) From(day clientele.Day) Field { f.Least = day; return f }

// Begins is what a new record has where nothing is given.
func (f Field) Begins(v any) Field { f.First = v; return f }

// FirstAs gives the first of several a name of its own: "email" of "emails".
func (f Field) FirstAs(name string) Field { f.Short = name; return f }

// Many says that a field holds several values.
func (f Field) Many() bool {
	switch f.Kind {
	case KindChoices, KindTags, KindUsers, KindLinks, KindEmails, KindPhones, KindAddresses, KindDates, KindItems:
		return true
	}
	return false
}

// said is how filters, faults and columns of files name a field.
func (f Field) said() string {
	if f.Custom != 0 {
		return "custom." + f.Name
	}
	return f.Name
}

// inBook is how the book and the side tables name a field: a custom one by its number.
func (f Field) inBook() string {
	if f.Custom != 0 {
		return f.key()
	}
	return f.Name
}
