// Package bounded bounds what is kept of something that goes on, in number and in bytes.
package bounded

// Limits in bytes.
const (
	perEntry = 8 << 10 // of the total, for each entry that there can be
	Least    = 4 << 20 // of the total
)

// Drop drops the oldest of entries that are more than n, or that together take more than 8 KiB
// times n and more than [Least]. One that is too large by itself is kept while it is the newest.
// It returns what is left, and its size.
func Drop[T any](entries []T, size, n int, sizeOf func(*T) int) (left []T, sizeLeft int) {
	drop, total := 0, max(Least, perEntry*n)
	for ; len(entries)-drop > n || (size > total && len(entries)-drop > 1); drop++ {
		size -= sizeOf(&entries[drop])
	}
	clear(entries[:drop]) // gives their memory back
	return entries[drop:], size
}
