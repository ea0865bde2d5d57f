package faces

import (
	"testing"

	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// TestSentenceOfAList: the heading of a list counts it, to where counting ends.
func TestSentenceOfAList(t *testing.T) {
	f := &Face{One: "person", Many: "people"}
	for _, tt := range []struct {
		count record.Count
		in    ListIn
		want  string
	}{
		{record.Count{Exact: true}, ListIn{}, "No people yet."},
		{record.Count{N: 1, Exact: true}, ListIn{}, "One person."},
		{record.Count{N: 1, Exact: true}, ListIn{Filter: "kind = person"}, "One person that fits."},
		{record.Count{N: 37, Exact: true}, ListIn{Filter: "kind = person"}, "37\u00a0people that fit."},
		{record.Count{N: 10_000, Exact: true}, ListIn{}, "10,000\u00a0people."},
		{record.Count{N: 10_000}, ListIn{Filter: "kind = person"}, "10,000+\u00a0people that fit."},
		{record.Count{N: 10_000}, ListIn{Archived: true}, "10,000+\u00a0people in the archive."},
	} {
		if got := f.sentence(say.English, ListOut{In: tt.in}, &tt.count); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt, got, tt.want)
		}
	}
}
