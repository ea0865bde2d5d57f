package e2e

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestLook(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	post := func(path, body string) string {
		return get(x, chromedp.Evaluate[string](`fetch("/api/v1/`+path+`", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(`+body+`)}).then(r => r.text())`, chromedp.EvalAwaitPromise))
	}
	shot := func(name string) {
		if err := os.WriteFile("/tmp/look-"+name+".png", get(x, chromedp.FullScreenshot(90)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	x.look(1366, 900, "light")
	x.visit("/engagements")
	shot("none")
	accounts := get(x, chromedp.Evaluate[string](`fetch("/api/v1/relationships?limit=12").then(r => r.json()).then(d => JSON.stringify(d.rows.map(r => r.account)))`, chromedp.EvalAwaitPromise))
	t.Log(accounts)
	t.Log(get(x, chromedp.Evaluate[string](`(async () => { const ids = `+accounts+`; const day = n => new Date(Date.now() + n*864e5).toISOString().slice(0,10); let out = "";
	const post = async (p, b) => { const r = await fetch("/api/v1/" + p, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(b)}); const j = await r.json(); if (!r.ok) out += p + " " + JSON.stringify(j) + "\n"; return j; };
	for (let i = 0; i < 10; i++) {
	  const e = await post("engagements", {name: ["General counsel", "Employment matter", "Yearly accounts", "Care of the website", "Lettings mandate"][i % 5] + " " + (i+1), account: ids[i], kind: ["retainer","matter","project","subscription","mandate"][i%5], owner: "me", begins: day(-200-i*11), ends: i%3==0 ? null : day(20+i*30), fee: {minor: 120000+i*5000, currency: "GBP"}, period: ["month","quarter","month","year","month"][i%5], agreed: i%2 ? 20 : null, per: i%2 ? "period" : null, notice: i%3==0 ? null : 1, renews: i%3==1, rise: i==1 ? 3 : null, stage: i==9 ? "offered" : "running"});
	  if (i%2 && i != 9) for (let d = 1; d < 6; d++) await post("log-hours", {engagement: e.id, units: String(1.5*d), day: day(-d*3), what: ["Letter to the other side", "Call", "Draft of the contract"][d%3]});
	} return out; })()`, chromedp.EvalAwaitPromise)))
	_ = post
	x.visit("/engagements")
	shot("list")
	id := get(x, chromedp.Evaluate[string](`document.querySelectorAll("#engagements-rows tr")[2].dataset.href`))
	x.visit(id)
	shot("record")
	x.js(`document.querySelector(".engagement-acts details").open = true`)
	shot("record-open")
	x.visit("/engagements?tab=quarter")
	shot("quarter")
	x.visit("/engagements/new")
	shot("new")
	x.look(360, 780, "dark")
	x.visit("/engagements")
	shot("list-narrow")
	x.visit(id)
	shot("record-narrow")
	x.look(1366, 900, "dark")
	x.visit(id)
	shot("record-dark")
	post("set-language", `{language: "de"}`)
	x.look(1366, 900, "light")
	x.visit(id)
	shot("record-de")
	x.visit("/engagements")
	shot("list-de")
	ids := get(x, chromedp.Evaluate[string](`(`+accounts+`)[0].toString()`))
	x.visit("/accounts/" + ids)
	shot("account")
}
