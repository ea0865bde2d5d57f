package access

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Firm is the name of the firm.
func (a *Access) Firm(ctx context.Context) (string, error) {
	if h, err := a.household(ctx); h != nil || err != nil {
		return h.name(), err
	}
	name, err := db.One[string](ctx, a.d, "SELECT name FROM workspaces WHERE id = ?", a.ws)
	if err != nil {
		return "", fmt.Errorf("the firm's name: %w", err)
	}
	return name, nil
}

// FirmSet is what the firm is called, "" as it is, and what else is set; "" takes a setting away.
type FirmSet struct {
	Name     string
	Settings map[string]string
}

// SetFirm names the firm and sets what is given. What changes by it stands in the trail.
func (a *Access) SetFirm(ctx context.Context, by Scope, to FirmSet) error {
	return a.write(ctx, func(tx *db.Tx) error { return a.setFirm(ctx, tx, by, to) })
}

// revisionName is the setting that counts how often the firm was set.
const revisionName = "revision"

func (a *Access) setFirm(ctx context.Context, tx *db.Tx, by Scope, to FirmSet) error {
	name, err := db.One[string](ctx, tx, "SELECT name FROM workspaces WHERE id = ?", a.ws)
	if err != nil {
		return fmt.Errorf("the firm's name: %w", err)
	}
	rows, err := db.All[setting](ctx, tx, "SELECT name, value FROM settings WHERE workspace = ? AND name <> ?", a.ws, setupName)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	was := map[string]string{}
	for _, r := range rows {
		was[r.Name] = r.Value
	}
	fields := map[string]edit{}
	set := func(field, was, is string) {
		if was != is {
			fields[field] = edit{orNil(was), orNil(is)}
		}
	}
	for name, value := range to.Settings {
		set(name, was[name], value)
	}
	if to.Name != "" {
		set("firm", name, to.Name)
		if _, err := tx.Exec(ctx, "UPDATE workspaces SET name = ? WHERE id = ?", to.Name, a.ws); err != nil {
			return fmt.Errorf("rename the firm: %w", err)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	rev, _ := strconv.ParseInt(was[revisionName], 10, 64) // 0 before the first
	settings := maps.Clone(to.Settings)
	if settings == nil {
		settings = map[string]string{}
	}
	settings[revisionName] = strconv.FormatInt(rev+1, 10)
	if err := a.setSettings(ctx, tx, settings); err != nil {
		return err
	}
	return a.note(ctx, tx, by, revised{clientele.Ref{Type: OfFirm, ID: a.ws}, rev + 1}, fields)
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

type setting struct {
	Name  string `db:"name"`
	Value string `db:"value"`
}

// Settings reads what the firm set.
func (a *Access) Settings(ctx context.Context) (map[string]string, error) {
	if h, err := a.household(ctx); h != nil || err != nil {
		return h.all(), err
	}
	return a.SettingsIn(ctx, a.d)
}

// SettingsIn are the settings as a transaction sees them.
func (a *Access) SettingsIn(ctx context.Context, q db.Querier) (map[string]string, error) {
	rows, err := db.All[setting](ctx, q, "SELECT name, value FROM settings WHERE workspace = ? AND name <> ?", a.ws, setupName)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	all := make(map[string]string, len(rows))
	for _, r := range rows {
		all[r.Name] = r.Value
	}
	return all, nil
}

// SetSettings keeps what the house needs to know for itself; "" takes one away. What the firm
// sets goes by SetFirm.
func (a *Access) SetSettings(ctx context.Context, settings map[string]string) error {
	return a.d.InTx(ctx, func(tx *db.Tx) error { return a.setSettings(ctx, tx, settings) })
}

// KeepSetting keeps one in a transaction; "" takes it away.
func (a *Access) KeepSetting(ctx context.Context, tx *db.Tx, name, value string) error {
	return a.setSettings(ctx, tx, map[string]string{name: value})
}

func (a *Access) setSettings(ctx context.Context, tx *db.Tx, settings map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		value := settings[name]
		text, args := `INSERT INTO settings (workspace, name, value) VALUES (?, ?, ?)
			ON CONFLICT (workspace, name) DO UPDATE SET value = excluded.value`, []any{a.ws, name, value}
		if value == "" {
			text, args = "DELETE FROM settings WHERE workspace = ? AND name = ?", args[:2]
		}
		if _, err := tx.Exec(ctx, text, args...); err != nil {
			return fmt.Errorf("set %s: %w", name, err)
		}
	}
	return nil
}

// SettingZone is the name of the setting that holds the firm's zone, as IANA names it.
const SettingZone = "zone"

// Zone is the firm's zone; nil, which is the machine's own, where none is set. One that
// this machine does not know is an error, and nil.
func (a *Access) Zone(ctx context.Context) (*time.Location, error) {
	set, err := a.Settings(ctx)
	if err != nil || set[SettingZone] == "" {
		return nil, err
	}
	zone, err := time.LoadLocation(set[SettingZone])
	if err != nil {
		return nil, fmt.Errorf("zone %q: %w", set[SettingZone], err)
	}
	return zone, nil
}
