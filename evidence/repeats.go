package evidence

import "fmt"

// repeats counts the rows without an order number that say exactly what another says.
type repeats struct{ rows, again int }

// Two equal purchases of a day do happen; so many of them look like copies.
const (
	leastRepeats = 10
	repeatShare  = 0.05
)

// count takes a row's number among its equals.
func (c *repeats) count(number int) {
	c.rows++
	if number > 1 {
		c.again++
	}
}

func (c *repeats) note() string {
	if c.again < leastRepeats || float64(c.again) < repeatShare*float64(c.rows) {
		return ""
	}
	return fmt.Sprintf("%d of %d rows are exact repeats of another: they count as orders of their own. If they are copies, take them out, or map a column with order numbers.", c.again, c.rows)
}
