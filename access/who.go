package access

import "github.com/clientele-crm/clientele"

// Who says whom a page or an act is for. The zero Who is nobody's: a row that
// names none is refused to all, and a test fails.
type Who struct {
	name string
	may  func(Scope) bool
}

// Whom a page or an act is for.
var (
	Anyone   = Who{"anyone", func(Scope) bool { return true }}
	SignedIn = Who{"signed in", func(s Scope) bool { return !s.Nobody() }}
	Insiders = Who{"colleague", func(s Scope) bool { return !s.Nobody() && s.role != Outside }}
	Writers  = Who{"member", Scope.MayWrite}
	Managers = Who{"manager", Scope.MayManage}
	Owners   = Who{"owner", Scope.MayOwn}
)

// Allows decides.
func (w Who) Allows(s Scope) bool { return w.may != nil && w.may(s) }

// String says it, for the description of the API; "" is nobody.
func (w Who) String() string { return w.name }

// MarshalText says it.
func (w Who) MarshalText() ([]byte, error) { return []byte(w.name), nil }

// Open says that nobody need be signed in.
func (w Who) Open() bool { return w.Allows(Scope{}) }

// Refuse is the fault of who asks and may not.
func (w Who) Refuse(s Scope) error {
	if s.Nobody() {
		return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.not-signed-in"),
			Remedy: clientele.Tell("access.not-signed-in-remedy")}
	}
	if w.name == Owners.name {
		return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.for-owner"),
			Remedy: clientele.Tell("access.for-owner-remedy")}
	}
	return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("access.not-your-role"),
		Remedy: clientele.Tell("access.not-your-role-remedy")}
}

// CommandLine is the scope of who sits at the shell: whoever may read the data
// folder may do everything that its owner may.
func CommandLine(name string) Scope {
	s := System("command line")
	s.name = name
	return s
}

// By is who the book says wrote something.
func (s Scope) By() string {
	if s.email != "" {
		return s.email
	}
	return s.name
}
