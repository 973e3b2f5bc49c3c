package accountcli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// maxLine is the longest line of an input that is no terminal, in bytes.
const maxLine = 64 << 10

var errLongLine = errors.New("accountcli: the input has a line of more than 64 KiB")

// input is read on behalf of one question at a time. A read cannot be interrupted, so it
// happens in a goroutine. One that a question gave up is not lost: the next question gets
// what it reads.
type input struct {
	reader  io.Reader
	chunks  chan chunk
	reading bool // a read is under way
	rest    []byte
	err     error
	afterCR bool
}

type chunk struct {
	data []byte
	err  error
}

func newInput(reader io.Reader) *input {
	return &input{reader: reader, chunks: make(chan chunk, 1)}
}

// terminal returns the input as a terminal, if it is one.
func (in *input) terminal() (*os.File, bool) {
	file, ok := in.reader.(*os.File)
	if !ok || file == nil || !term.IsTerminal(int(file.Fd())) {
		return nil, false
	}
	return file, true
}

// fill waits until there is something to take from rest.
func (in *input) fill(ctx context.Context) error {
	for len(in.rest) == 0 {
		if in.err != nil {
			return in.err
		}
		if !in.reading {
			in.reading = true
			go func() {
				data := make([]byte, 512)
				n, err := in.reader.Read(data)
				in.chunks <- chunk{data[:n], err}
			}()
		}
		select {
		case read := <-in.chunks:
			in.reading = false
			in.rest, in.err = read.data, read.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// take returns the beginning of what was read: a line end is the last of it.
func (in *input) take(limit int) []byte {
	if in.afterCR && in.rest[0] == '\n' {
		in.rest = in.rest[1:]
	}
	in.afterCR = false
	part := in.rest[:min(limit, len(in.rest))]
	if i := bytes.IndexAny(part, "\r\n"); i >= 0 {
		part = part[:i+1]
		in.afterCR = part[i] == '\r'
	}
	in.rest = in.rest[len(part):]
	return part
}

// readLine reads a line of an input that is no terminal.
func (in *input) readLine(ctx context.Context) (string, error) {
	var line []byte
	for {
		switch err := in.fill(ctx); {
		case errors.Is(err, io.EOF) && len(line) > 0:
			return string(line), nil
		case errors.Is(err, io.EOF):
			return "", fmt.Errorf("accountcli: the input ended before the last question: %w", io.ErrUnexpectedEOF)
		case err != nil:
			return "", err
		}
		part := in.take(maxLine)
		line = append(line, part...)
		if trimmed := bytes.TrimRight(line, "\r\n"); len(trimmed) < len(line) {
			return string(trimmed), nil
		}
		if len(line) > maxLine {
			in.err, in.rest = errLongLine, nil
			return "", errLongLine
		}
	}
}

// keys are what a person types while one question is asked.
type keys struct {
	ctx context.Context // of the question, which io.Reader has no room for
	in  *input
}

// Read returns keys up to the end of a line, so that the next question gets the next line.
func (k keys) Read(p []byte) (int, error) {
	if err := k.in.fill(k.ctx); err != nil {
		return 0, err
	}
	return copy(p, k.in.take(len(p))), nil
}
