package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/say"
)

// Settings are what every command knows. Each is a flag, an environment variable
// and a line of the configuration file; the flag wins, then the variable.
type Settings struct {
	File        string `name:"config" env:"CLIENTELE_CONFIG" placeholder:"FILE" help:"Configuration file, lines of name = value. Default: clientele.conf in the data folder, where it is."`
	Data        string `env:"CLIENTELE_DATA" default:"./data" placeholder:"DIR" help:"Data folder (${default})."`
	Database    string `env:"CLIENTELE_DATABASE" placeholder:"URL" secret:"" help:"PostgreSQL address; without it, SQLite in the data folder."`
	Addr        string `env:"CLIENTELE_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (${default})."`
	TLSCert     string `name:"tls-cert" env:"CLIENTELE_TLS_CERT" placeholder:"FILE" help:"Certificate, for https."`
	TLSKey      string `name:"tls-key" env:"CLIENTELE_TLS_KEY" placeholder:"FILE" help:"Its key."`
	BehindProxy bool   `env:"CLIENTELE_BEHIND_PROXY" help:"A proxy that speaks TLS stands before this, and sets X-Forwarded-For."`
	URL         string `name:"url" env:"CLIENTELE_URL" placeholder:"URL" help:"Address at which people open it, as https://crm.example.org: passkeys are made for it. Default: localhost, where it listens to this machine without TLS."`
	BackupTo    string `env:"CLIENTELE_BACKUP_TO" placeholder:"DIR" help:"Keep a copy there every night."`
	KeepBackups int    `env:"CLIENTELE_KEEP_BACKUPS" default:"14" placeholder:"N" help:"How many of those (${default})."`
	SecretKey   string `env:"CLIENTELE_SECRET_KEY" placeholder:"KEY" secret:"" help:"Key that seals secrets of two-step sign-in, 32 bytes in base64; without it, clientele.key in the data folder, which is made when it is needed."`
	Language    string `env:"CLIENTELE_LANGUAGE" placeholder:"FILE" help:"Catalogue of what pages and answers say in a further language, as fr.json; without it, English and German."`
	LogLevel    string `env:"CLIENTELE_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"What to log: debug, info, warn or error (${default})."`
	LogFormat   string `env:"CLIENTELE_LOG_FORMAT" default:"text" enum:"text,json" help:"How to log: text or json (${default})."`

	serving bool // only a server logs what goes well
}

// place is where the database is, as package db wants it.
func (c *Settings) place() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "clientele.db")
}

// speak lets the program speak another language, where one is set.
func (c *Settings) speak() error {
	if c.Language == "" {
		return nil
	}
	catalogue, err := os.ReadFile(c.Language)
	if err != nil {
		return &clientele.Fault{Kind: clientele.NotFound, What: "the catalogue cannot be read", Where: c.Language, Remedy: "correct --language", Err: err}
	}
	return say.Speak(strings.TrimSuffix(filepath.Base(c.Language), ".json"), catalogue)
}

// usualAddr is where the house listens where nobody says otherwise.
const usualAddr = "127.0.0.1:8080"

// address is where people open the house: as it is set; or else where the server of this data
// folder says that it is open; or else where one would listen. Behind a proxy without --url,
// people put its name in place of ours.
func (c *Settings) address() string {
	if c.URL != "" {
		return strings.TrimRight(c.URL, "/")
	}
	if open, err := os.ReadFile(c.openAt()); c.Addr == usualAddr && err == nil && len(open) > 0 {
		return string(open)
	}
	return c.addressOf(c.Addr)
}

// openAt is the file in which a server keeps where it is open, while it is.
func (c *Settings) openAt() string { return filepath.Join(c.Data, "open-at") }

// addressOf is the address at which one opens what listens there.
func (c *Settings) addressOf(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		host, port = addr, "80"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// origin is where people open the house, for passkeys; "" where that is not known.
func (c *Settings) origin() string {
	if c.URL != "" {
		return strings.TrimRight(c.URL, "/")
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if ip := net.ParseIP(host); err != nil || port == "0" || c.TLSCert != "" || c.BehindProxy || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return ""
	}
	return "http://" + net.JoinHostPort("localhost", port)
}

// fileResolver gives kong the values of the configuration file, where neither a
// flag nor a variable has spoken.
type fileResolver struct {
	settings *Settings
	path     string
	values   map[string]string
	read     bool
	err      error // what is wrong with the file; kept here, as kong would blame a flag for it
}

// Validate does nothing: a name that is no flag is found when the file is read.
func (r *fileResolver) Validate(*kong.Application) error { return nil }

// Resolve is called flag by flag.
func (r *fileResolver) Resolve(c *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	if flag.Name == "config" || parent.App == nil {
		return nil, nil
	}
	for _, env := range flag.Envs {
		if _, ok := os.LookupEnv(env); ok {
			return nil, nil
		}
	}
	if !r.read {
		r.read = true
		r.err = r.load(c)
	}
	if flag.Name == "data" && r.path == filepath.Join(dataOf(c), "clientele.conf") {
		return nil, nil // the file in the data folder cannot say where that is
	}
	if v, ok := r.values[flag.Name]; ok {
		return v, nil
	}
	return nil, nil
}

func dataOf(c *kong.Context) string { return valueOf(c, "data") }

func valueOf(c *kong.Context, name string) string {
	for _, f := range c.Model.Flags {
		if f.Name == name {
			s, _ := c.FlagValue(f).(string)
			return s
		}
	}
	return ""
}

func (r *fileResolver) load(c *kong.Context) error {
	r.path = valueOf(c, "config")
	asked := r.path != ""
	if !asked {
		r.path = filepath.Join(dataOf(c), "clientele.conf")
	}
	f, err := os.Open(r.path)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return nil
	}
	if err != nil {
		return &clientele.Fault{Kind: clientele.NotFound, What: "the configuration cannot be read", Where: r.path, Remedy: "correct --config", Err: err}
	}
	defer f.Close()
	known := map[string]bool{}
	for _, flag := range c.Model.Flags {
		known[flag.Name] = flag.Name != "help" && flag.Name != "config"
	}
	r.values = map[string]string{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name = strings.ReplaceAll(strings.TrimSpace(name), "_", "-")
		if !ok || !known[name] {
			return &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("%q is no setting", line), Where: fmt.Sprintf("%s, line %d", r.path, n), Remedy: "write name = value; see clientele config for the names"}
		}
		r.values[name] = strings.Trim(strings.TrimSpace(value), `"`)
	}
	return lines.Err()
}

type configCmd struct{}

// Run lists every setting, its value and its source. Secrets are masked.
func (configCmd) Run(s stdio, c *kong.Context) error {
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "setting\tvalue\tfrom\tvariable")
	for _, f := range c.Model.Flags {
		if f.Name == "help" {
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.Name, shown(f), source(c, f), strings.Join(f.Envs, " "))
	}
	return w.Flush()
}

func shown(f *kong.Flag) string {
	v := fmt.Sprint(f.Target.Interface())
	if v == "" {
		return "-"
	}
	if !f.Tag.Has("secret") {
		return v
	}
	if f.Name == "database" {
		return db.Redact(v)
	}
	return "xxxxx"
}

func source(c *kong.Context, f *kong.Flag) string {
	for _, p := range c.Path {
		if p.Flag != f {
			continue
		}
		if p.Resolved {
			return "file"
		}
		return "flag"
	}
	for _, env := range f.Envs {
		if _, ok := os.LookupEnv(env); ok {
			return "environment"
		}
	}
	return "default"
}
