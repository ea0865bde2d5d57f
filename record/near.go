package record

// near says which of some words was probably meant; "" where none is close.
func near(word string, known []string) string {
	best, found := 1+len(word)/3, ""
	for _, k := range known {
		if n := apart(word, k, best+1); n <= best && (found == "" || n < best) {
			best, found = n, k
		}
	}
	if found == "" || found == word {
		return ""
	}
	return found
}

// apart is by how many letters two words differ (Levenshtein, with neighbours changed
// about as one), as far as it is below a bound.
func apart(a, b string, bound int) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 40 || len(y) > 40 || len(x)-len(y) > bound || len(y)-len(x) > bound {
		return bound + 1
	}
	var rows [41][41]int
	for i := range len(x) + 1 {
		for j := range len(y) + 1 {
			switch {
			case i == 0 || j == 0:
				rows[i][j] = i + j
				continue
			case x[i-1] == y[j-1]:
				rows[i][j] = rows[i-1][j-1]
			default:
				rows[i][j] = 1 + min(rows[i-1][j], rows[i][j-1], rows[i-1][j-1])
			}
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], 1+rows[i-2][j-2])
			}
		}
	}
	return rows[len(x)][len(y)]
}
