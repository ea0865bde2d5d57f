package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

func upload(kind string, id clientele.ID, name, content string) *http.Request {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range map[string]string{"type": kind, "id": fmt.Sprint(int64(id)), "back": "/people"} {
		form.WriteField(field, value) //nolint:errcheck // into memory
	}
	part, _ := form.CreateFormFile("file", name) //nolint:errcheck // into memory
	part.Write([]byte(content))                  //nolint:errcheck // into memory
	form.Close()                                 //nolint:errcheck // into memory
	r := httptest.NewRequest("POST", "/do/file-add", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

// TestFileOfARecord: it is given out as it came, to be kept and never to run; the same content
// lies there once; who may not see the record has no file of it; archived, it comes back.
func TestFileOfARecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		script := "<html><script>alert(1)</script></html>"
		page := h.fileOf("person", h.person, `..\up/plan "b".html`, script)
		h.fileOf("account", h.account, "again.html", script)
		kept, err := filepath.Glob(filepath.Join(h.crm.Data, "files", "*", "*"))
		h.ok(err)
		if len(kept) != 2 { // this one, and the one of the house
			t.Errorf("%d contents are kept: %v", len(kept), kept)
		}
		if left, err := os.ReadDir(filepath.Join(h.crm.Data, "uploads")); err != nil || len(left) != 4 { // orders.csv and people.csv, and their labels
			t.Errorf("left of the uploads: %v %v", left, err)
		}
		at := fmt.Sprintf("/files/%d", int64(page))
		w := h.do(get(at+"/content"), member)
		if w.Code != 200 || w.Body.String() != script {
			t.Errorf("given out: %d %q", w.Code, clipBody(w.Body.String()))
		}
		for name, want := range map[string]string{"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"} {
			if got := w.Header().Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %q", name, got)
			}
		}
		if w := h.do(get(fmt.Sprintf("/people/%d", int64(h.person))), owner).Body.String(); !strings.Contains(w, at+"/content") {
			t.Error("the page of the person does not show it")
		}
		if w := h.do(upload("person", 999_999, "x.txt", "x"), owner); w.Code != 404 {
			t.Errorf("for nobody: %d", w.Code)
		}
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		for path, want := range map[string]int{at + "/content": 404, at: 404} {
			if w := h.do(get(path), member); w.Code != want {
				t.Errorf("behind a wall, %s: %d", path, w.Code)
			}
		}
		if w := h.do(get(at+"/content"), owner); w.Code != 200 {
			t.Errorf("for who may pass: %d", w.Code)
		}
		h.ok(os.Remove(kept[0]))
		h.ok(os.Remove(kept[1]))
		if w := h.do(get(at+"/content"), owner); w.Code != 404 || !strings.Contains(w.Body.String(), "not here") {
			t.Errorf("lost from the disk: %d", w.Code)
		}
	})
}

// How large a file may be, an owner says; one that is larger is refused with 413 and what
// to do, and nothing is left of it.
func TestFileLimit(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	owner, member := h.session(h.owner), h.session(h.member)
	if w := h.do(post("/do/file-limit-set", url.Values{"megabytes": {"1"}}), member); w.Code != 403 {
		t.Errorf("a member sets it: %d", w.Code)
	}
	if w := h.do(post("/do/file-limit-set", url.Values{"megabytes": {"1"}}), owner); w.Code != 303 {
		t.Fatalf("set: %d %s", w.Code, clipBody(w.Body.String()))
	}
	before, err := os.ReadDir(filepath.Join(h.crm.Data, "uploads"))
	h.ok(err)
	w := h.do(upload("person", h.person, "large.bin", strings.Repeat("x", 1_000_001)), owner)
	if w.Code != 413 || !strings.Contains(w.Body.String(), "larger than 1 MB") || !strings.Contains(w.Body.String(), "an owner may allow more") {
		t.Errorf("too large: %d %s", w.Code, clipBody(w.Body.String()))
	}
	if after, err := os.ReadDir(filepath.Join(h.crm.Data, "uploads")); err != nil || len(after) != len(before) {
		t.Errorf("left of it: %v, %v", after, err)
	}
	if w := h.do(upload("person", h.person, "fits.bin", strings.Repeat("x", 1_000_000)), owner); w.Code != 303 {
		t.Errorf("what fits: %d", w.Code)
	}
	if body := h.do(get("/people/"+h.person.String()), owner).Body.String(); !strings.Contains(body, "of at most 1 MB") || !strings.Contains(body, "/file-limit") {
		t.Error("the form does not say how large it may be")
	}
}

// Files lie with deals, engagements and products as with people: on their pages, and behind the
// walls of what they belong to.
func TestFilesOfTheFirmsWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		files := map[string]string{} // where one is shown, and its own page
		for kind, of := range map[string]struct {
			home string
			id   clientele.ID
		}{"deal": {"/deals", h.deal}, "engagement": {"/engagements", h.engagement}, "product": {"/products", h.sold("product")}} {
			file := h.fileOf(kind, of.id, kind+".png", "drawn")
			files[fmt.Sprintf("%s/%d", of.home, of.id)] = fmt.Sprintf("/files/%d", file)
		}
		for shown, at := range files {
			if w := h.do(get(shown), member); !strings.Contains(w.Body.String(), at+"/content") {
				t.Errorf("%s: %d, and %s is not there", shown, w.Code, at)
			}
		}
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		for shown, at := range files {
			want := 404
			if strings.HasPrefix(shown, "/products") { // which is nobody's
				want = 200
			}
			if w := h.do(get(at+"/content"), member); w.Code != want {
				t.Errorf("the file of %s for who may not pass: %d, want %d", shown, w.Code, want)
			}
		}
	})
}
