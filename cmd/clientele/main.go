// Command clientele is the program: it wires the rooms of the house and gives
// each a command. One file a command; what runs a request or measures a
// relationship is not here.
//
// Start at cli, the list of commands, then run.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // zones by name, also where the machine has none

	"github.com/alecthomas/kong"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// version is set by the Makefile.
var version = "dev"

// Exit statuses, as the manual promises them.
const (
	exitDone  = 0
	exitFault = 1 // a fault in the data, or in the world, that leaves no answer
	exitUsage = 2 // wrong usage
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], stdio{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(status)
}

// stdio is where the program meets who called it.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

// cli is every command, in the order in which help shows them.
type cli struct {
	Settings `group:"common"`

	Serve    serveCmd    `cmd:"" help:"Open the house in the browser."`
	Analyze  analyzeCmd  `cmd:"" help:"Say of each account in some files where it stands, and why. Nothing is kept."`
	Backtest backtestCmd `cmd:"" help:"Say how far the measure may be trusted on these files: measure at a cut, score against what came after."`
	Fit      fitCmd      `cmd:"" help:"Fit one model of repeat purchases, of spend or of contracts to some files, and print its parameters."`
	Import   importCmd   `cmd:"" help:"Bring files into the book."`
	Measure  measureCmd  `cmd:"" help:"Measure every relationship of the book anew."`
	Demo     demoCmd     `cmd:"" help:"Fill a book with a simulated firm, or write it as files."`
	User     userCmd     `cmd:"" help:"Let people in, list them, shut them out."`
	Key      keyCmd      `cmd:"" help:"Make, list and drop keys for programs."`
	Backup   backupCmd   `cmd:"" help:"Copy the book to one file, also while it is open."`
	Restore  restoreCmd  `cmd:"" help:"Bring back a copy."`
	Doctor   doctorCmd   `cmd:"" help:"Check the data, the configuration and the disk."`
	Rebuild  rebuildCmd  `cmd:"" help:"Drop everything that is folded from the book, and fold it again."`
	Config   configCmd   `cmd:"" help:"Show the configuration, and where each value comes from."`
	Version  versionCmd  `cmd:"" help:"Say which version this is."`
}

// exitCode is how kong's own exits (help) leave the parser.
type exitCode int

func run(ctx context.Context, args []string, s stdio) (status int) {
	defer func() {
		if r := recover(); r != nil {
			code, ok := r.(exitCode)
			if !ok {
				panic(r)
			}
			status = int(code)
		}
	}()
	if odd := oddZone(os.Getenv("TZ")); odd != "" {
		fmt.Fprintln(s.err, "clientele:", odd)
	}
	var c cli
	verbs, file := newVerbs(), &fileResolver{settings: &c.Settings}
	parser, err := newParser(&c, verbs, file, s)
	if err != nil {
		fmt.Fprintln(s.err, "clientele:", err)
		return exitUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if file.err != nil {
		err = file.err
	}
	if err != nil {
		fmt.Fprintln(s.err, "clientele:", say.English.Error(err))
		fmt.Fprintln(s.err, "clientele: see clientele --help, or clientele COMMAND --help")
		return exitUsage
	}
	if err := c.speak(); err != nil {
		return report(err, s.err)
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	if do := verbs.chosen(chosen); do != nil {
		return report(do(ctx, &c.Settings, s), s.err)
	}
	return report(chosen.Run(&c.Settings, s, chosen), s.err)
}

// oddZone says that TZ names no zone that is known here, which Go takes for UTC without a
// word: days would begin at another hour than whoever set it means. "" where all is well.
func oddZone(tz string) string {
	name := strings.TrimPrefix(tz, ":")
	if _, err := os.Stat(name); err == nil || name == "" { // a path is a zone too
		return ""
	}
	if _, err := time.LoadLocation(name); err == nil {
		return ""
	}
	return fmt.Sprintf("TZ=%s is no time zone that is known here: days are those of UTC until the firm says its zone; write it as Europe/Vienna", tz)
}

// newParser reads command lines into c. Help shows a command's own flags first, then those
// that every command knows.
func newParser(c *cli, verbs *verbs, file *fileResolver, s stdio) (*kong.Kong, error) {
	return kong.New(c, append(verbs.options(),
		kong.Name("clientele"),
		kong.Description("Where each relationship stands, client or customer, and what to do about it."),
		kong.Writers(s.out, s.err),
		kong.Exit(func(code int) { panic(exitCode(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Resolvers(file),
		kong.Vars{"fits": fitNames()},
		kong.ExplicitGroups([]kong.Group{
			{Key: "book", Title: "What the pages show and do, in the book of --data:"},
			{Key: "common", Title: "What every command knows:"},
		}),
	)...)
}

// usage marks an error as the caller's, not the data's.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

func wrongUsage(what, remedy string) error {
	return usage{&clientele.Fault{Kind: clientele.Invalid, What: what, Remedy: remedy}}
}

// report tells an error, once, and turns it into a status.
func report(err error, to io.Writer) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(to, "clientele: stopped; what was acknowledged is kept")
		return exitFault
	}
	fmt.Fprintln(to, "clientele:", say.English.Error(err))
	if f := (*clientele.Fault)(nil); errors.As(err, &f) && f.Err != nil {
		fmt.Fprintln(to, "  because:", say.English.Error(f.Err))
	}
	if u := (usage{}); errors.As(err, &u) || ofFlag(err) {
		return exitUsage
	}
	return exitFault
}

// ofFlag says that what is wrong stands on the command line, not in the data.
func ofFlag(err error) bool {
	var f *clientele.Fault
	return errors.As(err, &f) && f.Kind == clientele.Invalid && strings.HasPrefix(f.Where, "--")
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(s stdio) error {
	_, err := fmt.Fprintln(s.out, "clientele", version)
	return err
}
