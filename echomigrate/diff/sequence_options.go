package diff

// keepOptions leaves identity columns numbering as they do where neither the model nor a revision says how.
func keepOptions(t, from *table) {
	for i := range t.written.Columns {
		c := &t.written.Columns[i]
		there, declared := from.written.Column(c.Name), from.declared.Column(c.Name)
		said := declared != nil && !declared.IdentityOptions.IsZero()
		if c.Identity != "" && c.IdentityOptions.IsZero() && there != nil && there.Identity != "" && !said {
			c.IdentityOptions = there.IdentityOptions
		}
	}
}
