// Command withpostgres runs a command with a temporary PostgreSQL beside it, whose
// address is in CLIENTELE_TEST_POSTGRES: one server for the tests of all packages.
// Where that is set already, or no server is installed, it only runs the command.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"

	"github.com/clientele-crm/clientele/db/dbtest/pgcluster"
)

const variable = "CLIENTELE_TEST_POSTGRES"

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: withpostgres COMMAND [ARGUMENT…]")
		os.Exit(2)
	}
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
	}
	os.Exit(code)
}

func run(command []string) (code int, err error) {
	if os.Getenv(variable) == "" {
		c, err := pgcluster.Start(context.Background())
		switch {
		case errors.Is(err, pgcluster.ErrNotInstalled):
			fmt.Fprintln(os.Stderr, "withpostgres:", err)
		case err != nil:
			return 1, err
		default:
			os.Setenv(variable, c.Address.String())
			defer func() { err = errors.Join(err, c.Stop()) }()
		}
	}
	signal.Ignore(os.Interrupt) // the command gets it too, and ends; then we clear away
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(1, exit.ExitCode()), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
