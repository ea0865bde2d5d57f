package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// point is a place on the page.
type point struct{ X, Y float64 }

// at is the middle of an element, or so far from its upper edge.
func (x *tab) at(selector string) point {
	x.t.Helper()
	x.until(fmt.Sprintf(`document.querySelector(%q) !== null`, selector), "for "+selector)
	return get(x, chromedp.Evaluate[point](fmt.Sprintf(`(() => { const el = document.querySelector(%q); el.scrollIntoView({block: "center", inline: "center"}); const r = el.getBoundingClientRect(); return {X: r.left + r.width / 2, Y: r.top + Math.min(r.height / 2, 20)}; })()`, selector)))
}

func (x *tab) mouse(kind input.DispatchMouseEventType, p point) {
	x.t.Helper()
	how := input.DispatchMouseEventParams{Type: kind, X: p.X, Y: p.Y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1}
	if _, err := chromedp.Call(x.ctx, input.DispatchMouseEvent, how); err != nil {
		x.t.Fatal(err)
	}
}

// drags takes an element by the mouse and lets it go over another.
func (x *tab) drags(from, to string) {
	x.t.Helper()
	x.at(to)
	begins := x.at(from)
	ends := get(x, chromedp.Evaluate[point](fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return {X: r.left + r.width / 2, Y: r.top + r.height / 2}; })()`, to)))
	x.mouse(input.DispatchMouseEventTypeMouseMoved, begins)
	x.mouse(input.DispatchMouseEventTypeMousePressed, begins)
	for i := 1; i <= 4; i++ {
		part := float64(i) / 4
		x.mouse(input.DispatchMouseEventTypeMouseMoved, point{begins.X + (ends.X-begins.X)*part, begins.Y + (ends.Y-begins.Y)*part})
	}
	x.mouse(input.DispatchMouseEventTypeMouseReleased, ends)
}

// An event is dragged to another day of the month, and to another hour of the week, by the mouse and by keys; the
// button of the sentence takes each back.
func TestAnEventIsDragged(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	x.look(1440, 1000, "light")
	x.visit("/calendar")
	x.fill("event-quick", "text", "tomorrow 10:00 lunch with nobody known")
	x.send("event-quick")
	x.until(`document.querySelector("main .flash") !== null`, "for the event to be put down")
	tomorrow := time.Now().AddDate(0, 0, 1)
	view := func(name string) { x.visit("/calendar?view=" + name + "&on=" + tomorrow.Format("2006-01-02")) }
	day := func(title string) string {
		return fmt.Sprintf(`[...document.querySelectorAll(".cal-chip")].find(c => c.offsetParent && c.textContent.includes(%q))?.closest("[data-day]")?.dataset.day`, title)
	}
	move := func(title string) string {
		return fmt.Sprintf(`[...document.querySelectorAll(".cal-chip")].find(c => c.offsetParent && c.textContent.includes(%q))?.dataset.move`, title)
	}
	title := "unch with nobody known"
	view("month")
	was := get(x, chromedp.Evaluate[string](day(title)))
	other := get(x, chromedp.Evaluate[string](fmt.Sprintf(`[...document.querySelectorAll(".cal-month td[data-day]")].map(d => d.dataset.day).find(d => d !== %q && d.slice(0, 7) === %q.slice(0, 7))`, was, was)))
	id := get(x, chromedp.Evaluate[string](fmt.Sprintf(`[...document.querySelectorAll(".cal-chip")].find(c => c.offsetParent && c.textContent.includes(%q)).dataset.id`, title)))
	chip := fmt.Sprintf(`.cal-month .cal-chip[data-id="%s"]`, id)
	x.drags(chip, fmt.Sprintf(`.cal-month td[data-day=%q]`, other))
	x.until(fmt.Sprintf(`%s === %q`, day(title), other), "for the event on the day to which it was dragged")
	x.keys("z")
	x.until(fmt.Sprintf(`%s === %q`, day(title), was), "for it to be where it was")

	view("week")
	slot := was + "T14:00"
	x.drags(fmt.Sprintf(`.cal-block .cal-chip[data-id="%s"]`, id), fmt.Sprintf(`[data-slot=%q]`, slot))
	x.until(fmt.Sprintf(`%s === %q`, move(title), slot), "for the hour to which it was dragged")
	x.keys("z")
	x.until(fmt.Sprintf(`%s === %q`, move(title), was+"T10:00"), "for the hour at which it was")

	x.js(fmt.Sprintf(`document.querySelector('.cal-block .cal-chip[data-id="%s"]').focus()`, id))
	if _, err := chromedp.Call(x.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "ArrowDown", Code: "ArrowDown", WindowsVirtualKeyCode: 40, Modifiers: 1}); err != nil {
		t.Fatal(err)
	}
	x.until(fmt.Sprintf(`%s === %q`, move(title), was+"T10:30"), "for half an hour later, by a key")
	x.keys("z")
	x.until(fmt.Sprintf(`%s === %q`, move(title), was+"T10:00"), "for it to be back")
}

// A card is dragged to another column of the board, and moved there by the bar below it without a mouse; both are taken back.
func TestACardIsDragged(t *testing.T) {
	h := demoHouse(t)
	x := h.open(t)
	x.owner()
	x.look(1440, 1000, "light")
	x.visit("/deals/board")
	x.until(`document.querySelectorAll("[data-column]").length > 2 && document.querySelector("[data-column] .board-card") !== null`, "for the board")
	card := get(x, chromedp.Evaluate[string](`document.querySelector("[data-column] .board-card .board-title a").getAttribute("href")`))
	from := get(x, chromedp.Evaluate[string](`document.querySelector("[data-column] .board-card").closest("[data-column]").dataset.column`))
	to := get(x, chromedp.Evaluate[string](fmt.Sprintf(`[...document.querySelectorAll("[data-column]")].map(c => c.dataset.column).find(c => c !== %q)`, from)))
	stands := fmt.Sprintf(`document.querySelector('.board-title a[href="%s"]')?.closest("[data-column]").dataset.column`, card)
	if _, err := chromedp.Call(x.ctx, input.SetInterceptDrags, input.SetInterceptDragsParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	begins := x.at(fmt.Sprintf(`.board-card:has(.board-title a[href="%s"])`, card))
	ends := get(x, chromedp.Evaluate[point](fmt.Sprintf(`(() => { const r = document.querySelector('[data-column="%s"]').getBoundingClientRect(); return {X: r.left + r.width / 2, Y: r.top + 60}; })()`, to)))
	x.mouse(input.DispatchMouseEventTypeMouseMoved, begins)
	x.mouse(input.DispatchMouseEventTypeMousePressed, begins)
	x.mouse(input.DispatchMouseEventTypeMouseMoved, point{begins.X + 20, begins.Y + 4})
	x.until(`document.querySelector(".board-card.is-dragged") !== null`, "for the drag to begin")
	data := &input.DragData{Items: []*input.DragDataItem{{MimeType: "text/plain", Data: "a deal"}}, DragOperationsMask: 16}
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		if _, err := chromedp.Call(x.ctx, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: ends.X, Y: ends.Y, Data: data}); err != nil {
			t.Fatal(err)
		}
	}
	x.mouse(input.DispatchMouseEventTypeMouseReleased, ends)
	x.until(fmt.Sprintf(`%s === %q`, stands, to), "for the card in the column to which it was dragged")
	x.keys("z")
	x.until(fmt.Sprintf(`%s === %q`, stands, from), "for the card where it was")

	x.js(fmt.Sprintf(`document.querySelector('.board-title:has(a[href="%s"]) [name=card]').click()`, card))
	x.js(fmt.Sprintf(`document.getElementById("move").elements.to.value = %q`, to))
	x.js(`document.getElementById("move").requestSubmit()`)
	x.until(fmt.Sprintf(`%s === %q`, stands, to), "for the card in the column that was chosen")
	x.keys("z")
	x.until(fmt.Sprintf(`%s === %q`, stands, from), "for it to be back")
}
