package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func TestAnnounce_MessagesArePrintedAlsoAfterTheListWasCleared(t *testing.T) {
	t.Parallel()
	output := newTranscript()
	service := accounttest.New(t)
	program := newEmulator(service, hostRule{}, newJournal(choices{}, output, output))
	for i := range 3 {
		email := fmt.Sprintf("user%d@example.com", i)
		if _, err := service.GuestClient().CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: account.NewID(), Email: email}); err != nil {
			t.Fatal(err)
		}
		output.waitFor(t, "mail to "+email+": sign-in code")
		request := httptest.NewRequest(http.MethodDelete, "http://127.0.0.1/emulator/v1/messages", nil)
		recorder := httptest.NewRecorder()
		if program.handler().ServeHTTP(recorder, request); recorder.Code != http.StatusNoContent {
			t.Fatalf("the messages were not cleared: %d, %s", recorder.Code, recorder.Body)
		}
	}
	if printed := strings.Count(output.String(), "sign-in code"); printed != 3 {
		t.Errorf("%d messages were printed, expected 3:\n%s", printed, output)
	}
}
