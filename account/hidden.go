package account

// hidden is a value that fmt does not reach from a struct of a program, where it asks no
// methods: a pointer to a pointer, which it follows with no verb.
type hidden[T any] struct{ value **T }

func hide[T any](value T) hidden[T] {
	pointer := &value
	return hidden[T]{&pointer}
}

// get returns the value; the zero value if there is none.
func (h hidden[T]) get() (value T) {
	if h.value != nil {
		value = **h.value
	}
	return value
}
