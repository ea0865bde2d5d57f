package record

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Node is a condition on records: All, Any, Not, Cond or Via. A nil Node is every record.
// It holds what people wrote, relative days as they are; Match and Query give it meaning.
type Node interface{ node() }

// All holds where each of its conditions does.
type All []Node

// Any holds where one of its conditions does.
type Any []Node

// Not holds where its condition does not.
type Not struct{ Of Node }

// Cond compares a field with what was written.
type Cond struct {
	Field  string // "owner", "custom.tier"
	Op     Op
	Values []string // one; several of In; none of Empty
}

// Via looks at the records to which a link leads, or which lead here: "account",
// "person". Quant "" is the one that a single link leads to; "any" and "none" speak of several.
type Via struct {
	Quant string
	Link  string
	Of    Node
}

func (All) node()  {}
func (Any) node()  {}
func (Not) node()  {}
func (Cond) node() {}
func (Via) node()  {}

// Op is how a field is compared.
type Op string

// The comparisons.
const (
	Is       Op = "="
	IsNot    Op = "!="
	Less     Op = "<"
	AtMost   Op = "<="
	More     Op = ">"
	AtLeast  Op = ">="
	Has      Op = "has"      // one of several values is
	In       Op = "in"       // is one of these
	Contains Op = "contains" // has these letters in it
	Starts   Op = "starts"   // begins with these letters
	Empty    Op = "is empty"

	notIn Op = "not in" // is none of these; people write it with not
)

var ops = []Op{Is, IsNot, Less, AtMost, More, AtLeast, Has, In, Contains, Starts, Empty}

// What a filter may be.
const (
	mostFilter = 4_000 // bytes, as it is written
	mostDepth  = 8
	mostTerms  = 50
	mostIn     = 200
)

// bounded refuses a tree that is deeper or larger than may be asked.
func bounded(n Node) error {
	terms, deepest := 0, 0
	var walk func(Node, int)
	walk = func(n Node, depth int) {
		deepest = max(deepest, depth)
		if depth > mostDepth || terms > mostTerms {
			return
		}
		switch n := n.(type) {
		case All:
			for _, c := range n {
				walk(c, depth+1)
			}
		case Any:
			for _, c := range n {
				walk(c, depth+1)
			}
		case Not:
			walk(n.Of, depth+1)
		case Via:
			walk(n.Of, depth+1)
		case Cond:
			terms++
		}
	}
	walk(n, 1)
	switch {
	case terms > mostTerms:
		return filterFault(clientele.Tell("record.many-conditions", "n", mostTerms), clientele.Tell("record.many-conditions-remedy"))
	case deepest > mostDepth:
		return filterFault(clientele.Tell("record.deep", "n", mostDepth), clientele.Tell("record.deep-remedy"))
	}
	return nil
}

func filterFault(what, remedy string) error {
	return &clientele.Fault{Kind: clientele.Invalid, What: what, Where: "filter", Remedy: remedy}
}

// jsonNode is the JSON form: {"and": […]}, {"or": […]}, {"not": …},
// {"field": "owner", "op": "=", "value": "me"}, {"any": "person", "where": …}.
type jsonNode struct {
	And   []json.RawMessage `json:"and,omitempty"`
	Or    []json.RawMessage `json:"or,omitempty"`
	Not   json.RawMessage   `json:"not,omitempty"`
	Field string            `json:"field,omitempty"`
	Op    Op                `json:"op,omitempty"`
	Value json.RawMessage   `json:"value,omitempty"`
	Via   string            `json:"via,omitempty"`
	Any   string            `json:"any,omitempty"`
	None  string            `json:"none,omitempty"`
	Where json.RawMessage   `json:"where,omitempty"`
}

