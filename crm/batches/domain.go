package batches

import (
	"context"
	"net/url"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/record"
)

// free are domains at which anybody has an address: they say nothing of whose somebody is.
var free = map[string]bool{"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "live.com": true, "yahoo.com": true, "icloud.com": true,
	"me.com": true, "aol.com": true, "gmx.de": true, "gmx.net": true, "gmx.at": true, "web.de": true, "t-online.de": true, "freenet.de": true, "proton.me": true, "protonmail.com": true}

func domainOf(email string) string {
	_, domain, _ := strings.Cut(strings.ToLower(strings.TrimSpace(email)), "@")
	return domain
}

// mostDomains bounds what is kept of them.
const mostDomains = 500_000

// domainsOf are the accounts that the scope sees by the domain of their address, or of
// their web site; one that several have is nobody's.
func (c *Batches) domainsOf(ctx context.Context, scope access.Scope) (map[string]clientele.ID, error) {
	found := map[string]clientele.ID{}
	n, err := record.ParseFilter("not email is empty or not website is empty")
	if err != nil {
		return nil, err
	}
	err = c.Records.Each(ctx, scope, record.Query{Type: record.Account, Filter: n, Sort: "id"}, func(p record.Page) error {
		for _, r := range p.Rows {
			domains := []string{domainOf(r.Text("email"))}
			if u, err := url.Parse(r.Text("website")); err == nil {
				domains = append(domains, strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."))
			}
			for _, d := range domains {
				if d == "" || free[d] || len(found) >= mostDomains {
					continue
				}
				if other := found[d]; other != 0 && other != r.ID {
					found[d] = ambiguous
				} else {
					found[d] = r.ID
				}
			}
		}
		return nil
	})
	return found, err
}
