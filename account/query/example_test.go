package query_test

import (
	"fmt"
	"time"

	"github.com/appwrite-go/appwrite/account/query"
)

func ExampleLimit() {
	fmt.Println(query.Limit(10))
	fmt.Println(query.Offset(20))
	// Output:
	// {"method":"limit","values":[10]}
	// {"method":"offset","values":[20]}
}

func ExampleEqual() {
	fmt.Println(query.Equal("provider", "github", "gitlab"))
	// Output:
	// {"method":"equal","attribute":"provider","values":["github","gitlab"]}
}

func ExampleBetween() {
	november := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	fmt.Println(query.Between("$createdAt", november, november.AddDate(0, 1, 0)))
	// Output:
	// {"method":"between","attribute":"$createdAt","values":["2026-11-01T00:00:00.000+00:00","2026-12-01T00:00:00.000+00:00"]}
}

func ExampleOr() {
	fmt.Println(query.Or(query.IsNull("providerEmail"), query.EndsWith("providerEmail", "@example.com")))
	// Output:
	// {"method":"or","values":[{"method":"isNull","attribute":"providerEmail"},{"method":"endsWith","attribute":"providerEmail","values":["@example.com"]}]}
}
