package control_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

// serve does what the emulator does, in this process.
func serve() *httptest.Server {
	site := httptest.NewUnstartedServer(nil)
	service, err := accounttest.NewDetached("http://" + site.Listener.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", service.Handler())
	mux.Handle(control.Path+"/", control.NewHandler(service))
	site.Config.Handler = mux
	site.Start()
	return site
}

// A test of a program in another process puts a user in place, and reads the mail that the
// program causes.
func Example() {
	emulator := serve() // with the emulator its address, http://127.0.0.1:4080
	defer emulator.Close()
	ctx := context.Background()

	client, err := control.NewClientWithResponses(emulator.URL + control.Path)
	if err != nil {
		log.Fatal(err)
	}
	created, err := client.CreateUserWithResponse(ctx, control.Seed{Email: "ann@example.com", Password: "correct-horse-9"})
	if err != nil {
		log.Fatal(err)
	}
	if problem := created.ApplicationProblemJSONDefault; problem != nil {
		log.Fatal(problem)
	}

	service, err := client.GetServiceWithResponse(ctx) // endpoint, project and key
	if err != nil {
		log.Fatal(err)
	}
	guest, err := account.New(service.JSON200.Endpoint, service.JSON200.ProjectID)
	if err != nil {
		log.Fatal(err)
	}
	_, err = guest.CreateRecovery(ctx, account.CreateRecoveryParams{Email: "ann@example.com", URL: "http://localhost/reset"})
	if err != nil {
		log.Fatal(err)
	}
	mail, err := client.WaitForMessageWithResponse(ctx, &control.WaitForMessageParams{To: "ann@example.com", Kind: control.MessageKindRecovery})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(mail.JSON200.Subject, mail.JSON200.UserID == created.JSON201.ID)
	// Output: Password Reset true
}

// A response has the field of its status or, if the call was rejected, a problem.
func ExampleProblem() {
	emulator := serve()
	defer emulator.Close()
	client, err := control.NewClientWithResponses(emulator.URL + control.Path)
	if err != nil {
		log.Fatal(err)
	}
	created, err := client.AddFaultWithResponse(context.Background(), control.FaultSeed{Operation: "signIn", Status: 503})
	if err != nil {
		log.Fatal(err) // no response at all
	}
	if problem := created.ApplicationProblemJSONDefault; problem != nil {
		fmt.Println(problem.Status, problem.Field, problem.Type == control.ProblemTypeInvalid)
		return
	}
	fmt.Println(created.JSON201.ID)
	// Output: 400 operation true
}

// The handler serves beside the service, for tests in another language.
func ExampleNewHandler() {
	site := httptest.NewUnstartedServer(nil)
	service, err := accounttest.NewDetached("http://" + site.Listener.Addr().String()) // the address of all of it
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", service.Handler())
	mux.Handle(control.Path+"/", control.NewHandler(service))
	site.Config.Handler = mux
	site.Start()
	defer site.Close()

	service.CreateUser(accounttest.Seed{ID: "ann"})
	response, err := http.Get(site.URL + control.Path + "/users/ann")
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	fmt.Println(response.StatusCode, response.Header.Get("Content-Type"))
	// Output: 200 application/json
}
