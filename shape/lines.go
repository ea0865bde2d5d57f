package shape

import (
	"cmp"
	"encoding/json"
	"net/url"

	"github.com/clientele-crm/clientele"
)

// SettingLines is the setting that holds what lines of business are called.
const SettingLines = "lines"

// LineNames are the firm's lines of business as people made them: entries and addresses name a
// line by its key.
type LineNames struct {
	Names map[clientele.Line]string         `json:"names,omitempty"` // what one is called, where that is not its key
	Under map[clientele.Line]clientele.Line `json:"under,omitempty"` // under which one goes that was put into another
	Made  []clientele.Line                  `json:"made,omitempty"`  // those that somebody made or changed, and that are offered
	Away  []clientele.Line                  `json:"away,omitempty"`  // those that are not offered
}

// linesBy reads them from how they are kept.
func linesBy(set map[string]string) (l LineNames) {
	if text := set[SettingLines]; text != "" {
		_ = json.Unmarshal([]byte(text), &l) // we wrote it; of anything else lines are called by their keys
	}
	return l
}

// LineName is what a line is called.
func (f Firm) LineName(l clientele.Line) string {
	if l == "" {
		return f.Say("list.without-line")
	}
	return cmp.Or(f.Lines.Names[l], string(l))
}

// Goes is the line under which one goes.
func (l LineNames) Goes(line clientele.Line) clientele.Line {
	if under, put := l.Under[line]; put {
		return under
	}
	return line
}

// Asked is the line that an address names, under which it goes; nil for every line.
func (l LineNames) Asked(given string) *clientele.Line {
	line := LineOf(given)
	if line != nil {
		*line = l.Goes(*line)
	}
	return line
}

// ListOfLine is the list of the relationships of a line.
func ListOfLine(l clientele.Line) string {
	return "/relationships?" + url.Values{"line": {LineParam(l)}}.Encode()
}
