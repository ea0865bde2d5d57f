package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// keyCmd is keys for programs, from the shell.
type keyCmd struct {
	Make keyMakeCmd `cmd:"" help:"Make a key for a program, and print it, this once. It may do what its user may."`
	List keyListCmd `cmd:"" help:"List the keys; never the keys themselves."`
	Drop keyDropCmd `cmd:"" help:"End a key at once."`
}

type keyMakeCmd struct {
	User string `required:"" placeholder:"E" help:"E-mail address of the user in whose name the program acts."`
	Name string `default:"command line" placeholder:"N" help:"What it is for (${default})."`

	ReadOnly bool          `help:"It reads what its user may see, and changes nothing."`
	Expires  clientele.Day `placeholder:"DAY" help:"The last day on which it holds, as 2027-01-31; without it, it holds until it is dropped."`
}

// Run prints the key and nothing else, for scripts.
func (c keyMakeCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	return withUser(ctx, set, s, c.User, func(a *access.Access, u access.User) error {
		_, secret, err := a.CreateToken(ctx, commandLine(), u.ID, access.NewKey{Name: c.Name, ReadOnly: c.ReadOnly, Until: c.Expires})
		if err != nil {
			return ofKeyFlag(err)
		}
		_, err = fmt.Fprintln(s.out, secret)
		return err
	})
}

// ofKeyFlag says which flag was wrong.
func ofKeyFlag(err error) error {
	var f *access.Field
	if !errors.As(err, &f) || f.Name != "until" {
		return err
	}
	where := *f.Fault
	where.Where = "--expires"
	return &where
}

type keyListCmd struct {
	Format string `help:"Output: table or json (${default})." enum:"table,json" default:"table"`
}

// keyLine is a key as the shell shows one.
type keyLine struct {
	ID   clientele.ID      `json:"id"`
	User string            `json:"user"`
	Name string            `json:"name"`
	Made clientele.Instant `json:"made"`
	Used clientele.Instant `json:"used"` // to the hour
	May  string            `json:"may"`  // read, or read and write
	Ends string            `json:"ends"` // the last day on which it holds, or "never"
}

// Run lists the keys of all users, newest first.
func (c keyListCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	if err := mustHaveData(set); err != nil {
		return err
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	keys, err := h.crm.Access.EveryToken(ctx)
	if err != nil {
		return err
	}
	users, err := h.crm.Access.Users(ctx)
	if err != nil {
		return err
	}
	emails := map[clientele.ID]string{}
	for _, u := range users {
		emails[u.ID] = u.Email
	}
	lines := make([]keyLine, len(keys))
	for i, k := range keys {
		lines[i] = keyLine{k.ID, emails[k.User], k.Name, k.Made, k.Used, "read and write", "never"}
		if k.ReadOnly {
			lines[i].May = "read"
		}
		if k.Until != 0 {
			lines[i].Ends = k.Until.String()
		}
	}
	return writeList(s.out, c.Format, lines)
}

type keyDropCmd struct {
	ID clientele.ID `arg:"" name:"ID" help:"Number of the key, as the list has it."`
}

// Run ends a key, whosever it is.
func (c keyDropCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	if err := mustHaveData(set); err != nil {
		return err
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	keys, err := h.crm.Access.EveryToken(ctx)
	if err != nil {
		return err
	}
	owner := clientele.ID(0) // of no key: there is none of that number, and that is said
	for _, k := range keys {
		if k.ID == c.ID {
			owner = k.User
		}
	}
	if err := h.crm.Access.DropToken(ctx, commandLine(), owner, c.ID); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "Key %d is dropped: programs that use it are shut out.\n", c.ID)
	return err
}
