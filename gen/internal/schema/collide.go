package schema

func (l *loader) collisions() {}