// EncodeFilter writes the JSON form of a tree.
func EncodeFilter(n Node) json.RawMessage {
	switch n := n.(type) {
	case All:
		return marshal(jsonNode{And: encodeEach(n)})
	case Any:
		return marshal(jsonNode{Or: encodeEach(n)})
	case Not:
		return marshal(jsonNode{Not: EncodeFilter(n.Of)})
	case Via:
		j := jsonNode{Where: EncodeFilter(n.Of)}
		*map[string]*string{"": &j.Via, "any": &j.Any, "none": &j.None}[n.Quant] = n.Link
		return marshal(j)
	case Cond:
		j := jsonNode{Field: n.Field, Op: n.Op}
		switch {
		case n.Op == In:
			j.Value = marshal(n.Values)
		case n.Op != Empty:
			j.Value = marshal(n.Values[0])
		}
		return marshal(j)
	}
	return json.RawMessage("null")
}

func encodeEach(list []Node) []json.RawMessage {
	all := make([]json.RawMessage, len(list))
	for i, n := range list {
		all[i] = EncodeFilter(n)
	}
	return all
}

// DecodeFilter reads the JSON form.
func DecodeFilter(raw json.RawMessage) (Node, error) {
	if len(raw) > mostFilter {
		return nil, filterFault(clientele.Tell("record.filter-long"), atMost(mostFilter))
	}
	n, err := decodeNode(raw, 1)
	if err != nil {
		return nil, err
	}
	return n, bounded(n)
}

func decodeNode(raw json.RawMessage, depth int) (Node, error) {
	var j jsonNode
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil || depth > mostDepth+1 {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.filter-unread"), Where: clip(string(raw)),
			Remedy: clientele.Tell("record.filter-unread-remedy", "example", `{"field": "owner", "op": "=", "value": "me"}`), Err: err}
	}
	switch {
	case len(j.And) > 1:
		list, err := decodeEach(j.And, depth)
		return All(list), err
	case len(j.Or) > 1:
		list, err := decodeEach(j.Or, depth)
		return Any(list), err
	case len(j.And)+len(j.Or) == 1:
		return decodeNode(append(j.And, j.Or...)[0], depth+1)
	case len(j.Not) > 0:
		of, err := decodeNode(j.Not, depth+1)
		return Not{of}, err
	case len(j.Where) > 0:
		of, err := decodeNode(j.Where, depth+1)
		for quant, link := range map[string]string{"": j.Via, "any": j.Any, "none": j.None} {
			if link != "" {
				return Via{quant, link, of}, err
			}
		}
	case j.Field != "" && slices.Contains(ops, j.Op):
		values, ok := decodeOperands(j)
		if ok {
			return Cond{j.Field, j.Op, values}, nil
		}
		return nil, filterFault(clientele.Tell("record.value-unread", "field", clip(j.Field), "op", j.Op),
			clientele.Tell("record.value-unread-remedy"))
	}
	return nil, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.filter-empty"), Where: clip(string(raw)),
		Remedy: clientele.Tell("record.filter-empty-remedy")}
}

func decodeEach(raw []json.RawMessage, depth int) ([]Node, error) {
	list := make([]Node, len(raw))
	for i, r := range raw {
		n, err := decodeNode(r, depth+1)
		if err != nil {
			return nil, err
		}
		list[i] = n
	}
	return list, nil
}

func decodeOperands(j jsonNode) ([]string, bool) {
	if j.Op == Empty {
		return nil, len(j.Value) == 0
	}
	raw := []json.RawMessage{j.Value}
	if j.Op == In && (json.Unmarshal(j.Value, &raw) != nil || len(raw) == 0 || len(raw) > mostIn) {
		return nil, false
	}
	values := make([]string, len(raw))
	for i, r := range raw {
		r = bytes.TrimSpace(r)
		if len(r) == 0 || strings.ContainsAny(string(r[:1]), "[{n") {
			return nil, false
		}
		if r[0] != '"' {
			values[i] = string(r) // a number, true, false: as it is written
			continue
		}
		if json.Unmarshal(r, &values[i]) != nil {
			return nil, false
		}
	}
	return values, true
}
