package accounttest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/bounded"
)

func TestRequests_WhatIsDroppedIsNotReferredTo(t *testing.T) {
	t.Parallel()
	var log requestLog
	log.entries = make([]Request, 0, 10)
	for _, path := range []string{"/a", "/b"} {
		log.add(Request{Path: path}, 2)
	}
	before, size := log.entries, log.size
	log.add(Request{Path: "/c"}, 2)
	require.Equal(t, []Request{{}, {Path: "/b"}}, before)
	require.Equal(t, size, log.size)
	log.add(Request{Body: make([]byte, bounded.Least)}, 2)
	require.Len(t, log.entries, 1, "the newest is kept in any case")
	log.add(Request{}, 2)
	require.Len(t, log.entries, 1, "bodies count")
	log.add(Request{ResponseBody: make([]byte, bounded.Least)}, 2)
	require.Len(t, log.entries, 1, "bodies of responses, too")
}
