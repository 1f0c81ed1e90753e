package schema

func (l *loader) check() {}
