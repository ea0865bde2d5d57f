package start

// Kind is a kind of business as its table has it, for tests outside of the package.
type Kind struct {
	Name, Sample string
	Fields       []string // "accounts likes"
}

// Kinds are all of them.
func Kinds() (all []Kind) {
	for _, p := range presets {
		k := Kind{Name: p.name, Sample: p.sample}
		for _, f := range p.fields {
			k.Fields = append(k.Fields, f.of+" "+f.name)
		}
		all = append(all, k)
	}
	return all
}
