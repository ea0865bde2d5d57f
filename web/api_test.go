package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/clientele-crm/clientele/crm"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// TestAPIKeepsItsWord: every page answers as the document says.
func TestAPIKeepsItsWord(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	doc := describeAPI("test", crm.New(crm.Ports{}).All, nil)
	for _, p := range page.Pages(h.server.crm.All) {
		if p.Name == "setup" || p.Name == "invite" || p.Name == "second-step" {
			continue // there is no such link, or it is spent
		}
		_, path := h.paths(p)
		w := h.do(get(path), owner)
		if w.Code != 200 || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s", path, w.Code, clipBody(w.Body.String()))
			continue
		}
		op := doc.Paths[p.APIPath()].Get
		h.fits(doc, op, path, w.Body.Bytes())
	}
	w := h.do(postJSON("/api/v1/rename-firm", `{"firm": "Saucers"}`), owner)
	if w.Code != 200 {
		t.Fatalf("rename: %d %s", w.Code, w.Body)
	}
	h.fits(doc, doc.Paths["/api/v1/rename-firm"].Post, "rename-firm", w.Body.Bytes())
}

func (h *testHouse) fits(doc *huma.OpenAPI, op *huma.Operation, what string, body []byte) {
	h.Helper()
	var answer any
	h.ok(json.Unmarshal(body, &answer))
	var result huma.ValidateResult
	schema := op.Responses["200"].Content["application/json"].Schema
	huma.Validate(doc.Components.Schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, answer, &result)
	for _, err := range result.Errors {
		h.Errorf("%s: %v", what, err)
	}
}

// TestDocument: it names every page and act, and its references hold.
func TestDocument(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	w := h.do(get("/api/v1/openapi.json"), h.session(h.owner))
	var doc struct {
		OpenAPI    string                    `json:"openapi"`
		Paths      map[string]map[string]any `json:"paths"`
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	h.ok(json.Unmarshal(w.Body.Bytes(), &doc))
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
	for _, p := range page.Pages(h.server.crm.All) {
		if doc.Paths[p.APIPath()]["get"] == nil {
			t.Errorf("page %s is not described", p.Name)
		}
	}
	for _, a := range page.Acts(h.server.crm.All) {
		if doc.Paths["/api/v1/"+a.Name]["post"] == nil {
			t.Errorf("act %s is not described", a.Name)
		}
	}
	for part := range strings.SplitSeq(w.Body.String(), `"$ref":"#/components/schemas/`) {
		name, _, _ := strings.Cut(part, `"`)
		if name != "{" && name != "" && doc.Components.Schemas[name] == nil {
			t.Errorf("no schema %q", name)
		}
	}
}

// TestProblems: what is wrong is said field by field (RFC 9457).
func TestProblems(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner := h.session(h.owner)
	for _, c := range []struct {
		r     *http.Request
		code  int
		field string
	}{
		{get("/api/v1/relationships?kind=friend"), 422, "kind"},
		{get("/api/v1/relationships?limit=0&knd=client"), 422, "knd"},
		{get("/api/v1/relationships?min_value=NaN"), 422, "min_value"},
		{get("/api/v1/relationships?last_after=2026-02-30"), 422, "last_after"},
		{get("/api/v1/relationships?after=%21%21"), 422, ""},
		{get("/api/v1/relationships?q=%ff"), 422, "q"},
		{get("/api/v1/relationships?q=a%00b"), 422, "q"},
		{get("/api/v1/relationships?q=%zz"), 422, ""},
		{get("/api/v1/accounts/0/page"), 422, "id"},
		{get("/api/v1/accounts/99999999/page"), 404, ""},
		{get("/api/v1/accounts/99999999999999999999/page"), 422, "id"},
		{get("/api/v1/imports/4711"), 404, ""},
		{get("/api/v1/imports/preview?upload=../../etc/passwd"), 404, ""},
		{postJSON("/api/v1/overrule", `{"account": 1, "kind": "client", "reason": "", "until": "soon"}`), 422, "until"},
		{postJSON("/api/v1/overrule", `[1]`), 422, ""},
		{postJSON("/api/v1/overrule", `{"account": {"a": 1}}`), 422, "account"},
		{postJSON("/api/v1/overrule", strings.Repeat("[", 900_000)), 422, ""},
		{postJSON("/api/v1/add-note", `{"text": "`+strings.Repeat("x", 2<<20)+`"}`), 413, ""},
		{postJSON("/api/v1/import-upload", `{"file": "orders.csv"}`), 422, ""},
	} {
		before := h.hash()
		w := h.do(c.r, owner)
		var p problem
		h.ok(json.Unmarshal(w.Body.Bytes(), &p))
		if w.Code != c.code || p.Status != c.code || p.Detail == "" || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", c.r.URL, w.Code, clipBody(w.Body.String()))
		}
		found := c.field == ""
		for _, f := range p.Errors {
			found = found || f.Field == c.field && f.What != "" && f.Remedy != ""
		}
		if !found {
			t.Errorf("%s: nothing is said of %s: %+v", c.r.URL, c.field, p)
		}
		if h.hash() != before {
			t.Errorf("%s: the database changed", c.r.URL)
		}
	}
}
