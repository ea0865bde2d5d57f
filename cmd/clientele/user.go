package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/team"
)

// userCmd is who may come in, from the shell: also the first owner, and also when
// nobody can sign in any more.
type userCmd struct {
	Add    userAddCmd    `cmd:"" help:"Let somebody in; prints a one-time link by which they choose a password."`
	List   userListCmd   `cmd:"" help:"List who may come in."`
	Role   userRoleCmd   `cmd:"" help:"Change what somebody may do: their sessions end, and their keys too where they may more than before."`
	Reset  userResetCmd  `cmd:"" help:"Print a one-time link by which somebody sets a new password."`
	Remove userRemoveCmd `cmd:"" help:"Shut somebody out, and hand on what they looked after: their sessions and keys end at once; what they wrote stays."`
}

type userAddCmd struct {
	Email         string `required:"" placeholder:"E" help:"E-mail address, to sign in with."`
	Role          string `required:"" enum:"owner,manager,member,reader,outside" placeholder:"ROLE" help:"What they may do: owner, manager, member, reader or outside."`
	Name          string `placeholder:"N" help:"Their name; without it they are asked for it."`
	PasswordStdin bool   `help:"Take a password from standard input, and print no link."`
}

// Run makes the folder and the database where there are none.
func (c userAddCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	n := access.Newcomer{Name: c.Name, Email: c.Email, By: commandLine()}
	if c.PasswordStdin {
		password, err := passwordFrom(s.in)
		if err != nil {
			return err
		}
		n.Password = password
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	if c.PasswordStdin {
		if _, err := h.crm.Access.AddUser(ctx, n, access.Role(c.Role)); err != nil {
			return ofUserFlag(err)
		}
		_, err = fmt.Fprintf(s.out, "%s may come in as %s.\n", c.Email, c.Role)
		return err
	}
	_, secret, err := h.crm.Access.Invite(ctx, n, access.Role(c.Role))
	if err != nil {
		return ofUserFlag(err)
	}
	_, err = fmt.Fprintln(s.out, set.address()+team.InvitePath(secret))
	return err
}

// passwordFrom is the first line of what is handed in.
func passwordFrom(in io.Reader) (string, error) {
	const most = 1 << 10
	line, err := bufio.NewReader(io.LimitReader(in, most)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", wrongUsage("there is no password on standard input", "write it there, on a line of its own")
	}
	return line, nil
}

// ofUserFlag says which flag was wrong.
func ofUserFlag(err error) error {
	var f *access.Field
	if !errors.As(err, &f) || f.Fault.Kind != clientele.Invalid {
		return err
	}
	where := *f.Fault
	where.Where = "--" + f.Name
	if f.Name == "password" {
		where.Where = "--password-stdin"
	}
	return &where
}

type userListCmd struct {
	Format string `help:"Output: table or json (${default})." enum:"table,json" default:"table"`
}

// userLine is a user as the shell shows one.
type userLine struct {
	ID    clientele.ID      `json:"id"`
	Email string            `json:"email"`
	Name  string            `json:"name"`
	Role  access.Role       `json:"role"`
	State string            `json:"state"` // in, invited or removed
	Made  clientele.Instant `json:"made"`
}

// Run lists also those who may come in no more.
func (c userListCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	if err := mustHaveData(set); err != nil {
		return err
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	users, err := h.crm.Access.Everybody(ctx)
	if err != nil {
		return err
	}
	lines := make([]userLine, len(users))
	for i, u := range users {
		lines[i] = userLine{u.ID, u.Email, u.Name, u.Role, "in", u.Made}
		switch {
		case u.Disabled != 0:
			lines[i].State = "removed"
		case !u.Came():
			lines[i].State = "invited"
		}
	}
	return writeList(s.out, c.Format, lines)
}

type userRoleCmd struct {
	Email string `arg:"" name:"EMAIL" help:"Whose role is changed."`
	Role  string `arg:"" name:"ROLE" enum:"owner,manager,member,reader,outside" help:"What they may do: owner, manager, member, reader or outside."`
}

// Run changes the role at once, also beside a running server.
func (c userRoleCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	return withUser(ctx, set, s, c.Email, func(a *access.Access, u access.User) error {
		if err := a.SetRole(ctx, commandLine(), u.ID, access.Role(c.Role)); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.out, "%s is %s now, and signs in again.\n", u.Email, c.Role)
		return err
	})
}

type userResetCmd struct {
	Email   string `arg:"" name:"EMAIL" help:"Who needs a new password."`
	TwoStep bool   `help:"The phone is lost too: take the second step of signing in away."`
}

// Run prints the link. Earlier links of the user hold no more.
func (c userResetCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	return withUser(ctx, set, s, c.Email, func(a *access.Access, u access.User) error {
		if c.TwoStep {
			if err := a.ResetSecondStep(ctx, commandLine(), u.ID); err != nil {
				return err
			}
		}
		secret, err := a.Reset(ctx, commandLine(), u.ID)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, set.address()+team.InvitePath(secret))
		return err
	})
}

type userRemoveCmd struct {
	Email string `arg:"" name:"EMAIL" help:"Who may come in no more."`

	To       string `placeholder:"E" help:"E-mail address of the colleague who takes over what they look after."`
	Accounts string `placeholder:"E" help:"Who takes over the relationships, where it is another."`
	People   string `placeholder:"E" help:"The same of people."`
	Tasks    string `placeholder:"E" help:"The same of open tasks that are no promises."`
	Promises string `placeholder:"E" help:"The same of promises."`
	Views    string `placeholder:"E" help:"The same of saved views."`
	Walls    string `placeholder:"E" help:"The same of their places behind walls; without it, who takes over the relationships."`
	Keep     bool   `help:"Leave what they look after with them: nobody takes it over."`
}

// Run shuts somebody out, who stays known for what they wrote, and hands on what they
// looked after, also where no server runs.
func (c userRemoveCmd) Run(ctx context.Context, set *Settings, s stdio) error {
	return withHouse(ctx, set, s, func(h *program) error {
		in, err := c.handing(ctx, h.crm.Access)
		if err != nil {
			return err
		}
		done, err := h.crm.Team.ShutOut(ctx, commandLine(), in)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s is shut out: sessions and keys are ended; what they wrote stays.\n", c.Email)
		if done.Job != 0 {
			b, err := h.crm.Batches.LeaveNow(ctx, commandLine(), done.ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "What they looked after is handed on: %s changed, %s not taken.\n", many(int(b.Changed), "record", "records"), grouped(int(b.Refused)))
		}
		_, err = fmt.Fprintf(s.out, "To take it back: clientele batch-undo %d\n", done.ID)
		return err
	})
}

// handing is who takes what over.
func (c userRemoveCmd) handing(ctx context.Context, a *access.Access) (in team.ShutOutIn, err error) {
	in.Keep = c.Keep
	for _, one := range []struct {
		email string
		id    *clientele.ID
	}{{c.Email, &in.ID}, {c.To, &in.To}, {c.Accounts, &in.Accounts}, {c.People, &in.People}, {c.Tasks, &in.Tasks}, {c.Promises, &in.Promises},
		{c.Views, &in.Views}, {c.Walls, &in.Walls}} {
		if one.email == "" {
			continue
		}
		u, err := a.UserBy(ctx, one.email)
		if err != nil {
			return in, err
		}
		*one.id = u.ID
	}
	return in, nil
}

// withHouse does something in a house that there is.
func withHouse(ctx context.Context, set *Settings, s stdio, do func(*program) error) error {
	if err := mustHaveData(set); err != nil {
		return err
	}
	h, err := openHouse(ctx, set, s)
	if err != nil {
		return err
	}
	defer h.close()
	return do(h)
}

// withUser does something with a user who may come in.
func withUser(ctx context.Context, set *Settings, s stdio, email string, do func(*access.Access, access.User) error) error {
	return withHouse(ctx, set, s, func(h *program) error {
		u, err := h.crm.Access.UserBy(ctx, email)
		if err != nil {
			return err
		}
		return do(h.crm.Access, u)
	})
}

// writeList writes rows as JSON, or as a table.
func writeList[T any](w io.Writer, format string, rows []T) error {
	if format == "json" {
		return writeJSON(w, rows)
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "None.")
		return err
	}
	return writeTable(w, tableOf(reflect.ValueOf(rows)))
}
